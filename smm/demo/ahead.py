"""What is still to come, in every state it can be in, by the actions that people's clicks call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db import transaction

from clients.models import Approval, Channel
from editorial import when
from editorial.actions import answering, asking, drafting, handing_over, scheduling, wishes
from editorial.actions.answering import Voice
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.lifecycle import Entrance, ReviewDecision, VoiceWay
from editorial.models import Post
from editorial.own import FOLLOWS, Own
from editorial.suggested import ALL
from people.models import Member
from smm.demo import texts
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit

LIVE_IN = timedelta(minutes=3)
ASKED_AGO = timedelta(minutes=12)


@transaction.atomic
def plan(cast: Cast, coming: Iterable[Exit], now: datetime) -> None:
    """Every post to come, where its file, or its distance, says it stands."""
    for one in coming:
        state = state_of(one, now)
        post = write(cast, one, is_everywhere=not one.post.alone, now=_written_at(one, state, now))
        match state:
            case "scheduled":
                approve_and_schedule(cast, one, post, asked_at=now - timedelta(hours=40))
            case "edited":
                approve_and_schedule(cast, one, post, asked_at=now - timedelta(hours=40))
                _edit(cast, post, now)
            case "in_review":
                _ask_colleagues(one, post, now - timedelta(hours=3 + one.turn % 20))
            case "waiting":
                _ask_client(one, post, now - timedelta(days=one.post.asked, minutes=47), now)
            case "changes":
                _changes(cast, one, post, now)
            case "voice":
                _voice(cast, one, post, now)
                _schedule(cast, one, post, now=now - timedelta(hours=2))


def state_of(one: Exit, now: datetime) -> str:
    """Where a post to come stands: as its file says, else by how far away it is."""
    if one.post.state:
        return one.post.state
    if one.wall_at - when.wall_of(now, ZONE) < timedelta(days=one.demo.decided_days):
        return "scheduled"
    return ("draft", "in_review", "draft")[one.turn % 3]


def _written_at(one: Exit, state: str, now: datetime) -> datetime:
    days = {"draft": 1, "in_review": 1, "waiting": one.post.asked + 1}.get(state, 4)
    return now - timedelta(days=days, minutes=17 * (one.turn % 30))


def write(cast: Cast, one: Exit, *, is_everywhere: bool = True, now: datetime) -> Post:
    """The post as its writer saved it, for the sandbox and, everywhere, for the channels by hand that take it."""
    asset = cast.picture_of(one.demo, one.post)
    places = cast.places.get(one.demo.key, ()) if is_everywhere else ()
    channels = [place.channel for place in places if place.takes(one)]
    return drafting.create_post(
        member=cast.writer_of(one.demo, one.post),
        client=cast.clients[one.demo.key],
        text=one.text,
        title=one.post.title,
        language=one.post.lang or "it",
        versions=[
            # A feed that stands upright shows more of a picture cut so; elsewhere it stays whole.
            VersionInput(
                channel,
                own=Own(shape="4:5") if asset and channel.network == "instagram" else FOLLOWS,
            )
            for channel in [cast.channel_of(one.demo, one.post), *channels]
        ],
        pictures=[PictureInput(asset, alt=asset.alt)] if asset else [],
        wall_at=one.wall_at,
        now=now,
    )


def approve_and_schedule(cast: Cast, one: Exit, post: Post, *, asked_at: datetime) -> None:
    """The way the client's rule asks for: the client's yes, a colleague's, or straight on."""
    luca = cast.members["luca"]
    decided_at = asked_at + timedelta(hours=9)
    match post.client.approval:
        case Approval.CLIENT:
            review, _ = asking.ask_client(post=post, member=post.created_by, now=asked_at)
            answering.decide_by_contact(
                review=review,
                contact=cast.contact_of(one.demo, one.post, one.turn),
                decision=ReviewDecision.APPROVED,
                seen=review.revision.content_hash,
                came_by=Entrance.LINK,
                now=decided_at,
            )
        case Approval.INTERNAL:
            review = asking.ask_review(post=post, member=post.created_by, now=asked_at)
            answering.decide_in_agency(
                review=review,
                member=luca,
                decision=ReviewDecision.APPROVED,
                seen=review.revision.content_hash,
                now=decided_at,
            )
    _schedule(cast, one, post, now=decided_at + timedelta(hours=1))


def _schedule(cast: Cast, one: Exit, post: Post, *, now: datetime) -> None:
    scheduling.schedule(
        post=post,
        member=cast.members["luca"],
        wall_at=one.wall_at,
        fold=when.fold_of(one.due_at, ZONE),
        now=now,
    )


def _ask_colleagues(one: Exit, post: Post, at: datetime) -> None:
    asking.ask_review(post=post, member=post.created_by, message=one.post.message, now=at)


