"""Ninety days of posts that went out, written as sets: the rows that drafting, asking, scheduling and publishing
would have left behind, with the very contents, hashes and proofs, in a few statements instead of thousands.

The posts themselves exist on the sandbox network, backdated there, so that their pages open and are measured.
What went wrong lately is not written here: trouble.py makes it happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db import transaction

from clients.models import Approval, Channel, Contact
from editorial import when
from editorial.contents import (
    ChannelText,
    Picture,
    content_hash,
    for_channel,
    freeze,
    short_title,
    text_hash,
)
from editorial.lifecycle import (
    AttemptOutcome,
    DeliveryState,
    PostStage,
    ReviewDecision,
    ReviewStep,
    StepKind,
    VoiceWay,
)
from editorial.models import (
    Attempt,
    Delivery,
    Post,
    PostAsset,
    Publication,
    Review,
    Revision,
    Step,
    Version,
)
from networks.sandbox.orders import Orders
from people.models import AuditEntry, Member
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit


@dataclass(slots=True)
class _Story:
    """One post from its first words to its page on the network, with the moments in between."""

    one: Exit
    cast: Cast
    remote: dict[str, Any]
    post: Post
    revision: Revision
    delivery: Delivery
    written_at: datetime
    asked_at: datetime
    decided_at: datetime
    scheduled_at: datetime
    sent_at: datetime

    @property
    def channel(self) -> Channel:
        return self.cast.channel_of(self.one.demo, self.one.post)

    @property
    def writer(self) -> Member:
        return self.cast.writer_of(self.one.demo, self.one.post)


@transaction.atomic
def write(cast: Cast, sandbox: Orders, gone: Sequence[Exit]) -> list[Publication]:
    """Everything that `gone` left in the tables and on the sandbox; the publications, in the same order."""
    stories = [
        _story(cast, one, remote)
        for one, remote in zip(gone, _on_the_sandbox(cast, sandbox, gone), strict=True)
    ]
    Post.objects.bulk_create([story.post for story in stories])
    Version.objects.bulk_create([_version(story) for story in stories])
    PostAsset.objects.bulk_create([shown for story in stories if (shown := _picture(story))])
    for story in stories:
        _freeze(story)
    Revision.objects.bulk_create([story.revision for story in stories])
    for story in stories:
        story.post.approved_revision = story.revision
        story.post.stage = PostStage.APPROVED
    Post.objects.bulk_update([story.post for story in stories], ["approved_revision", "stage"])
    Review.objects.bulk_create([review for story in stories if (review := _review(story))])
    Delivery.objects.bulk_create([story.delivery for story in stories])
    Step.objects.bulk_create([step for story in stories for step in _steps(story)])
    Attempt.objects.bulk_create([_attempt(story) for story in stories])
    publications = Publication.objects.bulk_create([_publication(story) for story in stories])
    AuditEntry.objects.bulk_create([entry for story in stories for entry in _audit(story)])
    return publications


def _on_the_sandbox(cast: Cast, sandbox: Orders, gone: Sequence[Exit]) -> list[dict[str, Any]]:
    rows = []
    for one in gone:
        channel = cast.channel_of(one.demo, one.post)
        media = cast.handed_over.get((one.demo.key, one.post.picture, channel.pk))
        rows.append(
            {
                "account_id": channel.remote_id,
                "text": one.text,
                "created_at": _sent_at(one).isoformat(),
                "language": one.post.lang or "it",
                "fame": one.fame,
                "media": [media["id"]] if media else [],
            }
        )
    made: list[dict[str, Any]] = sandbox.order("backdate", statuses=rows)
    return made


def _sent_at(one: Exit) -> datetime:
    return (
        one.due_at
        + timedelta(minutes=one.post.late)
        + timedelta(seconds=one.dice("sent").uniform(0.4, 3))
    )


def _story(cast: Cast, one: Exit, remote: dict[str, Any]) -> _Story:
    dice = one.dice("moments")
    client, channel = cast.clients[one.demo.key], cast.channel_of(one.demo, one.post)
    writer, luca = cast.writer_of(one.demo, one.post), cast.members["luca"]
    sent_at = _sent_at(one)
    asked_at = _in_the_office(one.due_at - timedelta(days=2), dice)
    written_at = _in_the_office(asked_at - timedelta(days=dice.randint(1, 4)), dice)
    decided_at = _decided_at(one, asked_at)
    scheduled_at = decided_at + min(
        timedelta(minutes=dice.uniform(5, 90)), (one.due_at - decided_at) / 2
    )
    shared: dict[str, Any] = {"agency_id": client.agency_id}
    post = Post(
        **shared,
        client=client,
        title=one.post.title,
        text=one.text,
        language=one.post.lang or "it",
        wall_at=one.wall_at,
        time_zone=ZONE,
        created_by=writer,
        created_at=written_at,
        edited_by=writer,
        edited_at=written_at + timedelta(minutes=dice.uniform(2, 40)),
        edit_number=dice.randint(2, 5),
    )
    revision = Revision(
        **shared, post=post, number=1, created_by=writer, created_at=asked_at, content={}
    )
    # Sent late: a person sent again what had been missed, and that is its time then.
    due_at = one.due_at + timedelta(minutes=one.post.late)
    delivery = Delivery(
        **shared,
        client=client,
        post=post,
        channel=channel,
        revision=revision,
        wall_at=one.wall_at + timedelta(minutes=one.post.late),
        time_zone=ZONE,
        due_at=due_at,
        next_attempt_at=due_at,
        state=DeliveryState.PUBLISHED,
        epoch=1,
        n_attempts=1,
        first_sent_at=due_at,
        proof={"remote_id": remote["id"], "url": remote["url"]},
        created_by=luca,
        created_at=scheduled_at,
        ended_at=sent_at,
    )
    return _Story(
        one, cast, remote, post, revision, delivery,
        written_at, asked_at, decided_at, scheduled_at, sent_at,
    )  # fmt: skip


def _in_the_office(moment: datetime, dice: Random) -> datetime:
    """A moment of that day between nine and six; of the Friday before where it is a weekend."""
    wall = when.wall_of(moment, ZONE)
    wall -= timedelta(days=max(wall.weekday() - 4, 0))
    return when.instant_of(
        wall.replace(
            hour=dice.randint(9, 17), minute=dice.randint(0, 59), second=dice.randint(0, 59)
        ),
        ZONE,
    )


def _decided_at(one: Exit, asked_at: datetime) -> datetime:
    """Most answer within the day; one in nine only in the last minutes."""
    dice = one.dice("decided")
    if dice.random() < 1 / 9:
        return one.due_at - timedelta(minutes=dice.uniform(8, 50))
    return asked_at + timedelta(hours=dice.uniform(0.6, 20))


def _version(story: _Story) -> Version:
    return Version(agency_id=story.post.agency_id, post=story.post, channel=story.channel)


def _picture(story: _Story) -> PostAsset | None:
    asset = story.cast.picture_of(story.one.demo, story.one.post)
    if asset is None:
        return None
    return PostAsset(
        agency_id=story.post.agency_id,
        client_id=story.post.client_id,
        post=story.post,
        asset=asset,
        position=0,
        alt=asset.alt,
    )


def _frozen_picture(story: _Story) -> list[Picture]:
    asset = story.cast.picture_of(story.one.demo, story.one.post)
    return (
        [Picture(asset=str(asset.public_id), sha256=asset.sha256, alt=asset.alt)] if asset else []
    )


def _freeze(story: _Story) -> None:
    content = freeze(
        text=story.post.text,
        language=story.post.language,
        versions={story.channel.pk: ChannelText(text="")},
        pictures=_frozen_picture(story),
    )
    story.revision.content = content
    story.revision.content_hash = content_hash(content)
    story.delivery.text_hash = text_hash(for_channel(content, story.channel.pk).text)


def _review(story: _Story) -> Review | None:
    """The client's yes, or a colleague's, where the client's rule asks for one."""
    client, luca = story.post.client, story.cast.members["luca"]
    if client.approval == Approval.NONE:
        return None
    review = Review(
        agency_id=client.agency_id,
        client=client,
        post=story.post,
        revision=story.revision,
        step=ReviewStep.INTERNAL,
        asked_by=story.writer,
        asked_at=story.asked_at,
        decision=ReviewDecision.APPROVED,
        decided_at=story.decided_at,
        decided_by=luca,
        decided_name=str(luca),
    )
    if client.approval == Approval.CLIENT:
        contact = story.cast.contact_of(story.one.demo, story.one.post, story.one.turn)
        review.step = ReviewStep.CLIENT
        review.due_at = story.one.due_at
        review.seen_at = story.decided_at - timedelta(minutes=3)
        review.decided_by, review.decided_by_contact = None, contact
        review.decided_name = contact.name
        _by_voice(story, review, contact)
    return review


