"""When the work with a client ends, and what of its terms goes on after that."""

from __future__ import annotations

from datetime import date

from clients.models import Client, Contract, Status, StatusChange


def last_day(client: Client) -> date | None:
    """The last day of a client that leaves or left; None of one that stays, or was archived without leaving."""
    if client.status != Status.ARCHIVED:
        return client.leaving_on
    # A yes to posts after the last day is kept as a change from leaving to leaving.
    left = StatusChange.objects.filter(client=client, becomes=Status.LEAVING).exclude(
        was=Status.LEAVING
    )
    last: date | None = left.order_by("-at", "-pk").values_list("day_on", flat=True).first()
    return last


def going_on_after(*, client: Client, last: date) -> list[Contract]:
    """The contracts in force on a day after the last one, the latest first."""
    return [each for each in client.contracts.all() if each.ends_on is None or each.ends_on > last]
