"""A review: somebody asked for a decision about one revision of a post, and what was decided.

The step says who decides: a colleague, or the client. Rows are history: a decision is written once (a trigger
keeps that), and an edit that takes it back only dates `voided_at`.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Exists, OuterRef, Q

from clients.models import Client, Contact
from editorial.lifecycle import Entrance, ReviewDecision, ReviewStep, VoiceWay
from editorial.models.posts import Post, Revision, open_to, open_to_contact
from people.ids import uuid7
from people.models import Agency, Member


class ReviewQuerySet(models.QuerySet["Review"]):
    """Sets of reviews."""

    def visible_to(self, member: Member) -> ReviewQuerySet:
        """Reviews of posts of the clients this member may see."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member))

    def asked_of(self, contact: Contact) -> ReviewQuerySet:
        """The questions to this contact's client, but for those about what an embargo hides from the contact."""
        return self.filter(
            open_to_contact(contact), client_id=contact.client_id, step=ReviewStep.CLIENT
        )

    def open(self) -> ReviewQuerySet:
        """Those that still wait for a decision."""
        return self.filter(decision="", voided_at=None)

    def kept(self) -> ReviewQuerySet:
        """Without what was taken back at once as a slip: its question goes on in a later row, asked at the same moment."""
        again = Review.objects.filter(
            post_id=OuterRef("post_id"),
            step=OuterRef("step"),
            asked_at=OuterRef("asked_at"),
            pk__gt=OuterRef("pk"),
        )
        return self.filter(~Exists(again))

    def standing(self) -> ReviewQuerySet:
        """Approvals that no edit has taken back."""
        return self.filter(decision=ReviewDecision.APPROVED, voided_at=None)


class Review(models.Model):
    """One question and its answer.

    `message` is what the asked person reads; `note` is what the decider wrote. Those of the internal step never
    leave the agency. `decided_name` is copied, so that it stays readable when the person is gone. By voice: the
    member wrote down what the person named in `decided_name` said at `said_at`. `suggested` is what the client would say
    instead (editorial/suggested.py), `answer` what the agency told the client about its wish. `came_by` is how the client's own
    person came to the page, where that is known.
    """

    public_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="reviews")
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="reviews")
    step = models.CharField(max_length=8, choices=ReviewStep)
    message = models.TextField(max_length=2000, blank=True)
    asked_by = models.ForeignKey(Member, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=9, choices=ReviewDecision, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by_contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    decided_name = models.CharField(max_length=120, blank=True)
    note = models.TextField(max_length=2000, blank=True)
    suggested = models.JSONField(default=dict, db_default={}, blank=True)
    answer = models.TextField(max_length=2000, blank=True, default="", db_default="")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Member, models.PROTECT, null=True, blank=True, related_name="+")
    said_at = models.DateTimeField(null=True, blank=True)
    said_how = models.CharField(max_length=8, choices=VoiceWay, blank=True)
    came_by = models.CharField(
        max_length=4, choices=Entrance, blank=True, default="", db_default=""
    )
    voided_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[Review]] = ReviewQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ("-id",)
        indexes = [
            models.Index(
                fields=["client", "step", "asked_at"],
                condition=Q(decision="", voided_at__isnull=True),
                name="review_open",
            ),
            models.Index(fields=["post", "-id"], name="review_of_post"),
            models.Index(
                fields=["agency", "-decided_at"],
                condition=Q(decision="approved"),
                name="review_given",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["post", "step"],
                condition=Q(decision="", voided_at__isnull=True),
                name="review_one_open_per_step",
            ),
            models.CheckConstraint(
                condition=Q(step__in=ReviewStep.values), name="review_step_known"
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", *ReviewDecision.values]),
                name="review_decision_known",
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at__isnull=True)
                | (~Q(decision="") & Q(decided_at__isnull=False) & ~Q(decided_name="")),
                name="review_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(decision=ReviewDecision.CHANGES) | ~Q(note="") | ~Q(suggested={}),
                name="review_changes_say_what",
            ),
            models.CheckConstraint(
                condition=Q(suggested={})
                | Q(step=ReviewStep.CLIENT, decision=ReviewDecision.CHANGES),
                name="review_suggested_by_the_client",
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_at=None, answered_by=None)
                | Q(
                    ~Q(answer=""),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                    step=ReviewStep.CLIENT,
                    decision=ReviewDecision.CHANGES,
                ),
                name="review_answer_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(decided_by_contact__isnull=True) | Q(step=ReviewStep.CLIENT),
                name="review_contact_decides_for_the_client",
            ),
            # Whoever came by a link or a code decided in person.
            models.CheckConstraint(
                condition=Q(came_by="")
                | Q(came_by__in=Entrance.values, decided_by__isnull=True, said_at__isnull=True),
                name="review_came_by_in_person",
            ),
            # By voice: who said so, when and how, and who of the agency wrote it down.
            models.CheckConstraint(
                condition=Q(said_at__isnull=True, said_how="")
                | (
                    Q(said_at__isnull=False, step=ReviewStep.CLIENT, decided_by__isnull=False)
                    & ~Q(said_how="")
                ),
                name="review_by_voice_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.step}"

    @property
    def is_open(self) -> bool:
        """Whether it still waits."""
        return not self.decision and self.voided_at is None

    @property
    def is_by_voice(self) -> bool:
        """Whether a member wrote down what the client said."""
        return self.said_at is not None

    @property
    def is_wish(self) -> bool:
        """Whether it asks for changes, and was not taken back as a slip."""
        return self.decision == ReviewDecision.CHANGES and self.voided_at is None

    @property
    def is_approved(self) -> bool:
        """Whether it says yes and still counts."""
        return self.decision == ReviewDecision.APPROVED and self.voided_at is None
