"""What a person decides about a delivery that waits for one: it is out, send it, drop it."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext as _

from clients.models.channels import Health
from editorial.actions import arming
from editorial.actions.holding import refuse_while_held
from editorial.actions.refusals import ScheduleRefusedError
from editorial.actions.scheduling import UNDO
from editorial.actions.serving import refuse_day
from editorial.actions.settling import is_recordable
from editorial.actions.timing import moment_of
from editorial.actions.waking import wake
from editorial.contents import for_channel
from editorial.lifecycle import AWAITS_A_PERSON, DeliveryState, Gone
from editorial.models import Delivery, Publication
from networks.types import Published
from people import audit
from people.models import Member

S = DeliveryState


class NotWaitingError(Exception):
    """The delivery no longer waits for a decision: somebody, or the network, was faster."""

    def __init__(self) -> None:
        super().__init__(_("This has been settled meanwhile. Look at how it stands now."))


def _hold(delivery: Delivery) -> Delivery:
    held = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "post__release", "revision", "client")
        .get(pk=delivery.pk)
    )
    if held.state not in AWAITS_A_PERSON:
        raise NotWaitingError
    return held


def record(member: Member, verb: str, delivery: Delivery, *, now: datetime, **data: object) -> None:
    """Write what a person decided about a delivery into the audit."""
    audit.record(actor=member, agency=member.agency, verb=verb, target=delivery, data=data, now=now)


def id_in_link(url: str) -> str | None:
    """The network's id of a post at the end of its link; None where this is no link to a post."""
    parts = urlsplit(url)
    remote_id = parts.path.rstrip("/").rsplit("/", 1)[-1]
    is_web = parts.scheme in ("http", "https") and bool(parts.hostname)
    return remote_id if is_web and is_recordable(Published(remote_id, url)) else None


@transaction.atomic
def confirm_published(*, delivery: Delivery, member: Member, url: str, now: datetime) -> Delivery:
    """A person saw the post on the network and pastes its link: that is the proof."""
    held = _hold(delivery)
    remote_id = id_in_link(url)
    if remote_id is None:
        raise ScheduleRefusedError(
            _("Paste the link of the post itself, starting with https://."), field="url"
        )
    taken = Publication.objects.filter(channel=held.channel, remote_id=remote_id).first()
    if taken is not None and taken.delivery_id not in (None, held.pk):
        raise ScheduleRefusedError(
            _("That link belongs to another post of this channel."), field="url"
        )
    held.state = S.PUBLISHED
    held.proof = {"remote_id": remote_id, "url": url, "seen_by": member.pk}
    held.ended_at = now
    held.reason = ""
    held.save(update_fields=["state", "proof", "ended_at", "reason"])
    Publication.objects.update_or_create(
        channel=held.channel,
        remote_id=remote_id,
        defaults={
            "agency_id": held.agency_id,
            "client_id": held.client_id,
            "delivery": held,
            "url": url,
            "published_at": held.first_sent_at or now,
            "text": for_channel(held.content, held.channel_id).text,
        },
    )
    held.steps.filter(position=0, done_at=None).update(remote_ref=remote_id, done_at=now)
    arming.ask_about_rest(delivery=held, now=now)
    record(member, "delivery.confirmed", held, now=now, url=url)
    return held


@transaction.atomic
def send_again(
    *, delivery: Delivery, member: Member, has_looked: bool = False, now: datetime
) -> Delivery:
    """Send in ten seconds what was missed or held; a doubtful one only after a person has looked.

    Refuses a channel that must be reconnected, and words that nobody has approved since they changed.
    """
    held = _hold(delivery)
    if held.state == S.NEEDS_HUMAN and not has_looked:
        raise ScheduleRefusedError(
            _(
                "First look at the channel: if the post is there, a second one would confuse people."
            ),
            field="has_looked",
        )
    refuse_while_held(held.client)
    if held.channel.health not in (Health.OK, Health.BY_HAND):
        raise ScheduleRefusedError(
            _("%(channel)s must be reconnected first.") % {"channel": held.channel.handle}
        )
    if held.post.approved_revision_id != held.revision_id or held.post.stage != "approved":
        raise ScheduleRefusedError(
            _("The words changed after they were scheduled: schedule the post again.")
        )
    if held.post.release is not None and held.post.release.go_at is None:
        raise ScheduleRefusedError(
            _(
                "It goes out with «%(release)s», which has no go: give the release another moment, or take the post out of it."
            )
            % {"release": held.post.release.name}
        )
    moment = moment_of(now + UNDO, held.time_zone)
    refuse_day(held.client, moment.wall_at.date())
    for name, value in moment.of_delivery().items():
        setattr(held, name, value)
    held.state = S.SCHEDULED
    held.n_attempts = 0
    held.n_negative_reads = 0
    held.reason = ""
    held.reason_params = {}
    held.save()
    record(member, "delivery.sent_again", held, now=now)
    wake()
    return held


@transaction.atomic
def drop(*, delivery: Delivery, member: Member, now: datetime) -> Delivery:
    """Give the delivery up: it will not be sent."""
    held = _hold(delivery)
    held.state = S.CANCELLED
    held.reason = "dropped"
    held.ended_at = now
    held.save(update_fields=["state", "reason", "ended_at"])
    record(member, "delivery.dropped", held, now=now)
    return held


@transaction.atomic
def note_gone(*, delivery: Delivery, member: Member, now: datetime) -> None:
    """Somebody knows that the post is no longer on its network; nothing is sent by it.

    Raises NotWaitingError when it stands there again, or was noted already.
    """
    held = Delivery.objects.select_for_update(of=("self",)).get(pk=delivery.pk)
    if held.gone != Gone.MISSING:
        raise NotWaitingError
    held.gone = Gone.NOTED
    held.save(update_fields=["gone"])
    record(member, "delivery.missing_noted", held, now=now)
