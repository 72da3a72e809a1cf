"""How the work with a client stands: its history, and what is left to settle when it leaves. Few queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from analytics.models import Handover, Statement
from analytics.queries.statements import statement_period
from clients.models import Channel, Client, Contract, LeavingTick, Owner, Status, StatusChange
from clients.queries.leaving import going_on_after, last_day
from clients.queries.resting import paused_since
from clients.standing_rules import OF_CHANNEL, OF_CLIENT, ToDo
from editorial.models import Post
from editorial.queries.after_leaving import drafts_after, posts_after
from people.models import Member

MOST = 100


@dataclass(frozen=True, slots=True)
class TickLine:
    """One line of the list: what to do, or what is done, by whom and when, or because it is so on record."""

    todo: ToDo
    channel: Channel | None
    done: LeavingTick | None
    is_on_record: bool = False
    # From which day on it can be done, where that is not at once.
    from_on: date | None = None

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
    """What is left to settle: contracts that go on after the last day, posts and drafts after it, the client's lines, each channel's lines."""

    going_on: list[Contract]
    late: list[Post]
    drafts: list[Post]
    of_client: list[TickLine]
    of_channels: list[ChannelLines]

    @property
    def n_after(self) -> int:
        """How many posts and drafts have a day after the last one."""
        return len(self.late) + len(self.drafts)

    @property
    def n_open(self) -> int:
        """How many lines are open, the late posts as one."""
        of_client = sum(line.is_open for line in self.of_client)
        of_channels = sum(each.n_open for each in self.of_channels)
        return len(self.going_on) + bool(self.late) + of_client + of_channels


def history_of(*, member: Member, client: Client) -> list[StatusChange]:
    """The moves of the client, the newest first."""
    mine: Any = StatusChange.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    return list(mine[:MOST])


def handovers_of(*, member: Member, client: Client) -> list[Handover]:
    """The client's handover files, the newest first."""
    mine = Handover.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    return list(mine[:5])


@dataclass(frozen=True, slots=True)
class Pause:
    """Since when a client is paused, and the contracts in force that go on in the pause."""

    since: date
    going_on: list[Contract]


def pause_of(*, client: Client) -> Pause | None:
    """What a pause leaves open; None for a client that is not paused. Two queries at most."""
    since = paused_since(client)
    if since is None:
        return None
    going_on = going_on_after(client=client, last=since)
    return Pause(since, [each for each in going_on if each.starts_on <= since])


def leaving_of(*, member: Member, client: Client, now: datetime) -> Leaving | None:
    """What is left to settle; None for a client that neither leaves nor left. Nine queries at most."""
    if client.status not in (Status.LEAVING, Status.ARCHIVED):
        return None
    settled: Any = LeavingTick.objects.visible_to(member).filter(client=client)  # type: ignore[attr-defined]
    ticks: dict[tuple[int | None, str], LeavingTick] = {
        (each.channel_id, each.what): each for each in settled.select_related("done_by__user")
    }
    channels = Channel.objects.filter(client=client, agency_id=member.agency_id).select_related(
        "care"
    )
    last, today = last_day(client), client.today(now)
    is_issued, issue_from = _last_statement(client, last) if last else (False, None)
    is_leaving = client.status == Status.LEAVING
    return Leaving(
        going_on=going_on_after(client=client, last=last) if last and is_leaving else [],
        late=list(posts_after(member=member, client=client)[:MOST]),
        drafts=list(drafts_after(member=member, client=client)[:MOST]),
        of_client=[
            TickLine(
                each,
                None,
                ticks.get((None, each.what)),
                each.what == "statement" and is_issued,
                issue_from
                if each.what == "statement" and issue_from and issue_from > today
                else None,
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


def _last_statement(client: Client, last: date) -> tuple[bool, date | None]:
    """Whether a statement is issued that reaches the last day of the contract, and from when on it can be; None without a contract."""
    contract = client.contracts.filter(starts_on__lte=last).first()
    if contract is None:
        return False, None
    until = min(last, contract.ends_on or last)
    if Statement.objects.filter(client=client, last_on__gte=until).exists():
        return True, None
    return False, statement_period(client=client, on=until).last_on + timedelta(days=1)


def _is_so(channel: Channel, what: str) -> bool:
    """An account that is the client's on record needs nobody to hand it over. Needs `care` joined."""
    care = getattr(channel, "care", None)
    return what == "owner" and care is not None and care.owner == Owner.CLIENT
