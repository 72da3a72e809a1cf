"""The client beside the others in a month, as a report freezes it and takes it back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from analytics.queries.competitors import Row, month_compared
from analytics.series import Period
from clients.comparing import Compared
from clients.models import Client

# What a report has no room for.
_LEFT_OUT = ("forms", "best")


@dataclass(frozen=True, slots=True)
class FrozenRow:
    """One account of a network with its figures; `is_own` is the client's channel."""

    network: str
    name: str
    handle: str
    is_own: bool
    figures: Compared


def compared_of_month(*, client: Client, period: Period, now: datetime) -> list[dict[str, Any]]:
    """Account by account, network by network, as plain data; none where nothing is known of others."""
    found = month_compared(client=client, month=period, now=now)
    return [_frozen(network, row) for network, rows in found for row in rows]


def _frozen(network: str, row: Row) -> dict[str, Any]:
    figures = {name: each for name, each in asdict(row.figures).items() if name not in _LEFT_OUT}
    return {
        "network": network,
        "name": row.name,
        "handle": row.handle,
        "is_own": row.is_own,
        "figures": figures,
    }


def rows_of(stored: Iterable[dict[str, Any]]) -> list[FrozenRow]:
    """The rows of such data."""
    return [
        FrozenRow(
            each["network"],
            each["name"],
            each["handle"],
            each["is_own"],
            Compared(
                **each["figures"] | {"weeks": tuple(each["figures"]["weeks"])}, forms=(), best=None
            ),
        )
        for each in stored
    ]
