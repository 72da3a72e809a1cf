"""Asking for a correction or a removal of a post that is out, and taking a correction back before it is approved.

Asking writes rows; remedying.py carries them out. A correction is an edit of the post: its new revision needs the
approval that the client's rule asks for, and goes out in exactly the words that are approved. A removal waits for nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.models import Approval
from clients.models.channels import Health
from editorial import when
from editorial.actions import amending_notices, arming
from editorial.actions.asking import ask_client, ask_review, withdraw
from editorial.actions.drafting import (
    Additions,
    BeingSentError,
    content_of,
    edit_post,
    freeze_revision,
)
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.revising import restore_revision
from editorial.actions.rewording import NewWords, reworded
from editorial.actions.schedulable import refuse_unless_publishable
from editorial.actions.timing import Moment
from editorial.contents import FIRST_FOLLOWING, content_hash, follow_ups, for_channel, resolved
from editorial.lifecycle import DeliveryState, PartState, PostStage, ReviewDecision, ReviewStep
from editorial.models import Amendment, Delivery, Post, Remedy, Revision, Step
from editorial.remedies import MOVING, OPEN, AmendmentKind, RemedyState
from networks.roles import Amends, Removes
from people import audit
from people.models import Member

R = RemedyState
_IN_THE_AIR = (
    DeliveryState.CLAIMED,
    DeliveryState.SENDING,
    DeliveryState.ACCEPTED,
    DeliveryState.UNKNOWN,
)


class AmendRefusedError(ScheduleRefusedError):
    """Why nothing was asked for, in words."""


def standing_on_networks(post: Post) -> list[Delivery]:
    """The deliveries of a post that are out and still there, as far as we know, in the order of their channels."""
    found = post.deliveries.filter(state=DeliveryState.PUBLISHED, gone="")
    return list(
        found.select_related("channel__agency", "revision", "client", "publication").order_by(
            "channel_id", "-occurrence"
        )
    )


def is_left_to_a_person(delivery: Delivery, kind: AmendmentKind) -> bool:
    """Whether no program can do that on this channel."""
    role = Removes if kind == AmendmentKind.REMOVE else Amends
    health = delivery.channel.health
    return health in (Health.BY_HAND, Health.DISCONNECTED) or not connecting.can(
        delivery.channel, role
    )


@transaction.atomic
def correct(
    *,
    post: Post,
    member: Member,
    edit_number: int,
    words: NewWords,
    channels: Collection[int],
    why: str = "",
    now: datetime,
) -> Amendment:
    """Give a post that is out other words on these channels (ids), as soon as they are approved.

    Where the client's rule wants nobody else, the one who asks approves. Raises EditConflictError when somebody saved
    since `edit_number`, BeingSentError while it is on its way, AmendRefusedError (in words) for what a network would
    refuse and where nothing would change, ReviewRefusedError when nobody can be asked.
    """
    held = _hold(post)
    if held.stage == PostStage.ARCHIVED:
        raise AmendRefusedError(_("It is in the archive: take it out first."))
    chosen = [d for d in standing_on_networks(held) if d.channel_id in channels]
    if not chosen:
        raise AmendRefusedError(_("Choose at least one channel."), field="channels")
    _refuse_while_in_the_air(chosen, MOVING - {R.WAITING})
    _supersede(Remedy.objects.filter(amendment__post=held, amendment__kind=AmendmentKind.CORRECT))
    before = freeze_revision(post=held, member=held.edited_by, now=held.edited_at)
    saved = _write(held, member, edit_number, words, {d.channel_id for d in chosen}, now)
    revision = freeze_revision(post=saved, member=member, now=now)
    versions = [
        version
        for version in saved.versions.select_related("channel")
        if version.channel_id in {d.channel_id for d in chosen}
    ]
    zone = saved.client.time_zone
    moment = Moment(when.wall_of(now, zone), zone, when.fold_of(now, zone), now)
    refuse_unless_publishable(saved.client, revision, versions, moment)
    amendment = Amendment.objects.create(
        agency_id=held.agency_id,
        client=held.client,
        post=held,
        kind=AmendmentKind.CORRECT,
        revision=revision,
        before=before,
        why=why.strip()[:500],
        asked_by=member,
        asked_at=now,
    )
    remedies = [
        remedy
        for delivery in chosen
        for remedy in _remedies(amendment, delivery, now=now)
        if remedy.before != remedy.after
    ]
    if not remedies:
        raise AmendRefusedError(
            _("Nothing would change on the channels you chose: write the new words first."),
            field="text",
        )
    Remedy.objects.bulk_create(remedies)
    _record(amendment, member, "post.correction_asked", chosen, now)
    _ask_for_approval(saved, revision, member, why, now)
    return amendment


@transaction.atomic
def remove(
    *, post: Post, member: Member, channels: Collection[int], why: str = "", now: datetime
) -> Amendment:
    """Take a post away from these channels (ids), every part of it; who approved it is told.

    Raises BeingSentError while something of it is on its way, AmendRefusedError where there is nothing to remove.
    """
    held = _hold(post)
    chosen = [d for d in standing_on_networks(held) if d.channel_id in channels]
    asked = set(
        Remedy.objects.filter(
            delivery__in=chosen, amendment__kind=AmendmentKind.REMOVE, state__in=OPEN
        ).values_list("delivery_id", flat=True)
    )
    chosen = [d for d in chosen if d.pk not in asked]
    if not chosen:
        raise AmendRefusedError(
            _("Its removal has been asked for already: see below how it stands.")
            if asked
            else _("Choose at least one channel."),
            field="channels",
        )
    _refuse_while_in_the_air(chosen, frozenset())
    # Nothing more of it goes out, and nobody corrects what goes away.
    Step.objects.filter(
        delivery__in=chosen, state__in=[PartState.WAITING, PartState.NEEDS_HUMAN]
    ).update(state=PartState.LEFT, problem="taken_back")
    arming.note_rest([d.pk for d in chosen])
    _supersede(Remedy.objects.filter(delivery__in=chosen))
    amendment = Amendment.objects.create(
        agency_id=held.agency_id,
        client=held.client,
        post=held,
        kind=AmendmentKind.REMOVE,
        why=why.strip()[:500],
        asked_by=member,
        asked_at=now,
    )
    Remedy.objects.bulk_create(
        [each for delivery in chosen for each in _remedies(amendment, delivery, now=now)]
    )
    _record(amendment, member, "post.removal_asked", chosen, now)
    amending_notices.tell_who_approved(amendment, chosen, now=now)
    return amendment


@transaction.atomic
def take_back(*, amendment: Amendment, member: Member, now: datetime) -> None:
    """Take back a correction that nobody has approved yet: the post says again what is out.

    Raises AmendRefusedError once it is approved or taken back.
    """
    held = _hold(amendment.post)
    mine = Amendment.objects.select_for_update().get(pk=amendment.pk)
    is_approved = held.stage == PostStage.APPROVED and held.approved_revision_id == mine.revision_id
    if mine.revision is None or mine.before is None or mine.withdrawn_at or is_approved:
        raise AmendRefusedError(_("It can no longer be taken back: see below how it stands."))
    mine.remedies.filter(state=R.WAITING).update(state=R.LEFT)
    mine.withdrawn_at = now
    mine.save(update_fields=["withdrawn_at"])
    for review in held.reviews.open():
        withdraw(review=review, member=member, now=now)
    if content_hash(content_of(held)) == mine.revision.content_hash:
        restored = restore_revision(
            post=held, member=member, revision=mine.before, edit_number=held.edit_number, now=now
        )
        # What is out was approved, and stays so.
        last = restored.post.revisions.order_by("-number")[0]
        Post.objects.filter(pk=held.pk).update(stage=PostStage.APPROVED, approved_revision=last)
    audit.record(
        actor=member, agency=member.agency, verb="post.correction_taken_back", target=held, now=now
    )


def _hold(post: Post) -> Post:
    return (
        Post.objects.select_for_update(of=("self",))
        .select_related("client", "edited_by", "approved_revision")
        .get(pk=post.pk)
    )


def _refuse_while_in_the_air(
    deliveries: Sequence[Delivery], remedies: frozenset[RemedyState]
) -> None:
    """What is being sent or looked up may be out or not: it is waited for."""
    moving = Delivery.objects.filter(pk__in=[d.pk for d in deliveries]).filter(
        steps__state__in=[PartState.SENDING, PartState.UNKNOWN]
    )
    open_ones = Remedy.objects.filter(delivery__in=deliveries, state__in=remedies)
    if moving.exists() or open_ones.exists():
        raise BeingSentError
    posts = {d.post_id for d in deliveries}
    if Delivery.objects.filter(post__in=posts, state__in=_IN_THE_AIR).exists():
        raise BeingSentError


def _supersede(remedies: Any) -> None:
    """What was asked for before and has not begun is left."""
    remedies.filter(state__in=[R.WAITING, R.BY_HAND, R.NEEDS_HUMAN]).update(state=R.LEFT)


def _write(
    post: Post,
    member: Member,
    edit_number: int,
    words: NewWords,
    corrected: Collection[int],
    now: datetime,
) -> Post:
    """Save the new words. A channel that is not corrected keeps what stands there as a text of its own."""
    return edit_post(
        post=post,
        member=member,
        edit_number=edit_number,
        title=post.title,
        text=words.text,
        versions=reworded(post, words, corrected),
        additions=Additions(
            thread=words.thread,
            poll=post.poll,
            link=post.link,
            is_link_short=post.is_link_short,
            utm_campaign=post.utm_campaign,
        ),
        wall_at=post.wall_at,
        fold=post.fold,
        now=now,
    )


def _remedies(amendment: Amendment, delivery: Delivery, *, now: datetime) -> list[Remedy]:
    """One remedy for each part that is out on this channel; of a channel by hand, one for the whole."""
    kind = AmendmentKind(amendment.kind)
    by_hand = is_left_to_a_person(delivery, kind)
    publication = getattr(delivery, "publication", None)
    proof = delivery.proof or {}
    first = (
        0,
        publication.remote_id if publication else str(proof.get("remote_id", "")),
        (publication.url if publication else "") or str(proof.get("url", ""))[:500],
    )
    later = [
        (step.position, step.remote_ref, step.url)
        for step in delivery.steps.filter(state=PartState.DONE, position__gte=FIRST_FOLLOWING)
    ]
    return [
        Remedy(
            agency_id=delivery.agency_id,
            amendment=amendment,
            delivery=delivery,
            position=position,
            remote_id=remote_id,
            url=url if url.startswith(("https://", "http://")) else "",
            before=said_by(delivery, position),
            after=_said(amendment.revision, delivery, position),
            is_by_hand=by_hand,
            next_try_at=now,
        )
        for position, remote_id, url in [first, *later]
    ]


def said_by(delivery: Delivery, position: int) -> str:
    """What that part says on its network: the words it went out with, or of its last correction."""
    last = (
        Remedy.objects.filter(
            delivery=delivery,
            position=position,
            state=R.DONE,
            amendment__kind=AmendmentKind.CORRECT,
        )
        .order_by("-done_at", "-pk")
        .first()
    )
    return last.after if last else _said(delivery.revision, delivery, position)


def _said(revision: Revision | None, delivery: Delivery, position: int) -> str:
    """The words of a part in a revision, as this delivery says them; nothing where it has none."""
    channel_id = delivery.channel_id
    if revision is None or str(channel_id) not in revision.content["versions"]:
        return ""
    content = resolved(revision.content, delivery.release_link)
    if not position:
        return for_channel(content, channel_id).text
    said = follow_ups(content, channel_id)
    at = position - FIRST_FOLLOWING
    return said[at].draft.text if at < len(said) else ""


def _ask_for_approval(
    post: Post, revision: Revision, member: Member, why: str, now: datetime
) -> None:
    match post.client.approval:
        case Approval.CLIENT:
            ask_client(post=post, member=member, message=why, now=now)
        case Approval.INTERNAL:
            ask_review(post=post, member=member, message=why, now=now)
        case _:
            post.reviews.open().filter(step=ReviewStep.INTERNAL).update(
                decision=ReviewDecision.APPROVED,
                decided_at=now,
                decided_by=member,
                decided_name=str(member)[:120],
            )
            Post.objects.filter(pk=post.pk).update(
                stage=PostStage.APPROVED, approved_revision=revision
            )


def _record(
    amendment: Amendment,
    member: Member,
    verb: str,
    deliveries: Sequence[Delivery],
    now: datetime,
) -> None:
    audit.record(
        actor=member,
        agency=member.agency,
        verb=verb,
        target=amendment.post,
        data={"channels": [d.channel.handle for d in deliveries], "why": amendment.why},
        now=now,
    )
