"""What belongs to a delivery beside its post: uploads before it, later parts and a first comment after it, each tried and looked up on its own."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from editorial.lifecycle import (
    PART_LOOKS,
    AttemptOutcome,
    Look,
    LookupResult,
    PartState,
    StepKind,
)
from editorial.models.deliveries import Delivery, ReadBack, Try, known
from people.models import Agency


class Step(models.Model):
    """A part of a delivery: an upload, the post itself, a later part of its thread, a first comment.

    A done step is never repeated; `remote_ref` is stored before the next step starts. The post itself (position 0)
    goes by the state of its delivery; what follows it has a `state`, an `epoch` and an `owner` of its own, which mean
    what they mean for a delivery. `next_try_at` is set once the part before is out, `late_after` with it: then a
    person is asked.
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=[(k.value, k.value) for k in StepKind])
    is_commit = models.BooleanField()
    remote_ref = models.CharField(max_length=400, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    # The content the step was made for; of another revision it is looked at again before it counts.
    subject = models.CharField(max_length=64, blank=True)
    # What was handed over (file, its hash, alt text), and what the network gave back for it.
    payload = models.JSONField(default=dict, blank=True)
    refs = models.JSONField(default=dict, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_try_at = models.DateTimeField(null=True, blank=True)
    n_tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=60, blank=True)
    problem_params = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=12, choices=PartState, blank=True)
    epoch = models.PositiveIntegerField(default=0)
    owner = models.BigIntegerField(null=True, blank=True)
    late_after = models.DateTimeField(null=True, blank=True)
    check_after = models.DateTimeField(null=True, blank=True)
    n_negative_reads = models.PositiveSmallIntegerField(default=0)
    first_sent_at = models.DateTimeField(null=True, blank=True)
    url = models.URLField(max_length=500, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["next_try_at", "id"], condition=Q(state="waiting"), name="part_due"
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state="sending"), name="part_in_flight"
            ),
            models.Index(
                fields=["check_after"], condition=Q(state="unknown"), name="part_doubtful"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["delivery", "position"], name="step_numbered_once"),
            # Part after part: two calls for one post at the same time cannot be.
            models.UniqueConstraint(
                fields=["delivery"], condition=Q(state="sending"), name="part_one_in_flight"
            ),
            # What is out is one part, not two of them.
            models.UniqueConstraint(
                fields=["delivery", "remote_ref"],
                condition=Q(is_commit=True) & ~Q(remote_ref=""),
                name="part_has_a_post_of_its_own",
            ),
            models.CheckConstraint(
                condition=Q(state="") | Q(state__in=PartState.values, is_commit=True),
                name="part_state_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_at__isnull=False), name="part_done_has_proof"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False, owner__isnull=False)
                | ~Q(state="sending"),
                name="part_leased_while_in_flight",
            ),
            models.CheckConstraint(
                condition=~Q(state="unknown") | Q(check_after__isnull=False),
                name="part_unknown_has_a_next_look",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[k.value for k in StepKind]), name="step_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | ~Q(remote_ref=""), name="step_done_has_ref"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.delivery} · {self.position} {self.kind}"

    @property
    def look(self) -> Look:
        """Icon, word and colour of the state of a part that follows the first."""
        return PART_LOOKS[PartState(self.state)]


class PartAttempt(Try):
    """One try of a part that follows the first."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="attempts")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "epoch"], name="part_attempt_once_per_epoch"),
            known("outcome", ["", *AttemptOutcome.values], name="part_attempt_outcome_known"),
        ]

    def __str__(self) -> str:
        return f"{self.step} · {self.epoch}"


class PartLookup(ReadBack):
    """One reading back of a doubtful part."""

    step = models.ForeignKey(Step, on_delete=models.CASCADE, related_name="lookups")

    class Meta:
        constraints = [known("result", LookupResult.values, name="part_lookup_result_known")]

    def __str__(self) -> str:
        return f"{self.step} · {self.at:%H:%M:%S}"
