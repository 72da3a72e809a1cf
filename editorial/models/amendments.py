"""What was asked for after publication, and what became of it on each channel, with every try and look.

The guards are those of a delivery (deliveries.py): an epoch, an owner and a lease for what is in the air, an attempt
written before the call, legal moves kept by a trigger. docs/decisions/after-publication.md has the whole.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from clients.models import Client
from editorial.lifecycle import AttemptOutcome, Look, LookupResult
from editorial.models.deliveries import Delivery, ReadBack, Try, known
from editorial.models.posts import Post, Revision, open_to
from editorial.remedies import REMEDY_LOOKS, STANDING, AmendmentKind, RemedyState
from people.ids import uuid7
from people.models import Agency, Member

R = RemedyState


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def visible_to(self, member: Member) -> AmendmentQuerySet:
        """Amendments of posts of the clients this member may see."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member))


class Amendment(models.Model):
    """A correction or a removal that somebody asked for, of one post that is out.

    `revision` is the new words, which must be approved like any; `before` those that stood in the post until then.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="amendments")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=AmendmentKind)
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    before = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    why = models.CharField(max_length=500, blank=True)
    asked_by = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AmendmentQuerySet.as_manager()

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=["post", "-id"], name="amendment_of_post")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=AmendmentKind.values), name="amendment_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="remove", revision__isnull=True, before__isnull=True)
                | Q(kind="correct", revision__isnull=False, before__isnull=False),
                name="amendment_correction_has_its_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.kind}"


class Remedy(models.Model):
    """What an amendment means for one part of the post on one channel: `position` as in Step, 0 the post itself.

    `before` is what it said there, `after` what it shall say. `is_by_hand`: a person does it, whatever the channel.
    The rest means what it means for a delivery.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="remedies")
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="remedies")
    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    position = models.PositiveSmallIntegerField()
    remote_id = models.CharField(max_length=400)
    url = models.URLField(max_length=500, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    is_by_hand = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=RemedyState, default=R.WAITING)
    reason = models.CharField(max_length=60, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    owner = models.BigIntegerField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField()
    n_tries = models.PositiveSmallIntegerField(default=0)
    check_after = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        Member, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name_plural = "remedies"
        ordering = ("delivery_id", "position", "id")
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state="waiting"), name="remedy_due"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="sending"), name="remedy_in_flight"
            ),
            models.Index(
                fields=["check_after"], condition=Q(state="unknown"), name="remedy_doubtful"
            ),
            models.Index(
                fields=["id"], condition=Q(state="needs_human"), name="remedy_needs_somebody"
            ),
            models.Index(
                fields=["agency"], condition=Q(state__in=sorted(STANDING)), name="remedy_standing"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["amendment", "delivery", "position"], name="remedy_once_per_part"
            ),
            # One call at a time about one post on one channel.
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state="sending"), name="remedy_one_in_flight"
            ),
            models.CheckConstraint(
                condition=Q(state__in=RemedyState.values), name="remedy_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="done", done_at__isnull=False)
                | (~Q(state="done") & Q(done_at__isnull=True)),
                name="remedy_done_says_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False, owner__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="remedy_leased_while_in_flight",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(check_after__isnull=False),
                name="remedy_unknown_has_a_next_look",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.position} {self.state}"

    @property
    def look(self) -> Look:
        """Icon, word and colour of its state."""
        return REMEDY_LOOKS[self.state]


class RemedyAttempt(Try):
    """One call about one remedy; the row exists before the call."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="attempts")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["remedy", "epoch"], name="remedy_attempt_once_per_epoch"
            ),
            known("outcome", ["", *AttemptOutcome.values], name="remedy_attempt_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.remedy} · {self.epoch}"


class RemedyLookup(ReadBack):
    """One look at the network whether a doubtful remedy has had its effect."""

    remedy = models.ForeignKey(Remedy, on_delete=models.CASCADE, related_name="lookups")

    class Meta:
        constraints = [known("result", LookupResult.values, name="remedy_lookup_result_known")]

    def __str__(self) -> str:
        return f"{self.remedy} · {self.at:%H:%M:%S}"
