"""A client's status page as a person uses it, and a client in each status."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from clients.actions import standing
from clients.models import Client, Status
from people.clock import database_now
from tests import make
from tests.cast import Cast


def status_url(cast: Cast) -> str:
    return f"/c/{cast.client.slug}/status/"


def press(browser: Any, cast: Cast, deed: str, **data: str) -> str:
    fields = {f"{deed}-{name}": value for name, value in data.items()}
    return str(
        browser.post(status_url(cast), {"deed": deed, **fields}, follow=True).content.decode()
    )


def in_status(cast: Cast, status: Status) -> Client:
    """The client in this status, by legal moves."""
    day = make.today(cast.client)
    match status:
        case Status.PAUSED:
            standing.pause(by=cast.alice, client=cast.client, now=make.NOW)
        case Status.LEAVING:
            standing.begin_leaving(
                by=cast.alice, client=cast.client, last_day=day, now=database_now()
            )
        case Status.ARCHIVED | Status.PROSPECT:
            later = database_now() + timedelta(days=2)
            standing.begin_leaving(
                by=cast.alice, client=cast.client, last_day=day, now=database_now()
            )
            standing.archive(by=cast.alice, client=cast.client, now=later)
            if status == Status.PROSPECT:
                standing.court(by=cast.alice, client=cast.client, now=later)
    cast.client.refresh_from_db()
    assert cast.client.status == status
    return cast.client
