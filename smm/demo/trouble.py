"""What went wrong lately, made to go wrong: the real engine, the network's faults, and a clock that is moved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.models import Channel, Credential, Health
from editorial import when
from editorial.actions import preparing, publishing, reaping
from networks.sandbox.orders import Orders
from smm.demo import ahead, network_time
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit

# A connection that only a person can renew, and how soon it ends. Two weeks of that client's posts are scheduled after it: two
# posts a week, whichever weekday the demo is made on, and one that somebody approved by voice.
ENDING, ENDS_IN = "tenutatrecorvi", timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Trouble:
    """The last post that was due on an account met a fault of the network."""

    account: str
    fault: str
    seconds: int = 0


TROUBLES = (
    # Its token died: the account must be reconnected, and what is planned there is at risk.
    Trouble("springwatchers", "token_death"),
    # The network asked to wait longer than the post could.
    Trouble("elenatornaquercia", "rate_limit", seconds=3600),
    # The network took offence at the words.
    Trouble("studiopassolieve", "invalid"),
)


def pick(cast: Cast, gone: Sequence[Exit]) -> tuple[list[Exit], list[tuple[Exit, Trouble]]]:
    """Of what was due in the past, what went out and what did not."""
    chosen: dict[int, Trouble] = {}
    for trouble in TROUBLES:
        channel = cast.channels[trouble.account]
        last = max(
            at
            for at, one in enumerate(gone)
            if cast.channel_of(one.demo, one.post).pk == channel.pk
        )
        chosen[last] = trouble
    return (
        [one for at, one in enumerate(gone) if at not in chosen],
        [(gone[at], trouble) for at, trouble in sorted(chosen.items())],
    )


def happen(
    cast: Cast, sandbox: Orders, failed: Sequence[tuple[Exit, Trouble]]
) -> dict[int, datetime]:
    """Each in its hour: written, decided, scheduled, sent, refused; since when which channel is dumb."""
    for one, trouble in failed:
        post = ahead.write(cast, one, is_everywhere=False, now=one.due_at - timedelta(days=4))
        ahead.approve_and_schedule(cast, one, post, asked_at=one.due_at - timedelta(hours=40))
        network_time.set_to(sandbox, one.due_at)
        channel = cast.channel_of(one.demo, one.post)
        sandbox.order(
            "faults", kind=trouble.fault, account_id=channel.remote_id, seconds=trouble.seconds
        )
        _pass_by(one.due_at)
    network_time.set_right(sandbox)
    cast.channels = {
        name: Channel.objects.select_related("client").get(pk=channel.pk)
        for name, channel in cast.channels.items()
    }
    return {
        channel.pk: one.due_at
        for one, _ in failed
        for channel in [cast.channel_of(one.demo, one.post)]
        if channel.health != Health.OK
    }


def _pass_by(due_at: datetime) -> None:
    """The half hour before and the quarter after a post's time, as the workers would spend them."""
    preparing.prepare_due(clock=lambda: due_at - timedelta(minutes=20))
    publishing.publish_round(clock=lambda: due_at)
    reaping.reap(now=due_at + timedelta(minutes=16))


def let_one_end(cast: Cast, now: datetime) -> None:
    """The network let this account in for a while only: what is planned after that is at risk."""
    mine = Credential.objects.filter(channel=cast.channels[ENDING])
    mine.update(expires_at=ends_at(now), refresh="")


def ends_at(now: datetime) -> datetime:
    """When that connection ends: so many days on by the client's clock."""
    return when.instant_of(when.wall_of(now, ZONE) + ENDS_IN, ZONE)
