"""The unit of promise: one post on one channel, once, with every try and every look at the network.

The constraints here are half of "at most once": a second claim, a second attempt, a double schedule, a
publication without proof cannot be stored, whatever code runs. docs/decisions/publishing.md has the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Case, F, Q, Value, When

from clients.models import Channel, Client
from editorial.contents import resolved
from editorial.lifecycle import (
    AFTER_LEAVING,
    AWAITS_A_PERSON,
    CLIENT_LEFT,
    SHOWN_LOOKS,
    TO_COME,
    AttemptOutcome,
    DeliveryState,
    Gone,
    Look,
    LookupResult,
    Rest,
)
from editorial.models.posts import Post, Revision, open_to
from editorial.models.walltime import WallTimeField
from people import zones
from people.ids import uuid7
from people.models import Agency, Member

S = DeliveryState
ENGINE_VERSION = 1
# Where a person is wanted, or it is not known yet whether the post is out.
STANDING = Q(state__in=sorted([*AWAITS_A_PERSON, S.UNKNOWN])) | Q(
    rest__in=[Rest.CHECKING, Rest.NEEDS_YOU]
)


# For SQL with a delivery `d` and its revision `r`: the pictures that the delivery's channel gets; NULL where nothing says so.
MEDIA = "COALESCE(r.content -> 'versions' -> d.channel_id::text -> 'media', r.content -> 'media')"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def visible_to(self, member: Member) -> DeliveryQuerySet:
        """Deliveries of the clients this member may see."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member))

    def awaiting_a_person(self) -> DeliveryQuerySet:
        """Those that go no further until somebody decides."""
        return self.filter(state__in=AWAITS_A_PERSON)

    def with_shown(self) -> models.QuerySet[Any]:
        """Each with `as_shown`: what `Delivery.shown` is, for lists that read no rows."""
        return self.annotate(
            as_shown=Case(
                When(~Q(gone=""), then=F("gone")),
                When(~Q(rest=""), then=F("rest")),
                When(state=S.BLOCKED, reason=CLIENT_LEFT, then=Value(AFTER_LEAVING)),
                default=F("state"),
            ),
        )

    def derived_before(self, edition: str) -> DeliveryQuerySet:
        """Those to come whose instant stands by older time zone data than this edition."""
        return self.filter(state__in=TO_COME, zones_edition__lt=edition)

    def upcoming(self, now: datetime) -> DeliveryQuerySet:
        """Scheduled ones that are not yet due, soonest first."""
        return self.filter(state=S.SCHEDULED, due_at__gte=now).order_by("due_at", "id")


