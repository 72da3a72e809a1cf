"""What is said to people and to other systems: notices, the outbox, mail kept locally."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from people.models.membership import Agency, Member


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Sets of notices."""

    def visible_to(self, member: Member) -> NoticeQuerySet:
        """A member's own notices in this agency, and nobody else's."""
        return self.filter(agency_id=member.agency_id, member_id=member.pk)

    def unread(self) -> NoticeQuerySet:
        """Not yet opened."""
        return self.filter(read_at=None)


class Notice(models.Model):
    """One line for one member, in their language, with the page where to act."""

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+")
    member = models.ForeignKey(Member, models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=60)
    text = models.CharField(_("text"), max_length=500)
    url = models.CharField(max_length=500, blank=True)
    once_key = models.CharField(max_length=120, blank=True)
    created_at = models.DateTimeField(_("when"))
    read_at = models.DateTimeField(_("read"), null=True, blank=True)
    mailed_at = models.DateTimeField(_("sent by e-mail"), null=True, blank=True)

    objects: ClassVar[models.Manager[Notice]] = NoticeQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-created_at", "-id")
        indexes = [
            models.Index(fields=["member", "-created_at"], name="notice_member_created"),
            models.Index(fields=["member"], condition=models.Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            models.UniqueConstraint(
                "member",
                "once_key",
                condition=~models.Q(once_key=""),
                name="notice_once_per_key",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="notice_text_present"),
        ]

    def __str__(self) -> str:
        return self.text


class Outbox(models.Model):
    """Something to hand to another system after the transaction that wrote it.

    Not handed over until ``done_at``; ``lease_until`` says that a relay is at it right now.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, related_name="+", null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=60)
    payload = models.JSONField(_("content"), default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(_("written"))
    next_attempt_at = models.DateTimeField(_("next attempt"))
    lease_until = models.DateTimeField(_("taken until"), null=True, blank=True)
    n_attempts = models.PositiveIntegerField(_("attempts"), default=0)
    done_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    last_error = models.TextField(_("last error"), blank=True)

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=models.Q(done_at=None),
                name="outbox_due",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=~models.Q(kind=""), name="outbox_kind_present"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class KeptMail(models.Model):
    """An e-mail of an installation without a mail server, to be read at /mailbox/."""

    message_id = models.CharField(max_length=255, unique=True)
    sender = models.CharField(_("from"), max_length=254)
    to = models.CharField(_("to"), max_length=500)
    subject = models.CharField(_("subject"), max_length=500)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("kept e-mail")
        verbose_name_plural = _("kept e-mails")
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.subject
