"""What a person does with a delivery on a channel without a connection: it is out, it is not, another time."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions import alerts
from editorial.actions.deciding import NotWaitingError
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.serving import refuse_day
from editorial.actions.timing import moment_for
from editorial.contents import for_channel
from editorial.lifecycle import DeliveryState, HandActKind, PartState, PublicationSource, WhyNot
from editorial.models import Delivery, HandAct, Publication
from editorial.queries.pictures import rights_ended, shown_in_content
from editorial.words.alerts import AlertKind
from networks.addresses import Address, post_address
from people import audit
from people.models import Member
from people.templatetags.ui import network_name

S = DeliveryState
# Whoever is quicker than the clock may say so; what was missed can still be done.
_CAN_BE_DONE = frozenset({S.SCHEDULED, S.BY_HAND, S.MISSED})


def _hold(delivery: Delivery) -> Delivery:
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "client", "post", "revision")
        .get(pk=delivery.pk)
    )
    if held.state not in _CAN_BE_DONE or not held.channel.is_by_hand:
        raise NotWaitingError
    return held


@transaction.atomic
def done(
    *,
    delivery: Delivery,
    member: Member,
    url: str,
    has_no_address: bool = False,
    published_at: datetime | None = None,
    now: datetime,
) -> Delivery:
    """A person published it and gives the post's address, the proof; a story may have none, and says so.

    Refuses, in words, an address that is no post of that network, one of another post of the channel, and a time in the
    future or long before it was due. Raises NotWaitingError when it is settled already.
    """
    held = _hold(delivery)
    address = _proof(held, url, has_no_address)
    at = _when_out(held, published_at, now)
    taken = Publication.objects.filter(channel=held.channel, remote_id=address.id).first()
    if taken is not None and taken.delivery_id is not None:
        raise ScheduleRefusedError(
            _("That link belongs to another post of this channel."), field="url"
        )
    if held.state == S.SCHEDULED:
        held.state = S.BY_HAND
        held.save(update_fields=["state"])
    held.state = S.PUBLISHED
    held.reason, held.reason_params = "", {}
    held.ended_at = at
    held.proof = {
        "remote_id": address.id,
        "url": address.url,
        "seen_by": member.pk,
        "by_hand": True,
        "name": str(member)[:120],
    }
    held.save(update_fields=["state", "reason", "reason_params", "ended_at", "proof"])
    Publication.objects.update_or_create(
        channel=held.channel,
        remote_id=address.id,
        defaults={
            "agency_id": held.agency_id,
            "client_id": held.client_id,
            "delivery": held,
            "url": address.url,
            "published_at": at,
            "text": for_channel(held.content, held.channel_id).text,
            "source": PublicationSource.BY_HAND,
            "entered_by": member,
        },
    )
    # Who publishes by hand publishes the whole: nothing follows by itself.
    held.steps.filter(state=PartState.WAITING).delete()
    held.steps.filter(position=0, done_at=None).update(remote_ref=address.id, done_at=at)
    _note(held, member, HandActKind.DONE, now, url=address.url)
    _record(held, member, "delivery.published_by_hand", now, url=address.url)
    return held


def _proof(held: Delivery, url: str, has_no_address: bool) -> Address:
    if has_no_address and not url.strip():
        return Address(f"by-hand-{held.public_id}", "")
    address = post_address(held.channel.network, url)
    if address is None:
        network = network_name(held.channel.network)
        raise ScheduleRefusedError(
            _(
                "This is no address of a post on %(network)s. Open the post there, choose Share, then Copy link."
            )
            % {"network": network},
            field="url",
        )
    return address


def _when_out(held: Delivery, published_at: datetime | None, now: datetime) -> datetime:
    if published_at is None or now - timedelta(minutes=1) <= published_at <= now + timedelta(
        minutes=1
    ):
        return now
    if published_at > now:
        raise ScheduleRefusedError(_("That time has not come yet."), field="published")
    if published_at < held.due_at - timedelta(days=1):
        raise ScheduleRefusedError(
            _("That is more than a day before it was due. Check the date."), field="published"
        )
    return published_at


@transaction.atomic
def not_done(
    *, delivery: Delivery, member: Member, why: WhyNot, words: str = "", now: datetime
) -> Delivery:
    """A person could not publish it: it is missed, and those who schedule are told why.

    Raises NotWaitingError when it is settled already, or waits for a decision already.
    """
    held = _hold(delivery)
    if held.state == S.MISSED:
        raise NotWaitingError
    held.state = S.MISSED
    held.reason = "not_done"
    held.reason_params = {"why": str(why)}
    held.save(update_fields=["state", "reason", "reason_params"])
    _note(held, member, HandActKind.NOT_DONE, now, why=why, words=words[:500])
    _record(held, member, "delivery.not_published_by_hand", now, why=str(why), words=words[:500])
    alerts.raise_for(held, what=AlertKind.NOT_DONE, now=now)
    return held


@transaction.atomic
def postpone(
    *, delivery: Delivery, member: Member, wall_at: datetime, fold: int | None = None, now: datetime
) -> Delivery:
    """Another time for this channel alone; the post's other channels keep theirs.

    Refuses, in words, a time that cannot be, and words that nobody has approved since they changed.
    """
    held = _hold(delivery)
    if held.post.approved_revision_id != held.revision_id or held.post.stage != "approved":
        raise ScheduleRefusedError(
            _("The words changed after they were scheduled: schedule the post again.")
        )
    moment = moment_for(wall_at=wall_at, zone=held.time_zone, fold=fold, now=now)
    refuse_day(held.client, moment.wall_at.date())
    shown = shown_in_content(held.revision.content, client=held.client, channel_id=held.channel_id)
    if sentences := rights_ended(shown, on=moment.wall_at.date()):
        raise ScheduleRefusedError(*sentences, field="day")
    changed = {
        **moment.of_delivery(),
        "state": S.SCHEDULED,
        "reason": "",
        "reason_params": {},
    }
    for name, value in changed.items():
        setattr(held, name, value)
    held.save(update_fields=[*changed])
    _note(held, member, HandActKind.POSTPONED, now, due_at=moment.instant)
    _record(held, member, "delivery.postponed", now, due_at=moment.instant)
    return held


def _note(
    held: Delivery,
    member: Member,
    kind: HandActKind,
    now: datetime,
    *,
    why: str = "",
    words: str = "",
    url: str = "",
    due_at: datetime | None = None,
) -> None:
    HandAct.objects.create(
        agency_id=held.agency_id,
        delivery=held,
        member=member,
        at=now,
        kind=kind,
        why=why,
        words=words,
        url=url,
        due_at=due_at,
    )


def _record(held: Delivery, member: Member, verb: str, now: datetime, **data: object) -> None:
    audit.record(actor=member, agency=member.agency, verb=verb, target=held, data=data, now=now)
