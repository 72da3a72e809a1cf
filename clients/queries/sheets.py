"""The agency's sheets of networks: the newest of each, those that got old, and what was thought before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from clients.models import Channel, Client, NetworkSheet
from clients.queries.fitting import Decided, decided
from people.models import Member
from people.prepared import prepared
from people.templatetags.ui import network_name

MOST_BEFORE = 20


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A network with its newest sheet (None: nobody wrote one) and how many of the member's clients are on it."""

    network: str
    sheet: NetworkSheet | None
    n_clients: int
    is_stale: bool


def sheet_lines(*, member: Member, networks: Sequence[str], now: datetime) -> list[SheetLine]:
    """All networks, those with most clients first, in two queries."""
    newest = NetworkSheet.objects.visible_to(member).newest().select_related("checked_by__user")
    sheets = {each.network: each for each in newest}
    used: dict[str, set[int]] = {}
    channels = Channel.objects.visible_to(member).connected()
    for network, client_id in channels.values_list("network", "client_id").distinct():
        used.setdefault(network, set()).add(client_id)
    lines = [
        SheetLine(
            network=network,
            sheet=sheets.get(network),
            n_clients=len(used.get(network, ())),
            is_stale=network in sheets and sheets[network].is_stale(now),
        )
        for network in networks
    ]
    return sorted(lines, key=lambda line: (-line.n_clients, network_name(line.network)))


def stale_sheets(*, member: Member, now: datetime) -> list[NetworkSheet]:
    """The newest sheets that got old, of the networks the member's clients are on, the oldest first; one query."""
    stale = (each for each in _newest_used(member=member) if each.is_stale(now))
    return sorted(stale, key=lambda each: each.checked_at)


@prepared()
def _newest_used(*, member: Member) -> QuerySet[NetworkSheet]:
    used = Channel.objects.visible_to(member).connected().order_by().values("network")
    return NetworkSheet.objects.visible_to(member).filter(network__in=used).newest()


@dataclass(frozen=True, slots=True)
class ToldSheet:
    """A network that a client is on, with its newest sheet (None: nobody wrote one) and what was decided (None: nothing)."""

    network: str
    sheet: NetworkSheet | None
    is_stale: bool
    decided: Decided | None


def sheets_for(*, member: Member, client: Client, now: datetime) -> list[ToldSheet]:
    """How the networks behave that the client's channels are on, by name; three queries."""
    channels = Channel.objects.visible_to(member).connected().filter(client=client)
    networks = channels.order_by().values_list("network", flat=True).distinct()
    mine = NetworkSheet.objects.visible_to(member).filter(network__in=networks)
    sheets = {each.network: each for each in mine.newest().select_related("checked_by__user")}
    board = decided(member=member, client=client)
    found = []
    for network in sorted(networks, key=network_name):
        sheet = sheets.get(network)
        is_stale = sheet is not None and sheet.is_stale(now)
        found.append(ToldSheet(network, sheet, is_stale, board.get(network)))
    return found


def sheets_of(*, member: Member, network: str) -> list[NetworkSheet]:
    """What was written about a network, the newest first."""
    mine = NetworkSheet.objects.visible_to(member).filter(network=network)
    found = mine.select_related("checked_by__user").order_by("-checked_at", "-id")
    return list(found[: MOST_BEFORE + 1])
