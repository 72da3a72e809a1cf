"""What the client's voice says of a post to come: found out by a worker, and kept with the state of the post it was read in."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, IntegerField, OuterRef, Q
from django.db.models.lookups import Exact

from clients.models import Client, Voice
from editorial.lifecycle import PostStage
from editorial.models.left_so import MOST_KEY, LeftSo
from editorial.models.posts import Post, open_to
from people.models import Agency, Member

# What is put right goes back to who approved it, and a client answers in days: two weeks leave room for that.
AHEAD = timedelta(days=14)
# Out of the writer's hands: the client was asked, or it may go out. Whoever still writes reads the rules beside the text.
OUT_OF_HAND = (PostStage.WITH_CLIENT, PostStage.APPROVED)


class ToneCheckQuerySet(models.QuerySet["ToneCheck"]):
    """Sets of checks."""

    def visible_to(self, member: Member) -> ToneCheckQuerySet:
        """Those of the posts this member may see."""
        mine = self.filter(agency_id=member.agency_id, client__in=Client.objects.visible_to(member))
        return mine.filter(open_to(member))

    def current(self) -> ToneCheckQuerySet:
        """Those of posts out of hand whose words and voice are still the ones that were read: what is not known says nothing."""
        # By way of the client the database would go through all clients for each check.
        voice = Voice.objects.filter(client=OuterRef("client"), edit_number=OuterRef("voice_edit"))
        return self.filter(
            Exists(voice), post__stage__in=OUT_OF_HAND, edit_number=F("post__edit_number")
        )

    def open(self) -> ToneCheckQuerySet:
        """Those that found something which nobody left so on purpose."""
        left = LeftSo.objects.filter(post=OuterRef("post")).values("key")
        return self.filter(~Q(keys=[])).exclude(keys__contained_by=ArraySubquery(left))


class ToneCheck(models.Model):
    """A post's findings (editorial/tone.py) as they were at `checked_at`, of the edit and of the save of the voice that were read.

    `findings` are the fields of tone_text.Told, the ones to stop at first; `keys` are theirs, in the same order. The rows
    are the queue: a post to come without one, or whose numbers moved on, is read again (actions/checking_tone.py).
    """

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    client = models.ForeignKey(Client, on_delete=models.PROTECT, related_name="+")
    post = models.OneToOneField(Post, on_delete=models.CASCADE, related_name="tone_check")
    edit_number = models.PositiveIntegerField()
    voice_edit = models.PositiveIntegerField()
    keys = ArrayField(models.CharField(max_length=MOST_KEY), default=list)
    findings = models.JSONField(default=list)
    checked_at = models.DateTimeField()

    objects: ClassVar[models.Manager[ToneCheck]] = ToneCheckQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # Few posts break a rule: Today asks for these alone.
            models.Index(fields=["client"], condition=~Q(keys=[]), name="tonecheck_with_findings"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Exact(
                    Func(F("keys"), function="cardinality", output_field=IntegerField()),
                    Func(F("findings"), function="jsonb_array_length", output_field=IntegerField()),
                ),
                name="tonecheck_a_key_for_each_finding",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {len(self.keys)}"
