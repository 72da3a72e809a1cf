"""The demo's strategies: briefs with their versions, audiences, what was decided on each network, the agency's sheets.

Made by the actions that clicks call, with the clock moved; the words are in strategies.toml.
"""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from clients.actions import audiences, fitting, sheets, strategy
from clients.actions.audiences import When
from clients.fit import NAMES, WEIGHTS
from clients.models import Client
from people.models import Member
from smm.demo.cast import Cast

_FILE = Path(__file__).with_name("strategies.toml")


def write(cast: Cast, now: datetime) -> None:
    """Everything, for every client that the file knows."""
    with _FILE.open("rb") as file:
        raw = tomllib.load(file)
    for sheet in raw.pop("networks"):
        sheets.look_at(
            by=cast.members[sheet["by"]],
            network=sheet["network"],
            text=sheet["text"],
            now=_morning(now, sheet["days"]),
        )
    for key, words in raw.items():
        client = cast.clients[key]
        for brief in words["briefs"]:
            _brief(cast, client, dict(brief), now)
        for audience in words["audiences"]:
            _audience(cast.members["luca"], client, dict(audience), now)
        _fit(cast.members["luca"], client, words, now)


def _morning(now: datetime, days: int) -> datetime:
    """So many days from today, at an hour at which people work."""
    return (now + timedelta(days=days)).replace(hour=8, minute=40)


def _brief(cast: Cast, client: Client, words: dict[str, Any], now: datetime) -> None:
    by = cast.members[words.pop("by")]
    at = _morning(now, words.pop("days"))
    why = words.pop("why", "")
    name, approved = words.pop("approved_by", ""), words.pop("approved", 0)
    made = strategy.save_brief(by=by, client=client, parts=words, why=why, now=at)
    if name:
        on = now.date() + timedelta(days=approved)
        contact = client.contacts.get(name=name)
        strategy.note_approval(
            by=by, brief=made, contact=contact, approved_on=on, today=now.date(), now=now
        )


def _audience(by: Member, client: Client, words: dict[str, Any], now: datetime) -> None:
    habits = [
        When(network, tuple(int(day) for day in days), _clock(starts), _clock(ends))
        for network, days, starts, ends in words.pop("habits", ())
    ]
    at = _morning(now, -60)
    audiences.write_audience(by=by, client=client, habits=habits, now=at, **words)


def _clock(words: str) -> time | None:
    return time.fromisoformat(words) if words else None


def _fit(by: Member, client: Client, words: dict[str, Any], now: datetime) -> None:
    at = _morning(now, -25)
    if "weights" in words or "agreed_with" in words:
        weights = words.get("weights") or WEIGHTS
        fitting.set_weights(
            by=by, client=client, weights=weights, agreed_with=words["agreed_with"], now=at
        )
    for network, row in words["fit"].items():
        hours = row.get("hours")
        fitting.decide(
            by=by,
            client=client,
            network=network,
            scores=dict(zip(NAMES, row["scores"], strict=True)),
            evidence={name: row[name] for name in NAMES if name in row},
            decision=row["decision"],
            reason=row["reason"],
            hours=Decimal(hours) if hours is not None else None,
            review_on=_day(row.get("review"), now),
            now=at,
        )


def _day(days: int | None, now: datetime) -> date | None:
    return now.date() + timedelta(days=days) if days is not None else None
