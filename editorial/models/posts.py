"""A post as people write it: the base text, a version per channel, and the revisions they decide on."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from clients.models import Audience, Channel, Client, Contact, Goal, TouchpointMoment
from clients.objectives import Objective
from clients.work import Piece
from editorial.contents import short_title
from editorial.lifecycle import BEING_MADE, PostStage
from editorial.models.campaigns import Campaign
from editorial.models.planning import Pillar, Series
from editorial.models.releases import Release, ReleaseQuerySet
from editorial.models.walltime import WallTimeField, planned_at
from people.ids import uuid7
from people.models import Agency, Member
from people.roles import Role


def open_to(member: Member, post: str = "post") -> Q:
    """For all that shows a post: without the posts under an embargo that leaves this member out.

    `post` is the way from the row to its post. Whoever reads posts, deliveries, reviews or pictures for a member asks
    `visible_to`, which asks this; an embargo ends by its hour alone, so there is nothing to switch off.
    """
    return Q() if member.role == Role.OWNER else _outside(Release.objects.closed_to(member), post)


def open_to_contact(contact: Contact, post: str = "post") -> Q:
    """The same for a person of the client."""
    return _outside(Release.objects.closed_to_contact(contact), post)


def open_to_all(post: str = "post") -> Q:
    """The same for whoever reads what is handed on: a report, a file."""
    return _outside(Release.objects.embargoed(), post)


def _outside(closed: ReleaseQuerySet, post: str) -> Q:
    hidden = Post.objects.filter(release__in=closed.order_by().values("pk")).order_by()
    return ~Q(**{f"{post}__in": hidden.values("pk")})


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, member: Member) -> PostQuerySet:
        """Posts of the clients this member may see, but for those under an embargo that leaves the member out."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member, "pk"))

    def with_parts(self) -> PostQuerySet:
        """Everything a list shows of a post, in three queries however many posts."""
        return self.select_related("client").prefetch_related(
            "versions__channel", "deliveries__channel"
        )


