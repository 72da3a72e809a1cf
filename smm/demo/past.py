"""Ninety days of posts that went out, written as sets: the rows that drafting, asking, scheduling and publishing
would have left behind, with the very contents, hashes and proofs, in a few statements instead of thousands.

The posts themselves exist on the sandbox network, backdated there, so that their pages open and are measured.
What went wrong lately is not written here: trouble.py makes it happen.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from clients.models import Approval, Contact
from editorial.contents import (
    ChannelText,
    Picture,
    content_hash,
    for_channel,
    freeze,
    text_hash,
)
from editorial.lifecycle import (
    AttemptOutcome,
    Entrance,
    HandActKind,
    PostStage,
    PublicationSource,
    ReviewDecision,
    ReviewStep,
    StepKind,
    VoiceWay,
)
from editorial.models import (
    Attempt,
    Delivery,
    HandAct,
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
from smm.demo.places import Place
from smm.demo.plan import Exit
from smm.demo.stories import Out, Story, sent_at_of, tell

ByHand = list[tuple[Exit, Place, Publication]]


@transaction.atomic
def write(cast: Cast, sandbox: Orders, gone: Sequence[Exit]) -> tuple[list[Publication], ByHand]:
    """Everything that `gone` left in the tables and on the sandbox; what is out there, and what people published."""
    stories = [
        tell(cast, one, remote)
        for one, remote in zip(gone, _on_the_sandbox(cast, sandbox, gone), strict=True)
    ]
    outs = [(story, out) for story in stories for out in story.outs]
    Post.objects.bulk_create([story.post for story in stories])
    Version.objects.bulk_create([_version(story, out) for story, out in outs])
    PostAsset.objects.bulk_create([shown for story in stories if (shown := _picture(story))])
    for story in stories:
        _freeze(story)
    wishes = [wish for story in stories if (wish := _wish(story))]
    Revision.objects.bulk_create([before for before, _review in wishes])
    Revision.objects.bulk_create([story.revision for story in stories])
    for story in stories:
        story.post.approved_revision = story.revision
        story.post.stage = PostStage.APPROVED
    Post.objects.bulk_update([story.post for story in stories], ["approved_revision", "stage"])
    Review.objects.bulk_create([review for _before, review in wishes])
    Review.objects.bulk_create([review for story in stories if (review := _review(story))])
    Delivery.objects.bulk_create([out.delivery for _, out in outs])
    Step.objects.bulk_create([step for story, out in outs for step in _steps(story, out)])
    Attempt.objects.bulk_create([_attempt(out) for _, out in outs if out.place is None])
    HandAct.objects.bulk_create([act for _, out in outs for act in _hand_acts(out)])
    made = Publication.objects.bulk_create([_publication(story, out) for story, out in outs])
    AuditEntry.objects.bulk_create([entry for story in stories for entry in _audit(story)])
    AuditEntry.objects.bulk_create([_done(out) for _, out in outs if out.place is not None])
    told = list(zip(outs, made, strict=True))
    return (
        [publication for (_, out), publication in told if out.place is None],
        [
            (story.one, out.place, publication)
            for (story, out), publication in told
            if out.place is not None
        ],
    )


def _on_the_sandbox(cast: Cast, sandbox: Orders, gone: Sequence[Exit]) -> list[dict[str, Any]]:
    rows = []
    for one in gone:
        channel = cast.channel_of(one.demo, one.post)
        media = cast.handed_over.get((one.demo.key, one.post.picture, channel.pk))
        rows.append(
            {
                "account_id": channel.remote_id,
                "text": one.text,
                "created_at": sent_at_of(one).isoformat(),
                "language": one.post.lang or "it",
                "fame": one.fame,
                "media": [media["id"]] if media else [],
            }
        )
    made: list[dict[str, Any]] = sandbox.order("backdate", statuses=rows)
    return made


def _version(story: Story, out: Out) -> Version:
    return Version(agency_id=story.post.agency_id, post=story.post, channel=out.channel)


def _picture(story: Story) -> PostAsset | None:
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


def _frozen_picture(story: Story) -> list[Picture]:
    asset = story.cast.picture_of(story.one.demo, story.one.post)
    return (
        [Picture(asset=str(asset.public_id), sha256=asset.sha256, alt=asset.alt)] if asset else []
    )


def _freeze(story: Story) -> None:
    content = freeze(
        text=story.post.text,
        language=story.post.language,
        versions={out.channel.pk: ChannelText(text="") for out in story.outs},
        pictures=_frozen_picture(story),
    )
    story.revision.content = content
    story.revision.content_hash = content_hash(content)
    for out in story.outs:
        out.delivery.text_hash = text_hash(for_channel(content, out.channel.pk).text)


def _review(story: Story) -> Review | None:
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
        review.came_by = Entrance.LINK
        _by_voice(story, review, contact)
    return review


# What clients answer when they want a change; a third of their posts goes round once.
_WISHES = (
    "Più corta, per favore. La seconda frase la toglierei.",
    "Il tono va bene. Manca l’orario: me lo chiedono sempre.",
    "Qui diciamo meno: chi ci conosce lo sa già.",
)


def _wish(story: Story) -> tuple[Revision, Review] | None:
    """The round of changes before the client's yes: the words as they were, and what was asked of them."""
    client, dice = story.post.client, story.one.dice("wish")
    if client.approval != Approval.CLIENT or dice.random() > 0.34:
        return None
    took = story.asked_at - story.written_at
    content = {**story.revision.content, "text": f"{story.post.text} Da non perdere."}
    before = Revision(
        agency_id=client.agency_id,
        post=story.post,
        number=1,
        content=content,
        content_hash=content_hash(content),
        created_by=story.writer,
        created_at=story.written_at + took / 3,
    )
    story.revision.number = 2
    contact = story.cast.contact_of(story.one.demo, story.one.post, story.one.turn)
    decided_at = story.written_at + took * 2 / 3
    review = Review(
        agency_id=client.agency_id,
        client=client,
        post=story.post,
        revision=before,
        step=ReviewStep.CLIENT,
        asked_by=story.writer,
        asked_at=before.created_at,
        due_at=story.one.due_at,
        seen_at=decided_at - timedelta(minutes=4),
        decision=ReviewDecision.CHANGES,
        note=_WISHES[story.one.turn % len(_WISHES)],
        decided_at=decided_at,
        decided_by_contact=contact,
        decided_name=contact.name,
    )
    return before, review