def _by_voice(story: _Story, review: Review, contact: Contact) -> None:
    """One in four says it, late in the evening; Luca writes it down before he schedules."""
    if story.one.dice("voice").random() > 0.25:
        return
    review.decided_by = story.cast.members["luca"]
    review.said_how = VoiceWay.MESSAGE
    review.said_at = max(story.asked_at, story.decided_at - timedelta(hours=9))
    review.seen_at = None


def _steps(story: _Story) -> list[Step]:
    """The post itself, and its picture handed over before."""
    done_at = story.sent_at
    steps = [
        Step(
            agency_id=story.post.agency_id,
            delivery=story.delivery,
            position=0,
            kind=StepKind.STATUS,
            is_commit=True,
            remote_ref=story.remote["id"],
            done_at=done_at,
        )
    ]
    key = (story.one.demo.key, story.one.post.picture, story.channel.pk)
    if (media := story.cast.handed_over.get(key)) is not None:
        entry = _frozen_picture(story)[0]
        handed_at = story.delivery.due_at - timedelta(minutes=29)
        picture = {
            "asset": entry.asset, "sha256": entry.sha256, "alt": entry.alt, "crop": entry.crop,
            "focus": [entry.focus_x, entry.focus_y],
        }  # fmt: skip
        steps.append(
            Step(
                agency_id=story.post.agency_id,
                delivery=story.delivery,
                position=1,
                kind=StepKind.MEDIA,
                is_commit=False,
                remote_ref=media["id"],
                done_at=handed_at,
                expires_at=handed_at + timedelta(hours=12),
                subject=story.revision.content_hash,
                payload={"picture": picture, **media["file"]},
                refs={
                    "0": {"sha256": media["file"]["sha256"], "id": media["id"], "is_ready": True}
                },
            )
        )
    return steps