class Delivery(models.Model):
    """One post on one channel, once (`occurrence`).

    `due_at` is derived from the wall time by the time zone data of edition `zones_edition`; `next_attempt_at` alone decides
    when it is tried. `epoch` grows
    with every claim: what an older epoch reports is refused. `owner` is the advisory-lock key of the round
    that holds it. `release_link` is the link of its release as it went out. `proof` is what the network answered. `rest` sums up the later parts of a published one;
    `gone` says why it no longer stands there, since `gone_at`. Its state stays what it was: it is never sent again.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="deliveries")
    channel = models.ForeignKey(Channel, on_delete=models.PROTECT, related_name="deliveries")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    occurrence = models.PositiveIntegerField(default=1)
    engine_version = models.PositiveSmallIntegerField(default=ENGINE_VERSION)
    wall_at = WallTimeField()
    time_zone = models.CharField(max_length=64)
    fold = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    zones_edition = models.CharField(
        max_length=16, blank=True, db_default="", default=zones.edition
    )
    grace = models.DurationField(default=timedelta(minutes=15))
    state = models.CharField(max_length=12, choices=DeliveryState, default=S.SCHEDULED)
    reason = models.CharField(max_length=60, blank=True)
    reason_params = models.JSONField(default=dict, blank=True)
    text_hash = models.CharField(max_length=32)
    epoch = models.PositiveIntegerField(default=0)
    owner = models.BigIntegerField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField()
    n_attempts = models.PositiveSmallIntegerField(default=0)
    check_after = models.DateTimeField(null=True, blank=True)
    n_negative_reads = models.PositiveSmallIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    release_link = models.CharField(max_length=2000, blank=True, db_default="", default="")
    proof = models.JSONField(null=True, blank=True)
    rest = models.CharField(max_length=10, choices=Rest, blank=True)
    gone = models.CharField(max_length=10, choices=Gone, blank=True, db_default="", default="")
    gone_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["next_attempt_at", "id"],
                condition=Q(state="scheduled"),
                name="delivery_due",
            ),
            models.Index(
                fields=["lease_until"],
                condition=Q(state__in=["claimed", "sending"]),
                name="delivery_in_flight",
            ),
            models.Index(
                fields=["check_after"], condition=Q(state="unknown"), name="delivery_doubtful"
            ),
            models.Index(fields=["agency", "due_at"], condition=STANDING, name="delivery_standing"),
            models.Index(
                fields=["agency", "due_at", "id"],
                condition=Q(state="scheduled"),
                name="delivery_coming",
            ),
            models.Index(fields=["due_at"], condition=Q(state="by_hand"), name="delivery_by_hand"),
            models.Index(
                fields=["zones_edition", "client"],
                condition=Q(state__in=["scheduled", "blocked"]),
                name="delivery_by_zones_edition",
            ),
            models.Index(fields=["client", "due_at"], name="delivery_by_client"),
            models.Index(
                fields=["agency", "ended_at"],
                condition=Q(ended_at__isnull=False),
                name="delivery_ended",
            ),
            models.Index(
                fields=["agency", "gone_at"],
                condition=Q(gone="missing"),
                name="delivery_missed_there",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "channel", "occurrence"], name="delivery_scheduled_once"
            ),
            # One call at a time per channel; losing this race means: take the next row.
            models.UniqueConstraint(
                fields=["channel"],
                condition=Q(state__in=["claimed", "sending"]),
                name="delivery_one_in_flight_per_channel",
            ),
            models.CheckConstraint(
                condition=Q(state__in=DeliveryState.values), name="delivery_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(proof__isnull=False),
                name="delivery_published_has_proof",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["claimed", "sending"], lease_until__isnull=False)
                | (~Q(state__in=["claimed", "sending"]) & Q(lease_until__isnull=True)),
                name="delivery_leased_while_in_flight",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(check_after__isnull=False),
                name="delivery_unknown_has_a_next_look",
            ),
            models.CheckConstraint(
                condition=Q(next_attempt_at__gte=F("due_at")), name="delivery_never_early"
            ),
            models.CheckConstraint(condition=Q(fold__in=[0, 1]), name="delivery_fold_is_0_or_1"),
            # Later parts answer the first one: there is nothing to say of them before it is out.
            models.CheckConstraint(
                condition=Q(rest="") | Q(rest__in=Rest.values, state="published"),
                name="delivery_rest_follows_what_is_out",
            ),
            # Only what was out can be gone, and then it is known since when.
            models.CheckConstraint(
                condition=Q(gone="", gone_at__isnull=True)
                | Q(gone__in=Gone.values, gone_at__isnull=False, state="published"),
                name="delivery_gone_was_out",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} → {self.channel}"

    @property
    def content(self) -> Mapping[str, Any]:
        """What its revision says, with the link of its release once that went out."""
        return resolved(self.revision.content, self.release_link)

    @property
    def shown(self) -> str:
        """What is shown of it: its state; of a published one that it is gone, or how its later parts are while not all out;
        of one that stands still for that, that its client leaves before it."""
        if self.state == S.BLOCKED and self.reason == CLIENT_LEFT:
            return AFTER_LEAVING
        return self.gone or self.rest or self.state

    @property
    def look(self) -> Look:
        """Icon, word and colour of what is shown of it."""
        return SHOWN_LOOKS[self.shown]


def known(field: str, values: Iterable[str], *, name: str) -> models.CheckConstraint:
    """The column holds one of these words and nothing else."""
    return models.CheckConstraint(condition=Q(**{f"{field}__in": list(values)}), name=name)


class Try(models.Model):
    """One try at something irreversible. The row exists before the call, so that a crash leaves a trace."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    epoch = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=12, choices=AttemptOutcome, blank=True)
    error_kind = models.CharField(max_length=30, blank=True)
    error_code = models.CharField(max_length=60, blank=True)
    http_status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.TextField(blank=True, max_length=4096)

    class Meta:
        abstract = True


class Attempt(Try):
    """One try of a delivery, that is, of its first part."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="attempts")

    class Meta:
        constraints = [
            # A fenced worker cannot open a second attempt.
            models.UniqueConstraint(fields=["delivery", "epoch"], name="attempt_once_per_epoch"),
            known("outcome", ["", *AttemptOutcome.values], name="attempt_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.epoch}"


class ReadBack(models.Model):
    """One reading back of something doubtful. A failed reading is not a negative one."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    result = models.CharField(max_length=10, choices=LookupResult)
    detail = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Lookup(ReadBack):
    """One reading back of a doubtful delivery."""

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="lookups")

    class Meta:
        constraints = [known("result", LookupResult.values, name="lookup_result_known")]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.at:%H:%M:%S}"
