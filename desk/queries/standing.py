"""How the work with a client stands: its history, and what is left to settle when it leaves. Few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from analytics.models import Handover, Statement
from clients.models import Channel, Client, LeavingTick, Owner, Status, StatusChange
from clients.standing_rules import OF_CHANNEL, OF_CLIENT, ToDo
from editorial.models import Post
from editorial.queries.after_leaving import posts_after
from people.models import Member

MOST = 100


@dataclass(frozen=True, slots=True)
class TickLine:
    """One line of the list: what to do, or what is done, by whom and when, or because it is so on record."""

    todo: ToDo
    channel: Channel | None
    done: LeavingTick | None
    is_on_record: bool = False

    @property
    def is_open(self) -> bool:
        return self.done is None and not self.is_on_record


@dataclass(frozen=True, slots=True)
class ChannelLines:
    """A channel with its lines; the permission is given back when it is disconnected."""

    channel: Channel
    lines: list[TickLine]

    @property
    def is_let_go(self) -> bool:
        return self.channel.disconnected_at is not None

    @property
    def n_open(self) -> int:
        return sum(line.is_open for line in self.lines) + (not self.is_let_go)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What is left to settle: posts after the last day, the client's lines, each channel's lines."""

    late: list[Post]
    of_client: list[TickLine]
    of_channels: list[ChannelLines]

    @property
    def n_open(self) -> int:
        """How many lines are open, the late posts as one."""
        of_client = sum(line.is_open for line in self.of_client)
        return bool(self.late) + of_client + sum(each.n_open for each in self.of_channels)


def history_of(*, member: Member, client: Client) -> list[StatusChange]:
    """The moves of the client, the newest first."""
    mine: Any = StatusChange.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    return list(mine[:MOST])


def handovers_of(*, member: Member, client: Client) -> list[Handover]:
    """The client's handover files, the newest first."""
    mine = Handover.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    return list(mine[:5])


def leaving_of(*, member: Member, client: Client, now: datetime) -> Leaving | None:
    """What is left to settle; None for a client that neither leaves nor left. Five queries at most."""
    if client.status not in (Status.LEAVING, Status.ARCHIVED):
        return None
    settled: Any = LeavingTick.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    ticks: dict[tuple[int | None, str], LeavingTick] = {
        (each.channel_id, each.what): each for each in settled.select_related("done_by__user")
    }
    channels = Channel.objects.filter(client=client, agency_id=member.agency_id).select_related(
        "care"
    )
    return Leaving(
        late=list(posts_after(member=member, client=client)[:MOST]),
        of_client=[
            TickLine(
                each,
                None,
                ticks.get((None, each.what)),
                each.what == "statement" and _is_last_statement_out(client),
            )
            for each in OF_CLIENT
        ],
        of_channels=[
            ChannelLines(
                channel,
                [
                    TickLine(
                        each,
                        channel,
                        ticks.get((channel.pk, each.what)),
                        _is_so(channel, each.what),
                    )
                    for each in OF_CHANNEL
                ],
            )
            for channel in channels
        ],
    )


def _is_last_statement_out(client: Client) -> bool:
    """Whether a statement is issued that reaches the last day."""
    last = _last_day(client)
    return last is not None and Statement.objects.filter(client=client, last_on__gte=last).exists()


def _last_day(client: Client) -> date | None:
    """The last day of a client that leaves or left; None of one that was archived without leaving."""
    if client.leaving_on is not None:
        return client.leaving_on
    left = StatusChange.objects.filter(client=client, becomes=Status.LEAVING).exclude(
        was=Status.LEAVING
    )
    last: date | None = left.order_by("-at", "-pk").values_list("day_on", flat=True).first()
    return last


def _is_so(channel: Channel, what: str) -> bool:
    """An account that is the client's on record needs nobody to hand it over. Needs `care` joined."""
    care = getattr(channel, "care", None)
    return what == "owner" and care is not None and care.owner == Owner.CLIENT
