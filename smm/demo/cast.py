"""The agency, its people and its clients as rows, made by the actions that people's clicks call."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from django.contrib.auth.hashers import make_password

from clients.actions import onboarding, strategy
from clients.models import Channel, Client, Contact
from editorial import when
from editorial.models import Asset
from networks.sandbox.orders import Orders
from people.actions.membership import create_agency
from people.models import DutyShift, Member, User
from people.roles import Role
from smm.demo import texts, walking
from smm.demo.places import BORN_BEFORE, Place

LONG_AGO = timedelta(days=400)


@dataclass
class Cast:
    """The people and clients as rows, by their keys; `accounts` is what the sandbox told of each of its accounts."""

    members: dict[str, Member]
    clients: dict[str, Client] = field(default_factory=dict)
    channels: dict[str, Channel] = field(default_factory=dict)
    accounts: dict[str, dict[str, Any]] = field(default_factory=dict)
    # The channels kept by hand, by client.
    places: dict[str, list[Place]] = field(default_factory=dict)
    contacts: dict[str, list[Contact]] = field(default_factory=dict)
    pictures: dict[tuple[str, str], Asset] = field(default_factory=dict)
    # What the network gave for a picture: by client, picture and channel.
    handed_over: dict[tuple[str, str, int], dict[str, Any]] = field(default_factory=dict)

    def channel_of(self, demo: texts.DemoClient, post: texts.Post) -> Channel:
        """Where the post goes out: the client's usual account, or the one it names."""
        return self.channels[post.on or next(iter(demo.accounts))]

    def picture_of(self, demo: texts.DemoClient, post: texts.Post) -> Asset | None:
        """The picture the post shows, if it has one."""
        return self.pictures.get((demo.key, post.picture))

    def writers_of(self, demo: texts.DemoClient) -> list[Member]:
        """Who writes for the client, in a fixed order."""
        return [
            self.members[person.key]
            for person in texts.PEOPLE
            if person.role == "editor" and demo.key in person.clients
        ]

    def writer_of(self, demo: texts.DemoClient, post: texts.Post) -> Member:
        """Who wrote the post: whoever it names, else one of the writers, always the same one."""
        if post.by:
            return self.members[post.by]
        dice = Random(f"{demo.key}:{post.text}")  # noqa: S311 - a stage play, not a secret
        return dice.choice(self.writers_of(demo))

    def contact_of(self, demo: texts.DemoClient, post: texts.Post, turn: int = 0) -> Contact:
        """Who answers for the client: whoever the post names, else those who approve in turn."""
        deciding = [each for each in self.contacts[demo.key] if each.may_decide]
        named = [each for each in deciding if each.name == post.contact]
        return named[0] if named else deciding[turn % len(deciding)]


def gather(sandbox: Orders, now: datetime) -> Cast:
    """Open the accounts on the sandbox, make the agency, its people, its clients, and connect their channels."""
    long_ago = now - LONG_AGO
    cast = _people(long_ago)
    for demo in texts.clients():
        made = sandbox.order(
            "accounts",
            usernames=list(demo.accounts),
            profiles=demo.accounts,
            born_at=(now - BORN_BEFORE).isoformat(),
        )
        cast.accounts |= {one["username"]: one for one in made}
        _client(cast, demo, long_ago, now)
    return cast


def _people(long_ago: datetime) -> Cast:
    owner = texts.PEOPLE[0]
    nora = create_agency(
        name=texts.AGENCY,
        email=owner.email,
        owner_name=owner.name,
        password=None,
        is_demo=True,
        now=long_ago,
    )
    members = {owner.key: nora}
    for person in texts.PEOPLE[1:]:
        user = User.objects.create_user(
            person.email,
            name=person.name,
            language="it",
            phone=person.phone,
            time_zone=person.time_zone,
        )
        members[person.key] = Member.objects.create(
            agency=nora.agency, user=user, role=person.role, joined_at=long_ago
        )
    _on_call(members["luca"], range(5), time(8), time(20))
    _on_call(nora, (5, 6), time(9), time(20))
    User.objects.create_superuser(texts.STAFF.email, name=texts.STAFF.name, language="it")
    # They share one password, so it is hashed once: hashing is slow on purpose.
    people = [person.email for person in [*texts.PEOPLE, texts.STAFF]]
    User.objects.filter(email__in=people).update(password=make_password(texts.PASSWORD))
    return Cast(members)


def _on_call(member: Member, weekdays: Iterable[int], starts: time, ends: time) -> None:
    DutyShift.objects.bulk_create(
        DutyShift(agency=member.agency, member=member, weekday=each, starts=starts, ends=ends)
        for each in weekdays
    )


def _client(cast: Cast, demo: texts.DemoClient, long_ago: datetime, now: datetime) -> None:
    nora = cast.members["nora"]
    client = onboarding.create_client(
        by=nora,
        name=demo.name,
        kind=demo.kind,
        colour=demo.colour,
        summary=demo.summary,
        facts=_facts(demo, now),
        patron_on=demo.patron_on,
        approval=demo.approval,
        now=long_ago,
    )
    cast.clients[demo.key] = client
    cast.contacts[demo.key] = [
        onboarding.add_contact(by=nora, client=client, now=long_ago, **contact)
        for contact in demo.contacts
    ]
    for person in texts.PEOPLE:
        if demo.key in person.clients:
            onboarding.assign(
                by=nora,
                client=client,
                member=cast.members[person.key],
                role=Role(person.role),
                now=long_ago,
            )
    for username, account in demo.accounts.items():
        channel = walking.connect(by=nora, client=client, username=username, now=now)
        strategy.set_part(by=nora, channel=channel, part=account["part"], now=now)
        channel.refresh_from_db()
        cast.channels[username] = channel


def _facts(demo: texts.DemoClient, now: datetime) -> dict[str, Any]:
    """What the file tells, and the days that are counted from today."""
    today = when.wall_of(now, "Europe/Rome").date()
    facts = dict(demo.facts)
    for name, words in facts.pop("days", {}).items():
        facts[name] = texts.day_of(words, today).isoformat()
    return facts
