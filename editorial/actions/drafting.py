"""Writing a post: a new one, an edit that overwrites nobody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models import Channel, Client
from editorial.actions import aiming, linking, placing
from editorial.actions.aiming import Aim
from editorial.actions.picturing import (
    PictureInput,
    media_of,
    pictures_of,
    shared_media,
    write_pictures,
)
from editorial.actions.placing import Place
from editorial.contents import ChannelText, clean_text, content_hash, freeze, is_blank
from editorial.lifecycle import (
    CAN_STILL_CHANGE,
    DeliveryState,
    PostStage,
    ReviewStep,
    WhyUnsaved,
)
from editorial.models import Post, PostAsset, Revision, Version
from editorial.own import FOLLOWS, JOINED, Own, own_of
from people import audit
from people.ids import uuid7
from people.models import Member

# A pause this long ends a sitting: what stood then is kept as a revision.
ONE_SITTING = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class VersionInput:
    """A channel the post is for, and what differs there; an empty text follows the base, `own` says what else does not."""

    channel: Channel
    text: str = ""
    spoiler: str = ""
    visibility: str = "public"
    first_comment: str = ""
    own: Own = FOLLOWS


@dataclass(frozen=True, slots=True)
class Additions:
    """What a post has besides its text: `thread` is the parts from the second on, `poll` the fields of networks.types.Poll.

    `link` is as it was typed; what goes out carries `utm_campaign` and, where `is_link_short`, is shortened.
    """

    thread: tuple[str, ...] = ()
    poll: Mapping[str, Any] | None = None
    link: str = ""
    is_link_short: bool = False
    utm_campaign: str = ""


class EditConflictError(Exception):
    """Somebody saved meanwhile: `theirs` is the post as it is now; nothing was overwritten."""

    def __init__(self, theirs: Post) -> None:
        super().__init__(_("Somebody saved this post while you were writing."))
        self.theirs = theirs


class DecidedError(Exception):
    """A save that nobody asked for would take something back: what somebody decided, was asked, or planned."""

    def __init__(self, why: WhyUnsaved) -> None:
        super().__init__(str(why))
        self.why = why


class BeingSentError(Exception):
    """The post is on its way at this very moment."""

    def __init__(self) -> None:
        super().__init__(
            _("This post is being sent right now. Wait a few seconds, then look at how it went.")
        )


@transaction.atomic
def create_post(
    *,
    member: Member,
    client: Client,
    text: str,
    versions: Sequence[VersionInput],
    now: datetime,
    pictures: Sequence[PictureInput] = (),
    additions: Additions | None = None,
    aim: Aim | None = None,
    place: Place | None = None,
    title: str = "",
    language: str = "",
    piece: str = "",
    ready_line: str = "",
    wall_at: datetime | None = None,
    fold: int = 0,
    public_id: UUID | None = None,
    verb: str = "post.created",
) -> Post:
    """A new draft. `wall_at` is naive, in the client's zone, and only a plan: nothing is scheduled by it.

    `aim` None is what a post of that day is usually for; `piece` is what it counts as, "" what is in it; `ready_line` the line
    of the ready plan it is, `place` its campaign and what goes first there. Raises PlaceRefusedError.
    """
    post = Post(
        agency_id=client.agency_id,
        client=client,
        title=title,
        text=clean_text(text)[0],
        language=language or client.language,
        piece=piece,
        ready_line=ready_line,
        wall_at=wall_at,
        time_zone=client.time_zone,
        fold=fold,
        created_by=member,
        created_at=now,
        edited_by=member,
        edited_at=now,
        # A form brings its own, so that sending it twice makes one post (IntegrityError the second time).
        public_id=public_id or uuid7(),
    )
    _put(post, additions or Additions())
    usual = aiming.usual_aim
    aiming.put(post, aim or usual(client=client, on=wall_at.date() if wall_at else None))
    placing.put(post, place or Place())
    post.save(force_insert=True)
    write_pictures(post, pictures)
    _write_versions(post, versions, pictures, now)
    audit.record(actor=member, agency=member.agency, verb=verb, target=post, now=now)
    return post


@transaction.atomic
def edit_post(
    *,
    post: Post,
    member: Member,
    edit_number: int,
    text: str,
    versions: Sequence[VersionInput],
    now: datetime,
    pictures: Sequence[PictureInput] | None = None,
    additions: Additions | None = None,
    aim: Aim | None = None,
    place: Place | None = None,
    title: str = "",
    piece: str | None = None,
    wall_at: datetime | None = None,
    fold: int = 0,
    is_by_itself: bool = False,
) -> Post:
    """Save an edit of the state `edit_number`; `pictures`, `additions`, `aim`, `place` or `piece` None leaves those as they are.

    Raises EditConflictError when somebody saved since, BeingSentError when a delivery is on its way, PlaceRefusedError. What was
    scheduled is put on hold, because nobody has approved the new words yet; scheduling again releases it.
    `is_by_itself`: the page saves while a person types; raises DecidedError instead of taking anything back.
    """
    held = Post.objects.select_for_update().select_related("client").get(pk=post.pk)
    if held.edit_number != edit_number:
        raise EditConflictError(held)
    if is_by_itself and (why := why_unsaved(held)) is not None:
        raise DecidedError(why)
    was = content_of(held)
    before = content_hash(was)
    is_new_sitting = _keep_earlier(held, was, member, now)
    held.title = title
    held.text = clean_text(text)[0]
    if additions is not None:
        _put(held, additions)
    if aim is not None:
        aiming.put(held, aim)
    if place is not None:
        placing.put(held, place)
    if piece is not None:
        held.piece = piece
    if held.release_id is None:
        held.wall_at = wall_at
        held.fold = fold
    held.edited_by = member
    held.edited_at = now
    held.edit_number += 1
    if pictures is None:
        pictures = pictures_of(held)
    else:
        write_pictures(held, pictures)
    _write_versions(held, versions, pictures, now)
    if content_hash(content_of(held)) != before:
        unsettle(post=held, member=member, now=now)
    held.save()
    if is_new_sitting or not is_by_itself:
        audit.record(actor=member, agency=member.agency, verb="post.edited", target=held, now=now)
    return held


def _put(post: Post, additions: Additions) -> None:
    parts = [clean_text(part)[0] for part in additions.thread]
    post.thread = [part for part in parts if not is_blank(part)]
    post.poll = dict(additions.poll) if additions.poll else None
    post.link = additions.link
    post.is_link_short = additions.is_link_short
    post.utm_campaign = additions.utm_campaign


def states_of(post: Post) -> set[str]:
    """The states of its deliveries; no query for a post that was fetched with them."""
    known: list[str] | None = getattr(post, "states", None)
    return set(post.deliveries.values_list("state", flat=True) if known is None else known)


def why_unsaved(post: Post) -> WhyUnsaved | None:
    """Why this post is saved only when somebody says so; None for a draft on which nothing hangs."""
    states = states_of(post)
    if states & {DeliveryState.PUBLISHED, DeliveryState.ACCEPTED}:
        return WhyUnsaved.PUBLISHED
    if states - {DeliveryState.CANCELLED, DeliveryState.BLOCKED}:
        return WhyUnsaved.SCHEDULED
    if post.stage in (PostStage.DRAFT, PostStage.CHANGES_REQUESTED):
        return None
    return WhyUnsaved(post.stage)


def _keep_earlier(post: Post, content: dict[str, object], member: Member, now: datetime) -> bool:
    """Freeze what stood before this edit, when somebody else wrote it or its writer has paused; says whether they had.

    So a text that saves itself every two seconds leaves one revision per sitting, and no revision is ever changed.
    """
    if post.edited_by_id == member.pk and now - post.edited_at < ONE_SITTING:
        return False
    last = post.revisions.order_by("-number").first()
    _freeze(post, content, post.edited_by_id, post.edited_at, last)
    return True


def unsettle(*, post: Post, member: Member, now: datetime) -> None:
    """Other words, or another link: nobody has agreed to them, nothing goes out with them. The caller saves the post."""
    _withdraw_approval(post)
    _void_reviews(post, member, now)


def _withdraw_approval(post: Post) -> None:
    waiting = post.deliveries.filter(state__in=CAN_STILL_CHANGE)
    if post.deliveries.filter(state__in=[DeliveryState.CLAIMED, DeliveryState.SENDING]).exists():
        raise BeingSentError
    waiting.filter(state__in=[DeliveryState.SCHEDULED, DeliveryState.BY_HAND]).update(
        state=DeliveryState.BLOCKED, reason="edited"
    )
    if post.stage == PostStage.APPROVED:
        post.stage = PostStage.DRAFT


def _void_reviews(post: Post, member: Member, now: datetime) -> None:
    """What was said of other words no longer counts, and the client is not asked about them any more.

    Colleagues who were asked go on with the new words: their open review follows the post.
    """
    waiting = post.reviews.open()
    waiting.filter(step=ReviewStep.CLIENT).update(voided_at=now)
    post.reviews.standing().update(voided_at=now)
    if waiting.filter(step=ReviewStep.INTERNAL).exists():
        revision = freeze_revision(post=post, member=member, now=now)
        waiting.filter(step=ReviewStep.INTERNAL).update(revision=revision)
    if post.stage == PostStage.WITH_CLIENT:
        post.stage = PostStage.DRAFT


def content_of(
    post: Post,
    *,
    versions: Iterable[Version] | None = None,
    uses: Iterable[PostAsset] | None = None,
) -> dict[str, object]:
    """The post's present words and channels, as a revision would freeze them.

    `versions` (with their channels) and `uses` of pictures (with these) are read here unless a page has them already.
    """
    if versions is None:
        versions = Version.objects.filter(post=post).select_related("channel")
    rows = list(versions)
    owns = {v.channel_id: own_of(v.own) for v in rows}
    typed = linking.typed_links(post, [(v.channel, owns[v.channel_id].link) for v in rows])
    links = linking.links_of(post, typed)
    pictures = pictures_of(post, uses=uses)
    texts = {
        v.channel_id: ChannelText(
            text=v.text,
            spoiler=v.spoiler,
            visibility=v.visibility,
            first_comment=v.first_comment,
            link=links[v.channel_id],
            own=owns[v.channel_id],
            media=media_of(pictures, owns[v.channel_id]),
        )
        for v in rows
    }
    return freeze(
        text=post.text,
        language=post.language,
        versions=texts,
        pictures=shared_media(pictures),
        thread=post.thread,
        poll=post.poll,
    )


def freeze_revision(*, post: Post, member: Member, now: datetime) -> Revision:
    """The revision of the post's present content: the last one when nothing changed, else a new one."""
    last = post.revisions.order_by("-number").first()
    return _freeze(post, content_of(post), member.pk, now, last)


