"""What holds a delivery back that is due: the same questions a claim asks, answered in words for support."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Max
from django.utils.translation import gettext as _

from clients.actions.gates import MANY_FAILURES
from editorial.lifecycle import IN_FLIGHT, DeliveryState
from editorial.models import Delivery, Publication
from editorial.pace import CATCH_UP_DISTANCE, CATCHING_UP_AFTER
from editorial.wording import why
from people import zones
from people.templatetags.ui import network_name

# Shorter than this is the ordinary pulse: the clock rings every second.
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class HeldBack:
    """One thing that keeps a due delivery from leaving, until when if that is known, and what to do about it."""

    words: str
    todo: str = ""
    until: datetime | None = None


def held_back(delivery: Delivery, *, now: datetime) -> list[HeldBack]:
    """Why a scheduled delivery whose time has come has not left; empty while its time has not come, or it moves.

    In the order in which editorial/actions/claiming.py asks; at most five queries.
    """
    if delivery.state != DeliveryState.SCHEDULED or delivery.next_attempt_at > now:
        return []
    found = [
        *_of_its_moment(delivery),
        *_of_the_channel(delivery, now),
        *_of_other_posts(delivery, now),
    ]
    if not found and now - delivery.next_attempt_at > PATIENCE:
        found.append(
            HeldBack(
                _("Nothing holds it back, and no worker took it: publishing does not run."),
                _(
                    "Look at /healthz and at the logs of the workers and of the clock, and start them again."
                ),
            )
        )
    return found


def _of_its_moment(delivery: Delivery) -> list[HeldBack]:
    if delivery.zones_edition >= zones.edition():
        return []
    return [
        HeldBack(
            _("Its moment stands by older time zone data than ours: it is derived again first."),
            _("That takes seconds. If it stays so, look at the logs of the workers."),
        )
    ]


def _of_the_channel(delivery: Delivery, now: datetime) -> list[HeldBack]:
    channel = delivery.channel
    found = []
    if channel.health != "ok":
        found.append(
            HeldBack(
                _("The channel must be reconnected."),
                _(
                    "A manager of the agency reconnects it; what is still in time then goes out by itself."
                ),
            )
        )
    gate = getattr(channel, "gate", None)
    if gate and gate.shut_until and gate.shut_until > now:
        found.append(
            HeldBack(
                _("Calls to this channel pause.") + " " + _why_shut(gate.reason, channel.network),
                _(
                    "It goes out by itself after that. The gate can be opened under Gates, with a reason."
                ),
                gate.shut_until,
            )
        )
    return found


def _why_shut(reason: str, network: str) -> str:
    if reason == MANY_FAILURES:
        return _("It failed several times in a row.")
    return why(reason, network_name(network))


def _of_other_posts(delivery: Delivery, now: datetime) -> list[HeldBack]:
    others = Delivery.objects.filter(channel_id=delivery.channel_id).exclude(pk=delivery.pk)
    found = []
    flying = others.filter(state__in=IN_FLIGHT).select_related("post").first()
    if flying:
        found.append(
            HeldBack(
                _("Another post is going out on this channel: %(post)s.") % {"post": flying.post}
            )
        )
    same = others.filter(state=DeliveryState.UNKNOWN, text_hash=delivery.text_hash).first()
    if same:
        found.append(
            HeldBack(
                _(
                    "The same words are being looked for on the network: nobody knows yet whether they are out already."
                ),
                _("It goes on by itself once that is known."),
            )
        )
    if delivery.due_at <= now - CATCHING_UP_AFTER:
        last = Publication.objects.filter(
            channel_id=delivery.channel_id, published_at__lte=now
        ).aggregate(at=Max("published_at"))["at"]
        if last and last + CATCH_UP_DISTANCE > now:
            found.append(
                HeldBack(
                    _("The channel catches up, with five minutes between posts."),
                    _("It goes out by itself when its turn comes."),
                    last + CATCH_UP_DISTANCE,
                )
            )
    return found