def _by_voice(story: Story, review: Review, contact: Contact) -> None:
    """One in four says it, late in the evening; Luca writes it down before he schedules."""
    if story.one.dice("voice").random() > 0.25:
        return
    review.decided_by = story.cast.members["luca"]
    review.said_how = VoiceWay.MESSAGE
    review.said_at = max(story.asked_at, story.decided_at - timedelta(hours=9))
    review.seen_at, review.came_by = None, ""


def _steps(story: Story, out: Out) -> list[Step]:
    """The post itself, and its picture handed over before; a person takes it from the library."""
    steps = [
        Step(
            agency_id=story.post.agency_id,
            delivery=out.delivery,
            position=0,
            kind=StepKind.STATUS,
            is_commit=True,
            remote_ref=out.remote_id,
            done_at=out.sent_at,
        )
    ]
    key = (story.one.demo.key, story.one.post.picture, out.channel.pk)
    if (media := story.cast.handed_over.get(key)) is not None:
        entry = _frozen_picture(story)[0]
        handed_at = out.delivery.due_at - timedelta(minutes=29)
        picture = {
            "asset": entry.asset, "sha256": entry.sha256, "alt": entry.alt, "crop": entry.crop,
            "focus": [entry.focus_x, entry.focus_y],
        }  # fmt: skip
        steps.append(
            Step(
                agency_id=story.post.agency_id,
                delivery=out.delivery,
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


def _attempt(out: Out) -> Attempt:
    return Attempt(
        agency_id=out.delivery.agency_id,
        delivery=out.delivery,
        epoch=1,
        started_at=out.delivery.due_at,
        ended_at=out.sent_at,
        outcome=AttemptOutcome.CREATED,
    )


def _publication(story: Story, out: Out) -> Publication:
    by_hand = (
        {"source": PublicationSource.BY_HAND, "entered_by": out.place.keeper} if out.place else {}
    )
    return Publication(
        agency_id=story.post.agency_id,
        client_id=story.post.client_id,
        channel=out.channel,
        delivery=out.delivery,
        remote_id=out.remote_id,
        url=out.url,
        published_at=out.sent_at,
        text=story.one.text,
        **by_hand,
    )


def _hand_acts(out: Out) -> list[HandAct]:
    """Somebody was asked at the hour, and pasted the link when it was out."""
    if out.place is None:
        return []
    shared: dict[str, Any] = {"agency_id": out.delivery.agency_id, "delivery": out.delivery}
    return [
        HandAct(**shared, at=out.delivery.due_at, kind=HandActKind.ASKED),
        HandAct(
            **shared, at=out.sent_at, kind=HandActKind.DONE, member=out.place.keeper, url=out.url
        ),
    ]


def _audit(story: Story) -> list[AuditEntry]:
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
    due = {"due_at": story.one.due_at, "revision": number, "channels": len(story.outs)}
    acts.append((luca, "post.scheduled", due, story.scheduled_at))
    return [_entry(story.post, *act) for act in acts]


def _done(out: Out) -> AuditEntry:
    """What the person who published it by hand did."""
    keeper = out.place.keeper if out.place else None
    verb = "delivery.published_by_hand"
    return _entry(out.delivery, keeper, verb, {"url": out.url}, out.sent_at)


def _entry(
    target: Post | Delivery, actor: Member | None, verb: str, data: dict[str, Any], at: datetime
) -> AuditEntry:
    return AuditEntry(
        agency_id=target.agency_id,
        actor=actor,
        user=actor.user if actor else None,
        actor_name=str(actor) if actor else "",
        verb=verb,
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_name=str(target)[:254],
        data=data,
        at=at,
    )