class Post(models.Model):
    """One message of a client, for one channel or several.

    `wall_at`, `time_zone` and `fold` hold the planned time from the first draft on; `edit_number` counts
    saved edits, so that the second of two editors is told instead of overwriting the first. `thread` is the texts
    of the second part and on; `poll` the fields of networks.types.Poll; `link` the address as it was typed, which
    goes out with `utm_campaign` and, where `is_link_short`, shortened. `release` is what it goes out with, if anything; `piece` what it counts as
    in the contract, where somebody said so.
    What it is for (goal or objective, pillar, series with its episode, audience) is ours to know and goes nowhere; so is which
    post of its campaign goes first (`after`).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="posts")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    stage = models.CharField(max_length=20, choices=PostStage, default=PostStage.DRAFT)
    title = models.CharField(max_length=120, blank=True)
    text = models.TextField(blank=True, max_length=63_206)
    language = models.CharField(max_length=8, default="it")
    thread = models.JSONField(default=list, blank=True)
    poll = models.JSONField(null=True, blank=True)
    link = models.URLField(max_length=2000, blank=True)
    is_link_short = models.BooleanField(default=False)
    utm_campaign = models.CharField(max_length=100, blank=True)
    piece = models.CharField(max_length=10, choices=Piece, blank=True, default="", db_default="")
    # Which line of the ready plan it was made from (ReadyLine.key), so that the plan offers no line twice.
    ready_line = models.CharField(max_length=24, blank=True, default="", db_default="")
    wall_at = WallTimeField(null=True, blank=True)
    time_zone = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    approved_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    release = models.ForeignKey(
        Release, on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    # What happens on a touchpoint that this post supports; no part of what is approved or sent.
    supports = models.ForeignKey(
        TouchpointMoment, on_delete=models.SET_NULL, null=True, blank=True, related_name="posts"
    )
    objective = models.CharField(
        max_length=10, choices=Objective, blank=True, default="", db_default=""
    )
    goal = models.ForeignKey(
        Goal, models.PROTECT, null=True, blank=True, related_name="posts", db_index=False
    )
    pillar = models.ForeignKey(
        Pillar, models.PROTECT, null=True, blank=True, related_name="posts", db_index=False
    )
    series = models.ForeignKey(
        Series, models.PROTECT, null=True, blank=True, related_name="posts", db_index=False
    )
    episode = models.PositiveIntegerField(null=True, blank=True)
    audience = models.ForeignKey(
        Audience, models.PROTECT, null=True, blank=True, related_name="posts", db_index=False
    )
    campaign = models.ForeignKey(
        Campaign, models.PROTECT, null=True, blank=True, related_name="posts", db_index=False
    )
    # The post of the same campaign that goes first. Nothing waits for it: people are told (docs/decisions/campaigns.md).
    after = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="followers", db_index=False
    )
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()
    edit_number = models.PositiveIntegerField(default=1)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["client", "-edited_at"], name="post_by_client"),
            models.Index(fields=["agency", "-edited_at"], name="post_by_agency"),
            # The calendar asks for the days of a month, of one client or of all.
            models.Index(fields=["client", "wall_at"], name="post_by_day"),
            models.Index(fields=["agency", "wall_at"], name="post_by_day_of_agency"),
            # The list of all clients' posts, the latest plan first; what nobody has scheduled yet stands on Today.
            models.Index(
                "agency",
                planned_at().desc(nulls_first=True),
                F("id").desc(),
                name="post_by_plan_of_agency",
            ),
            # Few posts of all that ever were belong to one goal, pillar or series.
            models.Index(
                fields=["goal", "-wall_at"], condition=Q(goal__isnull=False), name="post_of_goal"
            ),
            models.Index(
                fields=["pillar", "-wall_at"],
                condition=Q(pillar__isnull=False),
                name="post_of_pillar",
            ),
            models.Index(
                fields=["series", "-episode"],
                condition=Q(series__isnull=False),
                name="post_of_series",
            ),
            models.Index(
                fields=["campaign", "wall_at"],
                condition=Q(campaign__isnull=False),
                name="post_of_campaign",
            ),
            models.Index(fields=["after"], condition=Q(after__isnull=False), name="post_after"),
            # What is being written or decided is few among all that ever went out.
            models.Index(
                fields=["client"], condition=Q(stage__in=BEING_MADE), name="post_being_made"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage__in=PostStage.values), name="post_stage_known"
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="post_fold_is_0_or_1"),
            # An approval is of something: the stage cannot say approved without the revision.
            models.CheckConstraint(
                condition=~Q(stage=PostStage.APPROVED) | Q(approved_revision__isnull=False),
                name="post_approved_has_revision",
            ),
            # That it is one of the same client and campaign is a key of its own (migration 0017).
            models.CheckConstraint(
                condition=Q(after=None) | Q(campaign__isnull=False) & ~Q(after=F("id")),
                name="post_after_another_of_its_campaign",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_aloud(self, now: datetime) -> str | Promise:
        """Its name where anybody might read along, as in the line of a mail: nothing of what is under embargo."""
        is_secret = self.release is not None and self.release.is_secret(now)
        return gettext_lazy("a reserved post") if is_secret else self.name

    @property
    def name(self) -> str:
        """The title, or the first words of the text."""
        return self.title or short_title(self.text)

    @property
    def first_words(self) -> str:
        """As much as two or three lines hold, for places where the page itself cuts what is too long."""
        return self.title or short_title(self.text, length=200)


class Version(models.Model):
    """A post on one channel; an empty text follows the base, and so does all that `own` (editorial/own.py) does not say."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField(blank=True, max_length=63_206)
    spoiler = models.CharField(max_length=300, blank=True)
    visibility = models.CharField(max_length=12, default="public")
    first_comment = models.TextField(blank=True, max_length=63_206)
    own = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "channel"], name="version_once_per_channel"),
            models.CheckConstraint(
                condition=Q(visibility__in=["public", "unlisted", "private"]),
                name="version_visibility_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.channel}"


class Revision(models.Model):
    """The frozen content of a post at one moment: what is approved, and what is published."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    content_hash = models.CharField(max_length=64)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_numbered_once"),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.number}"
