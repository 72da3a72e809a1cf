"""An agency with a client, a channel, posts that are out and readings of them, for tests of figures.

Rows below analytics are made directly; readings go through the action, as in the product.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from analytics.actions.recording import (
    Taken,
    ensure_months,
    record_channel_readings,
    record_readings,
)
from analytics.actions.rolling_up import roll_up_all
from clients.models import Assignment, Channel, Client, Kind
from editorial.models import Publication
from people.models import Agency, Member, User
from people.roles import Role

_numbers = itertools.count(1)

NOW = datetime(2026, 11, 25, 11, 20, tzinfo=UTC)


@dataclass(frozen=True)
class House:
    """An agency, its owner, a client of theirs and the client's channel."""

    agency: Agency
    owner: Member
    client: Client
    channel: Channel


def person(
    agency: Agency,
    role: Role,
    *,
    name: str = "",
    language: str = "it",
    client: Client | None = None,
) -> Member:
    """A member; on a client when one is given (an owner needs no assignment)."""
    n = next(_numbers)
    user = User.objects.create_user(
        email=f"person{n}@agency.example",
        password=None,
        name=name or f"Person {n}",
        language=language,
    )
    member = Member.objects.create(agency=agency, user=user, role=role)
    if client is not None:
        Assignment.objects.create(agency=agency, client=client, member=member, role=role)
    return member


def house(
    *, time_zone: str = "Europe/Rome", language: str = "it", name: str = "Tenuta Trecorvi"
) -> House:
    """A new agency with one client and one channel."""
    n = next(_numbers)
    agency = Agency.objects.create(name=f"Bottega {n}", slug=f"bottega-{n}")
    owner = person(agency, Role.OWNER)
    client = Client.objects.create(
        agency=agency, slug="trecorvi", name=name, kind=Kind.COMPANY,
        language=language, time_zone=time_zone,
    )  # fmt: skip
    return House(agency, owner, client, channel_of(client))


def channel_of(client: Client, *, network: str = "mastodon") -> Channel:
    """One more channel of a client."""
    n = next(_numbers)
    return Channel.objects.create(
        agency_id=client.agency_id, client=client, network=network, host="https://social.example",
        remote_id=str(n), handle=f"@trecorvi{n}@social.example", name="Trecorvi",
        url=f"https://social.example/@trecorvi{n}", connected_at=datetime(2026, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def publication(
    channel: Channel, *, at: datetime, text: str = "Si pota", remote_id: str = ""
) -> Publication:
    """A post that is out, made outside (no delivery)."""
    n = next(_numbers)
    return Publication.objects.create(
        agency_id=channel.agency_id, client_id=channel.client_id, channel=channel,
        remote_id=remote_id or f"r{n}", url=f"https://social.example/@trecorvi/{n}",
        published_at=at, text=text,
    )  # fmt: skip


def reading(post: Publication, at: datetime, **values: int) -> None:
    """One reading of a post; the days are not rolled up yet."""
    ensure_months([at])
    record_readings([Taken(post.pk, at, values)])


def followers(channel: Channel, at: datetime, n: int) -> None:
    """One reading of a channel's followers; the days are not rolled up yet."""
    ensure_months([at])
    record_channel_readings([Taken(channel.pk, at, {"followers": n})])


def story(post: Publication, figures: Mapping[datetime, Mapping[str, int]]) -> None:
    """Readings of a post over time, rolled up."""
    ensure_months(figures)
    record_readings([Taken(post.pk, at, values) for at, values in figures.items()])
    roll_up_all()
