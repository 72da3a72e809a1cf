"""Care of the profiles themselves: what each should say, who owns it, when it is looked at again, and whether it sleeps."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from clients.models.channels import Channel, Part
from clients.models.clients import Client
from clients.models.contacts import Contact
from people.ids import uuid7
from people.models import Agency, Member


class Owner(models.TextChoices):
    """Whose account it is, on record."""

    CLIENT = "client", _("The client")
    AGENCY = "agency", _("The agency")
    THIRD = "third", _("Somebody else")


class Closing(models.TextChoices):
    """What is done before a channel is closed for good; what is scheduled there is looked at, not ticked."""

    POST = "post", _("A last post says where to go")
    PROFILE = "profile", _("The profile says where to go, and the last post is pinned")
    ARCHIVE = "archive", _("Its archive is downloaded and kept")


class ChannelCareQuerySet(models.QuerySet["ChannelCare"]):
    """Sets of cares."""

    def visible_to(self, member: Member) -> ChannelCareQuerySet:
        """Those of the clients the member sees."""
        return self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))


class ChannelCare(models.Model):
    """One row a channel: its owner on record, its next review, its sleep, and what its network showed at the last check.

    `stands` is bio, links, name, cover and picture as the network told them; absent where it does not tell. While it sleeps,
    `asleep_why` says why, `asleep_followers` what its followers are told, `slept_as` which part it had and is given back.
    `closing_done` are the points of Closing that are done.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.OneToOneField(Channel, models.CASCADE, related_name="care")
    owner = models.CharField(_("who owns it"), max_length=6, choices=Owner, blank=True)
    owner_note = models.CharField(_("who exactly, since when"), max_length=300, blank=True)
    review_on = models.DateField(_("look at it again"), null=True, blank=True)
    asleep_since = models.DateField(_("asleep since"), null=True, blank=True)
    asleep_until = models.DateField(_("asleep until"), null=True, blank=True)
    asleep_why = models.CharField(_("why it sleeps"), max_length=300, blank=True)
    asleep_followers = models.CharField(_("what followers are told"), max_length=300, blank=True)
    slept_as = models.CharField(
        _("its part before it slept"),
        max_length=10,
        choices=Part,
        blank=True,
        default="",
        db_default="",
    )
    closing_done = ArrayField(
        models.CharField(max_length=10, choices=Closing),
        verbose_name=_("done of closing it"),
        default=list,
        blank=True,
        db_default=[],
    )
    stands = models.JSONField(
        _("what the network shows"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    looked_at = models.DateTimeField(_("last looked at"), null=True, blank=True)

    objects: ClassVar[models.Manager[ChannelCare]] = ChannelCareQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("care of a profile")
        verbose_name_plural = _("care of profiles")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner="") | Q(owner__in=Owner.values), name="channelcare_owner_known"
            ),
            models.CheckConstraint(
                condition=Q(asleep_since=None, asleep_until=None, asleep_why="")
                | (Q(asleep_since__isnull=False) & ~Q(asleep_why="")),
                name="channelcare_sleeps_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(asleep_until=None) | Q(asleep_until__gte=models.F("asleep_since")),
                name="channelcare_wakes_after_it_slept",
            ),
            models.CheckConstraint(
                condition=Q(slept_as__in=["", *Part.values]), name="channelcare_slept_as_known"
            ),
            models.CheckConstraint(
                condition=Q(closing_done__contained_by=Closing.values),
                name="channelcare_closing_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.channel)


class ProfileVersion(models.Model):
    """What a profile should say from here on. Each save is a new one.

    A contact says yes by voice, and `approval_noted_by` wrote it down, or by their own link, at `approved_at`. By the link they
    may ask for something else instead: `wish`, with who wrote it and when.
    """

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="profile_versions")
    number = models.PositiveIntegerField(_("version"))
    bio = models.TextField(_("bio"), max_length=4000, blank=True)
    link = models.URLField(_("link"), max_length=500, blank=True)
    picture = models.CharField(_("picture"), max_length=300, blank=True)
    cover = models.CharField(_("cover"), max_length=300, blank=True)
    pinned = models.CharField(_("pinned"), max_length=500, blank=True)
    hours = models.CharField(_("hours"), max_length=300, blank=True)
    category = models.CharField(_("category"), max_length=120, blank=True)
    why = models.CharField(_("why it changed"), max_length=300, blank=True)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("written"))
    approved_by = models.CharField(_("approved by"), max_length=120, blank=True)
    approved_contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    approved_on = models.DateField(_("approved on"), null=True, blank=True)
    approval_noted_by = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at = models.DateTimeField(_("approved by their own link"), null=True, blank=True)
    wish = models.TextField(
        _("what should change"), max_length=2000, blank=True, default="", db_default=""
    )
    wished_by = models.CharField(
        _("who asked for it"), max_length=120, blank=True, default="", db_default=""
    )
    wished_at = models.DateTimeField(_("asked for"), null=True, blank=True)

    class Meta:
        verbose_name = _("version of a profile")
        verbose_name_plural = _("versions of profiles")
        ordering = ("-number",)
        constraints = [
            models.UniqueConstraint(fields=["channel", "number"], name="profileversion_number"),
            models.CheckConstraint(
                condition=Q(
                    approved_by="", approved_on=None, approval_noted_by=None, approved_at=None
                )
                | (
                    ~Q(approved_by="")
                    & Q(approved_on__isnull=False)
                    & (
                        Q(approval_noted_by__isnull=False, approved_at=None)
                        | Q(approval_noted_by=None, approved_at__isnull=False)
                    )
                ),
                name="profileversion_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(wish="", wished_by="", wished_at=None)
                | (~Q(wish="") & ~Q(wished_by="") & Q(wished_at__isnull=False)),
                name="profileversion_wished_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel_id} v{self.number}"


# What stands in `what` of the task of a profile that sleeps until a day: no words, so that each reads their own.
WAKE = "wake"


def task_words(what: str) -> str:
    """What a task says, in the reader's language where the program asks it."""
    return gettext("Wake it, or let it sleep on") if what == WAKE else what


class ProfileTask(models.Model):
    """A change of a profile on a day: the hours of August, the cover of Christmas."""

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    channel = models.ForeignKey(Channel, models.CASCADE, related_name="profile_tasks")
    on = models.DateField(_("day"))
    what = models.CharField(_("what changes"), max_length=200)
    created_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    done_at = models.DateTimeField(_("done"), null=True, blank=True)
    done_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("change of a profile")
        verbose_name_plural = _("changes of profiles")
        ordering = ("on", "id")
        indexes = [
            models.Index(
                fields=["client", "on"], condition=Q(done_at=None), name="profiletask_open"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(what=""), name="profiletask_says_what"),
            models.CheckConstraint(
                condition=Q(done_at=None, done_by=None)
                | Q(done_at__isnull=False, done_by__isnull=False),
                name="profiletask_done_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What changes: as somebody wrote it, or what the program asks, in the reader's language."""
        return task_words(self.what)