def _attempt(story: _Story) -> Attempt:
    return Attempt(
        agency_id=story.post.agency_id,
        delivery=story.delivery,
        epoch=1,
        started_at=story.delivery.due_at,
        ended_at=story.sent_at,
        outcome=AttemptOutcome.CREATED,
    )


def _publication(story: _Story) -> Publication:
    return Publication(
        agency_id=story.post.agency_id,
        client_id=story.post.client_id,
        channel=story.channel,
        delivery=story.delivery,
        remote_id=story.remote["id"],
        url=story.remote["url"],
        published_at=story.sent_at,
        text=story.one.text,
    )


def _audit(story: _Story) -> list[AuditEntry]:
    luca, number = story.cast.members["luca"], story.revision.number
    acts: list[tuple[Member | None, str, dict[str, Any], datetime]] = [
        (story.writer, "post.created", {}, story.written_at)
    ]
    step = {Approval.CLIENT: "client", Approval.INTERNAL: "internal"}.get(
        Approval(story.post.client.approval)
    )
    if step is not None:
        acts += [
            (story.writer, "review.asked", {"step": step, "revision": number}, story.asked_at),
            (
                luca if step == "internal" else None,
                "review.approved",
                {"step": step, "revision": number},
                story.decided_at,
            ),
        ]
    due = {"due_at": story.one.due_at, "revision": number, "channels": 1}
    acts.append((luca, "post.scheduled", due, story.scheduled_at))
    return [_entry(story.post, *act) for act in acts]


def _entry(
    post: Post, actor: Member | None, verb: str, data: dict[str, Any], at: datetime
) -> AuditEntry:
    return AuditEntry(
        agency_id=post.agency_id,
        actor=actor,
        user=actor.user if actor else None,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=post._meta.label_lower,
        target_id=post.pk,
        target_name=short_title(post.text)[:254],
        data=data,
        at=at,
    )
