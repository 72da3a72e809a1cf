"""What the people of the agency remember about a client, in a few words; the client never sees it."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clients.models.clients import Client
from people.ids import uuid7
from people.models import Agency, Member


class ClientNoteQuerySet(models.QuerySet["ClientNote"]):
    """Sets of notes."""

    def visible_to(self, member: Member) -> ClientNoteQuerySet:
        """Notes about the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))

    def kept(self) -> ClientNoteQuerySet:
        """Those that nobody removed."""
        return self.filter(removed_at=None)


class ClientNote(models.Model):
    """A few words about a client, by a colleague. One that was removed can be taken back for thirty days."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.CASCADE, related_name="notes")
    words = models.TextField(_("note"), max_length=600)
    written_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written"))
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    removed_at = models.DateTimeField(_("removed"), null=True, blank=True)

    objects: ClassVar[ClientNoteQuerySet] = ClientNoteQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = pgettext_lazy("about a client", "note")
        verbose_name_plural = pgettext_lazy("about a client", "notes")
        ordering = ("-written_at", "-id")
        indexes = [
            models.Index(
                fields=["client", "-written_at"],
                condition=Q(removed_at=None),
                name="clientnote_of_client",
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="clientnote_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.client}, {self.written_at:%Y-%m-%d}"
