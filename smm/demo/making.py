"""Making the demo: the same actions a person's clicks call, with the clock moved day by day.

Thirty days pass here in some seconds: each post is written, scheduled and published by the engine at its own
moment, the sandbox network's clock moved along, and its numbers are collected each evening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.conf import settings
from django.db import transaction

from analytics.actions import collecting, rolling_up
from clients.actions import onboarding
from clients.models import Channel, Client
from editorial import when
from editorial.actions import drafting, publishing, scheduling
from editorial.actions.drafting import VersionInput
from editorial.models import Post as PostRow
from networks.sandbox.orders import Orders
from people.actions.membership import create_agency
from people.clock import database_now
from people.models import Member, User
from people.roles import Role
from smm.demo import texts, walking

EVENING = timedelta(hours=22)
BORN_BEFORE = timedelta(days=400)


@dataclass
class _Cast:
    """The people and clients as rows."""

    members: dict[str, Member]
    clients: dict[str, Client]
    channels: dict[str, Channel]


@dataclass(frozen=True, slots=True)
class _Exit:
    """A post that went out in the past: when, and what."""

    due_at: datetime
    client: Client
    post: texts.Post


def make() -> list[dict[str, str]]:
    """Make the whole demo in an empty installation; the logins to print, one per kind of person."""
    now = database_now()
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    _open_accounts(sandbox, now)
    cast = _people_and_clients(now)
    _live_thirty_days(sandbox, cast, now)
    sandbox.order("clock", offset_s=0)
    _plan_ahead(cast, database_now())
    return _logins()


def _open_accounts(sandbox: Orders, now: datetime) -> None:
    for client in texts.CLIENTS:
        sandbox.order(
            "accounts",
            usernames=list(client.accounts),
            names=client.accounts,
            born_at=(now - BORN_BEFORE).isoformat(),
        )


def _people_and_clients(now: datetime) -> _Cast:
    long_ago = now - timedelta(days=200)
    owner = texts.PEOPLE[0]
    nora = create_agency(
        name=texts.AGENCY,
        email=owner.email,
        owner_name=owner.name,
        password=texts.PASSWORD,
        now=long_ago,
    )
    members = {owner.key: nora}
    for person in texts.PEOPLE[1:]:
        user = User.objects.create_user(
            person.email, texts.PASSWORD, name=person.name, language="it"
        )
        members[person.key] = Member.objects.create(
            agency=nora.agency, user=user, role=person.role, joined_at=long_ago
        )
    User.objects.create_superuser(
        texts.STAFF.email, texts.PASSWORD, name=texts.STAFF.name, language="it"
    )
    clients, channels = {}, {}
    for demo in texts.CLIENTS:
        clients[demo.key] = _client(demo, nora, members, long_ago)
        for username in demo.accounts:
            channels[username] = walking.connect(
                by=nora, client=clients[demo.key], username=username, now=now
            )
    return _Cast(members, clients, channels)


def _client(
    demo: texts.DemoClient, owner: Member, members: dict[str, Member], now: datetime
) -> Client:
    client = onboarding.create_client(
        by=owner,
        name=demo.name,
        kind=demo.kind,
        colour=demo.colour,
        summary=demo.summary,
        facts=demo.facts,
        now=now,
    )
    for contact in demo.contacts:
        onboarding.add_contact(
            by=owner,
            client=client,
            name=contact.name,
            email=contact.email,
            part=contact.part,
            form=contact.form,
            notes=contact.notes,
            now=now,
        )
    for person in texts.PEOPLE:
        if demo.key in person.clients:
            onboarding.assign(
                by=owner, client=client, member=members[person.key], role=Role(person.role), now=now
            )
    return client


def _live_thirty_days(sandbox: Orders, cast: _Cast, now: datetime) -> None:
    exits = sorted(
        (
            _Exit(_instant(cast.clients[demo.key], post, now), cast.clients[demo.key], post)
            for demo in texts.CLIENTS
            for post in demo.out
        ),
        key=lambda one: one.due_at,
    )
    first = exits[0].due_at.replace(hour=0, minute=0, second=0, microsecond=0)
    evenings = [first + timedelta(days=n) + EVENING for n in range(-1, (now - first).days + 1)]
    for earlier, evening in pairwise(evenings):
        for one in [e for e in exits if earlier < e.due_at <= evening and e.due_at < now]:
            _go_out(sandbox, cast, one)
        if evening < now:
            _collect(sandbox, evening)
    for one in [e for e in exits if evenings[-1] < e.due_at < now]:
        _go_out(sandbox, cast, one)
    _collect(sandbox, database_now())


def _go_out(sandbox: Orders, cast: _Cast, one: _Exit) -> None:
    post = _write(cast, one.client, one.post, now=one.due_at - timedelta(hours=26))
    _schedule(cast, post, one.due_at, now=one.due_at - timedelta(hours=20))
    _move(sandbox, one.due_at)
    publishing.publish_round(clock=lambda: one.due_at)


def _collect(sandbox: Orders, at: datetime) -> None:
    _move(sandbox, at)
    while collecting.measure_due(now=at, limit=500):
        pass
    collecting.measure_channels(now=at)
    rolling_up.roll_up_all()


def _move(sandbox: Orders, at: datetime) -> None:
    sandbox.order("clock", offset_s=(at - database_now()).total_seconds())


def _instant(client: Client, post: texts.Post, now: datetime) -> datetime:
    today = when.wall_of(now, client.time_zone).date()
    wall = datetime.combine(today + timedelta(days=post.days), post.at)
    return when.instant_of(wall, client.time_zone)


def _write(cast: _Cast, client: Client, post: texts.Post, *, now: datetime) -> PostRow:
    accounts = post.accounts or next(
        tuple(demo.accounts) for demo in texts.CLIENTS if cast.clients[demo.key].pk == client.pk
    )
    wall = when.wall_of(_instant(client, post, database_now()), client.time_zone)
    return drafting.create_post(
        member=cast.members[post.by],
        client=client,
        text=post.text,
        title=post.title,
        language=post.language,
        versions=[VersionInput(cast.channels[username]) for username in accounts],
        wall_at=wall,
        now=now,
    )


def _schedule(cast: _Cast, post: PostRow, due_at: datetime, *, now: datetime) -> None:
    zone = post.client.time_zone
    scheduling.schedule(
        post=post,
        member=cast.members["luca"],
        wall_at=when.wall_of(due_at, zone),
        fold=when.fold_of(due_at, zone),
        now=now,
    )


@transaction.atomic
def _plan_ahead(cast: _Cast, now: datetime) -> None:
    for demo in texts.CLIENTS:
        client = cast.clients[demo.key]
        for planned in demo.planned:
            post = _write(cast, client, planned, now=now)
            _schedule(cast, post, _instant(client, planned, now), now=now)
        for draft in demo.drafts:
            _write(cast, client, draft, now=now)
        for edited in demo.edited_after_scheduling:
            post = _write(cast, client, edited, now=now)
            _schedule(cast, post, _instant(client, edited, now), now=now)
            _edit(cast, post, now)
    soon = (now + timedelta(minutes=3)).replace(second=0, microsecond=0)
    live = texts.Post(0, texts.MORNING, texts.DUE_SOON, by="luca")
    _schedule(cast, _write(cast, cast.clients["trecorvi"], live, now=now), soon, now=now)


def _edit(cast: _Cast, post: PostRow, now: datetime) -> None:
    """Giulia changes a word after Luca approved: the post waits until somebody schedules it again."""
    drafting.edit_post(
        post=post,
        member=cast.members["giulia"],
        edit_number=post.edit_number,
        text=post.text.replace("deve ancora dirlo", "ci sta pensando"),
        versions=[VersionInput(v.channel) for v in post.versions.select_related("channel")],
        wall_at=post.wall_at,
        now=now,
    )


def _logins() -> list[dict[str, str]]:
    return [
        {"who": f"{p.name}, {p.role or 'admin'}", "email": p.email, "password": texts.PASSWORD}
        for p in [*texts.PEOPLE, texts.STAFF]
    ]
