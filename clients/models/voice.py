"""How a client speaks, and the rules it is under: one row a client, read and saved as a whole."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from clients import manner
from clients.manner import Address, Capitals, Manner
from clients.models.clients import Client
from people.models import Agency, Member


class VoiceQuerySet(models.QuerySet["Voice"]):
    """Sets of voices."""

    def visible_to(self, member: Member) -> VoiceQuerySet:
        """Voices of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class Voice(models.Model):
    """What people settled about a client's voice; a limit that is None is none.

    `say`, `avoid`, `topics`, `registers` and `sentences` are lists of what clients/manner.py names so; `packs` the
    ids of rule packs. `edit_number` counts saves, so that the second of two editors is told.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.OneToOneField(Client, models.CASCADE, related_name="voice")
    address = models.CharField(_("posts speak to"), max_length=6, choices=Address, blank=True)
    replies = models.CharField(_("replies speak to"), max_length=6, choices=Address, blank=True)
    in_short = models.CharField(_("in a few words"), max_length=200, blank=True)
    say = models.JSONField(_("say"), default=list, blank=True)
    avoid = models.JSONField(_("avoid"), default=list, blank=True)
    topics = models.JSONField(_("topics left out"), default=list, blank=True)
    emoji_most = models.PositiveSmallIntegerField(_("most emoji"), null=True, blank=True)
    emoji_only = models.JSONField(_("only these emoji"), default=list, blank=True)
    tags_most = models.PositiveSmallIntegerField(_("most hashtags"), null=True, blank=True)
    tags_always = models.JSONField(_("hashtags always there"), default=list, blank=True)
    tags_never = models.JSONField(_("hashtags never there"), default=list, blank=True)
    capitals = models.CharField(_("capitals"), max_length=5, choices=Capitals, blank=True)
    exclamations_most = models.PositiveSmallIntegerField(
        _("most exclamation marks"), null=True, blank=True
    )
    registers = models.JSONField(_("by network"), default=list, blank=True)
    packs = models.JSONField(_("rule packs"), default=list, blank=True)
    sentences = models.JSONField(_("required sentences"), default=list, blank=True)
    edited_by = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name=_("last saved by")
    )
    edited_at = models.DateTimeField(_("last saved"))
    edit_number = models.PositiveIntegerField(default=1)

    objects: ClassVar[models.Manager[Voice]] = VoiceQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("voice")
        verbose_name_plural = _("voices")
        constraints = [
            models.CheckConstraint(
                condition=Q(address__in=["", *Address.values]), name="voice_address_known"
            ),
            models.CheckConstraint(
                condition=Q(replies__in=["", *Address.values]), name="voice_replies_known"
            ),
            models.CheckConstraint(
                condition=Q(capitals__in=Capitals.values), name="voice_capitals_known"
            ),
            models.CheckConstraint(
                condition=Q(emoji_only=[]) | Q(emoji_most=None) | Q(emoji_most__gt=0),
                name="voice_welcome_emoji_may_stand",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.client}"

    @property
    def manner(self) -> Manner:
        """The same as plain data, for reading and checking."""
        return Manner(
            address=self.address,
            replies=self.replies,
            in_short=self.in_short,
            say=manner.phrases(self.say),
            avoid=manner.phrases(self.avoid),
            topics=manner.topics(self.topics),
            emoji_most=self.emoji_most,
            emoji_only=tuple(self.emoji_only),
            tags_most=self.tags_most,
            tags_always=tuple(self.tags_always),
            tags_never=tuple(self.tags_never),
            capitals=self.capitals,
            exclamations_most=self.exclamations_most,
            registers=manner.registers(self.registers),
            packs=tuple(self.packs),
            sentences=manner.sentences(self.sentences),
        )