def _ask_client(one: Exit, post: Post, at: datetime, now: datetime) -> None:
    review, _ = asking.ask_client(
        post=post, member=post.created_by, message=one.post.message, now=at
    )
    if one.post.asked > 3:
        asking.remind(review=review, member=post.created_by, now=now - timedelta(days=1, hours=3))


def _changes(cast: Cast, one: Exit, post: Post, now: datetime) -> None:
    last = post.text
    for n, (text, note, *said) in enumerate(one.post.earlier):
        at = now - timedelta(days=3, hours=18 - 6 * n)
        _reword(post, post.created_by, text, at - timedelta(minutes=20))
        review, _ = asking.ask_client(post=post, member=post.created_by, now=at)
        answering.decide_by_contact(
            review=review,
            contact=cast.contact_of(one.demo, one.post),
            decision=ReviewDecision.CHANGES,
            seen=review.revision.content_hash,
            note=note,
            now=at + timedelta(hours=2),
        )
        for words in said:
            wishes.answer_wish(
                review=review, member=post.created_by, words=words, now=at + timedelta(hours=3)
            )
    if one.post.earlier:
        _reword(post, post.created_by, last, now - timedelta(days=3, hours=3))
    review, _ = asking.ask_client(
        post=post, member=post.created_by, now=now - timedelta(days=3, hours=2)
    )
    answering.decide_by_contact(
        review=review,
        contact=cast.contact_of(one.demo, one.post),
        decision=ReviewDecision.CHANGES,
        seen=review.revision.content_hash,
        note=one.post.note,
        suggested={ALL: one.post.suggested},
        came_by=Entrance.LINK,
        now=now - timedelta(minutes=one.dice("answer").randint(90, 2600)),
    )


def _voice(cast: Cast, one: Exit, post: Post, now: datetime) -> None:
    review, _ = asking.ask_client(
        post=post, member=post.created_by, now=now - timedelta(days=2, hours=4)
    )
    answering.record_voice(
        review=review,
        member=cast.members["luca"],
        voice=Voice(
            contact=cast.contact_of(one.demo, one.post),
            said_at=now - timedelta(hours=12),
            said_how=VoiceWay.MESSAGE,
        ),
        decision=ReviewDecision.APPROVED,
        seen=review.revision.content_hash,
        now=now - timedelta(hours=3),
    )


def _edit(cast: Cast, post: Post, now: datetime) -> None:
    """A word is changed after the yes: the post waits until somebody decides again."""
    post.refresh_from_db()
    text = post.text.replace("deve ancora dirlo", "ci sta pensando")
    _reword(post, cast.members["giulia"], text, now - timedelta(minutes=50))


def _reword(post: Post, by: Member, text: str, now: datetime) -> None:
    post.refresh_from_db()
    drafting.edit_post(
        post=post,
        member=by,
        edit_number=post.edit_number,
        text=text,
        versions=[VersionInput(v.channel) for v in post.versions.select_related("channel")],
        wall_at=post.wall_at,
        now=now,
    )


@transaction.atomic
def go_live(cast: Cast, now: datetime) -> None:
    """One post that leaves by itself a few minutes after the first sign-in, one that a person is to publish now."""
    for demo in texts.clients():
        if demo.live:
            soon = (now + LIVE_IN).replace(second=0, microsecond=0)
            usual = cast.channels[next(iter(demo.accounts))]
            _decide_for(cast, demo, demo.live, soon, usual, now)
        if demo.errand:
            due = (now - ASKED_AGO).replace(second=0, microsecond=0)
            by_hand = next(
                p for p in cast.places[demo.key] if p.channel.network == demo.errand["on"]
            )
            _decide_for(cast, demo, demo.errand, due, by_hand.channel, now)
    handing_over.hand_over(now=now)


def _decide_for(
    cast: Cast,
    demo: texts.DemoClient,
    words: Mapping[str, str],
    due_at: datetime,
    channel: Channel,
    now: datetime,
) -> None:
    """A post on one channel, written days ago, approved and scheduled for that moment."""
    said = texts.Post("0d 00:00", "", words.get("picture", ""), words["text"], words["title"])
    today = when.wall_of(now, ZONE).date()
    one = Exit(demo, said, turn=0, today=today, due_at=due_at)
    asset = cast.picture_of(demo, said)
    post = drafting.create_post(
        member=cast.members["giulia"],
        client=cast.clients[demo.key],
        text=one.text,
        title=said.title,
        versions=[VersionInput(channel)],
        pictures=[PictureInput(asset, alt=asset.alt)] if asset else [],
        wall_at=one.wall_at,
        now=now - timedelta(days=2),
    )
    approve_and_schedule(cast, one, post, asked_at=now - timedelta(hours=30))