def _freeze(
    post: Post, content: dict[str, object], author_id: int, at: datetime, last: Revision | None
) -> Revision:
    fingerprint = content_hash(content)
    if last is not None and last.content_hash == fingerprint:
        return last
    linking.fix_short_links(post=post, now=at)
    return Revision.objects.create(
        agency_id=post.agency_id,
        post=post,
        number=last.number + 1 if last else 1,
        content=content,
        content_hash=fingerprint,
        created_by_id=author_id,
        created_at=at,
    )


def _write_versions(
    post: Post,
    versions: Sequence[VersionInput],
    pictures: Sequence[PictureInput],
    now: datetime,
) -> None:
    ids = [str(each.asset.public_id) for each in pictures]
    post.versions.exclude(channel__in=[v.channel for v in versions]).delete()
    Version.objects.bulk_create(
        [
            Version(
                agency_id=post.agency_id,
                post=post,
                channel=v.channel,
                text=clean_text(v.text)[0],
                spoiler=clean_text(v.spoiler)[0],
                visibility=v.visibility,
                first_comment="" if is_blank(v.first_comment) else clean_text(v.first_comment)[0],
                own=_clean(v.own.among(ids)).as_json,
            )
            for v in versions
        ],
        update_conflicts=True,
        unique_fields=["post", "channel"],
        update_fields=["text", "spoiler", "visibility", "first_comment", "own"],
    )
    typed = linking.typed_links(post, [(v.channel, v.own.link) for v in versions])
    linking.keep_short_links(post=post, typed=typed, now=now)


def _clean(own: Own) -> Own:
    """With parts as they can be published."""
    if own.thread is None or own.thread == JOINED:
        return own
    parts = [clean_text(part)[0] for part in own.thread]
    return replace(own, thread=tuple(part for part in parts if not is_blank(part)))
