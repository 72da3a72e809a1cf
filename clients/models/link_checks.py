"""Addresses that a client's public is sent to, and whether they still open."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients.dead_links import Known, Trouble
from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Sets of checks."""

    def visible_to(self, member: Member) -> LinkCheckQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def dead(self, now: datetime) -> LinkCheckQuerySet:
        """Those that do not open and that people are still sent to."""
        return self.filter(is_dead=True, wanted_until__gt=now)


class LinkCheck(models.Model):
    """One address of a client (clients/dead_links.py: address), whatever posts and pages it stands in.

    The rows are the queue: an address is asked at `ask_at` while it is `wanted_until` later; who asks puts `ask_at` off first.
    `opened_at` is when it last opened, `failing_since` the first of the `n_failed` failures in a row after it.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="link_checks")
    url = models.TextField(_("address"))
    host = models.CharField(_("site"), max_length=255)
    wanted_until = models.DateTimeField(_("asked until"))
    ask_at = models.DateTimeField(_("asked next"))
    asked_at = models.DateTimeField(_("last asked"), null=True, blank=True)
    opened_at = models.DateTimeField(_("last opened"), null=True, blank=True)
    trouble = models.CharField(_("trouble"), max_length=10, choices=Trouble, blank=True)
    failing_since = models.DateTimeField(_("fails since"), null=True, blank=True)
    n_failed = models.PositiveIntegerField(_("failures in a row"), default=0)
    is_dead = models.BooleanField(_("does not open"), default=False)

    objects: ClassVar[models.Manager[LinkCheck]] = LinkCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("link check")
        verbose_name_plural = _("link checks")
        ordering = ("failing_since", "id")
        indexes = [
            models.Index(fields=["ask_at"], name="linkcheck_due"),
            models.Index(fields=["client"], condition=Q(is_dead=True), name="linkcheck_dead"),
            models.Index(fields=["wanted_until"], name="linkcheck_forgotten"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["client", "url"], name="linkcheck_once"),
            models.CheckConstraint(
                condition=Q(trouble="") | Q(trouble__in=Trouble.values),
                name="linkcheck_trouble_known",
            ),
            models.CheckConstraint(
                condition=Q(failing_since=None, n_failed=0, is_dead=False)
                | (
                    Q(failing_since__isnull=False, n_failed__gt=0)
                    & ~Q(trouble__in=["", Trouble.UNCLEAR.value])
                ),
                name="linkcheck_fails_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.url

    @property
    def known(self) -> Known:
        """What judging takes."""
        return Known(self.trouble, self.failing_since, self.n_failed, self.is_dead)
