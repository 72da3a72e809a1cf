"""An agency with many clients and a year of posts, written in bulk: what the pages are measured on.

Posts, versions, revisions and deliveries are the product's own rows; only the way they come in is short. Figures are
made up by the database, from a fixed seed.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import psycopg2
from django.db import connection, transaction

from analytics.actions.recording import Taken, ensure_months, record_readings
from clients.dead_links import Trouble
from clients.models import Act, Channel, Client, Gate, LinkCheck, Sponsor, Voice
from editorial import when
from editorial.actions import checking_tone, noting_links, repeating
from editorial.contents import ChannelText, content_hash, freeze, text_hash
from editorial.lifecycle import PostStage
from editorial.models import Delivery, Post, Publication, Revision, Version
from people.actions.membership import create_agency
from people.clock import database_now
from people.models import Member
from smm.bench import talks, trade

ZONE = "Europe/Rome"
PAST, AHEAD = timedelta(days=360), timedelta(days=30)
CHANNELS_PER_CLIENT = 3
BATCH = 1000
MEASURED_DAYS = 30
Say = Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class Crowd:
    """The agency's owner and its clients, each with its channels."""

    owner: Member
    clients: list[Client]
    channels: dict[int, list[Channel]]


def make(*, n_clients: int, n_posts: int, say: Say) -> Crowd:
    """One agency with so many clients, posts and days of figures."""
    now = database_now()
    crowd = gather(n_clients=n_clients, now=now)
    say(f"Writing {n_posts} posts of {n_clients} clients.")
    _write(_plan(crowd, crowd.clients, n_posts // n_clients, now), crowd, now)
    _duties(crowd, now)
    trade.give_voices(crowd.owner, crowd.clients, now)
    trade.Trade(crowd.owner, crowd.channels, now).write(crowd.clients)
    talks.promise(crowd.owner, crowd.clients, now)
    talks.add(crowd.channels, crowd.clients, n_posts=n_posts // n_clients, now=now)
    _look_after_them(now)
    say("Making up their figures.")
    _figures(now)
    _year_of_channel_days(now)
    settle_statistics()
    return crowd


def gather(*, n_clients: int, now: datetime) -> Crowd:
    """The agency, its clients and their channels; nothing is out yet."""
    owner = create_agency(
        name="Folla", email="folla@example.org", owner_name="Prova", password=None,
        slug="bench-folla", now=now,
    )  # fmt: skip
    clients = Client.objects.bulk_create(
        Client(
            agency=owner.agency, slug=f"cliente-{n}", name=f"Cliente {n:03}", kind="company",
            status="active", time_zone=ZONE, language="it",
        )
        for n in range(n_clients)
    )  # fmt: skip
    channels = Channel.objects.bulk_create(
        Channel(
            agency=owner.agency, client=client, network="mastodon", host="https://social.example",
            remote_id=f"{client.slug}-{n}", handle=f"@{client.slug}-{n}@social.example",
            name=client.name, connected_at=now - PAST, checked_at=now,
            abilities=[{"name": "publish", "is_granted": True, "missing_scope": ""}],
        )
        for client in clients
        for n in range(CHANNELS_PER_CLIENT)
    )  # fmt: skip
    Gate.objects.bulk_create(Gate(agency=owner.agency, channel=channel) for channel in channels)
    by_client = {
        pk: list(group) for pk, group in itertools.groupby(channels, key=lambda c: c.client_id)
    }
    return Crowd(owner, list(clients), by_client)


def _duties(crowd: Crowd, now: datetime) -> None:
    """What Today has lines about: every fourth client has a voice that each of its posts goes against, every tenth is an
    event with silent artists and mentions owed."""
    of = {"agency": crowd.owner.agency}
    Voice.objects.bulk_create(
        Voice(**of, client=client, avoid=[{"words": "piove"}], edited_by=crowd.owner, edited_at=now)
        for client in crowd.clients[::4]
    )
    first = (now + timedelta(days=40)).date()
    for client in crowd.clients[1::10]:
        Client.objects.filter(pk=client.pk).update(
            kind="event", facts={"starts_on": str(first), "ends_on": str(first)}
        )
        Act.objects.bulk_create(
            Act(**of, client=client, name=f"Atto {n}", on=first, is_confirmed=n > 1)
            for n in range(27)
        )
        Sponsor.objects.create(**of, client=client, name="pota lo stesso", n_owed=999)
    _read_beside_voices(now)


def _read_beside_voices(now: datetime) -> None:
    while checking_tone.check_posts_to_come(now=now):
        pass


def add_posts(crowd: Crowd, client: Client, *, n: int) -> None:
    """So many more posts of one client, over the same time as the others, with figures."""
    now = database_now()
    _write(_plan(crowd, [client], n, now), crowd, now)
    talks.add(crowd.channels, [client], n_posts=n, now=now)
    trade.aim()
    _read_beside_voices(now)
    _look_after_them(now)
    _figures(now)
    settle_statistics()


def _look_after_them(now: datetime) -> None:
    """What workers keep of posts that are out: their words, and their links, of which one in twenty is dead."""
    while repeating.remember_words(now=now) or noting_links.note_published_links(now=now):
        pass
    LinkCheck.objects.update(opened_at=now, asked_at=now, ask_at=now + PAST)
    LinkCheck.objects.filter(url__regex="/[1357]9$").update(
        trouble=Trouble.GONE, failing_since=now, n_failed=2, is_dead=True
    )


def add_readings(publication: Publication) -> None:
    """What was read of one post, as often as the product reads it."""
    born = publication.published_at
    ages = [timedelta(minutes=10 * n) for n in range(1, 18)]
    ages += [timedelta(hours=n) for n in range(4, 72, 2)]
    ages += [timedelta(days=n) for n in range(3, 30)]
    now = database_now()
    taken = [Taken(publication.pk, born + age, {"likes": 10 + n, "comments": n // 4, "shares": n // 9})
             for n, age in enumerate(ages) if born + age < now]  # fmt: skip
    ensure_months(each.taken_at for each in taken)
    record_readings(taken)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM analytics_dirtyday")


@dataclass(frozen=True, slots=True)
class _Plan:
    client: Client
    channel: Channel
    text: str
    due_at: datetime
    is_draft: bool


def _plan(crowd: Crowd, clients: Iterable[Client], n_each: int, now: datetime) -> Iterator[_Plan]:
    pitch = (PAST + AHEAD) / max(n_each, 1)
    for client in clients:
        channels = crowd.channels[client.pk]
        for n in range(n_each):
            due = (now - PAST + pitch * n).replace(microsecond=0)
            yield _Plan(
                client=client,
                channel=channels[n % len(channels)],
                text=f"{client.name}, prova {n}: si pota lo stesso, anche se piove. "
                "Due parole in più perché un testo vero non è mai di una riga sola. #vigna"
                + (f" https://{client.slug}.example/diario/{n % 40}" if n % 3 == 0 else ""),
                due_at=due,
                is_draft=due > now and n % 7 == 0,
            )


def _write(plans: Iterator[_Plan], crowd: Crowd, now: datetime) -> None:
    while batch := list(itertools.islice(plans, BATCH)):
        with transaction.atomic():
            _write_batch(batch, crowd, now)


def _write_batch(plans: Sequence[_Plan], crowd: Crowd, now: datetime) -> None:
    agency_id, owner = crowd.owner.agency_id, crowd.owner
    posts = Post.objects.bulk_create(
        Post(
            agency_id=agency_id, client=plan.client, text=plan.text, time_zone=ZONE,
            wall_at=when.wall_of(plan.due_at, ZONE), created_by=owner, edited_by=owner,
            created_at=min(plan.due_at, now), edited_at=min(plan.due_at, now),
        )
        for plan in plans
    )  # fmt: skip
    Version.objects.bulk_create(
        Version(agency_id=agency_id, post=post, channel=plan.channel)
        for post, plan in zip(posts, plans, strict=True)
    )
    out = [(post, plan) for post, plan in zip(posts, plans, strict=True) if not plan.is_draft]
    contents = [_content(plan) for _, plan in out]
    revisions = Revision.objects.bulk_create(
        Revision(
            agency_id=agency_id, post=post, number=1, content=content,
            content_hash=content_hash(content), created_by=owner, created_at=min(plan.due_at, now),
        )
        for (post, plan), content in zip(out, contents, strict=True)
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE editorial_post p SET stage = %s, approved_revision_id = r.id"
            " FROM editorial_revision r WHERE r.post_id = p.id AND r.id = ANY(%s)",
            [PostStage.APPROVED.value, [revision.pk for revision in revisions]],
        )
    deliveries = Delivery.objects.bulk_create(
        _delivery(post, plan, revision, owner, now)
        for (post, plan), revision in zip(out, revisions, strict=True)
    )
    Publication.objects.bulk_create(
        Publication(
            agency_id=agency_id, client=plan.client, channel=plan.channel, delivery=delivery,
            remote_id=f"p{delivery.pk}", url=f"https://social.example/@x/{delivery.pk}",
            published_at=plan.due_at, text=plan.text,
        )
        for (_, plan), delivery in zip(out, deliveries, strict=True)
        if plan.due_at <= now
    )  # fmt: skip


def _content(plan: _Plan) -> dict[str, Any]:
    return freeze(text=plan.text, language="it", versions={plan.channel.pk: ChannelText("")})


def _delivery(
    post: Post, plan: _Plan, revision: Revision, owner: Member, now: datetime
) -> Delivery:
    is_out = plan.due_at <= now
    return Delivery(
        agency_id=owner.agency_id, client=plan.client, post=post, channel=plan.channel,
        revision=revision, wall_at=when.wall_of(plan.due_at, ZONE), time_zone=ZONE,
        due_at=plan.due_at, next_attempt_at=plan.due_at, text_hash=text_hash(plan.text),
        state="published" if is_out else "scheduled", proof={} if is_out else None,
        ended_at=plan.due_at if is_out else None, created_by=owner, created_at=min(plan.due_at, now),
    )  # fmt: skip


_TOTALS = """
    INSERT INTO analytics_publicationtotal
        (publication_id, agency_id, client_id, channel_id, published_at, taken_at, likes, comments, shares, engagements)
    SELECT p.id, p.agency_id, p.client_id, p.channel_id, p.published_at, %(now)s,
        k, k / 5, k / 9, k + k / 5 + k / 9
    FROM (SELECT p.*, (p.id * 7919 %% 97)::bigint + 3 AS k FROM editorial_publication p) p
    WHERE NOT EXISTS (SELECT 1 FROM analytics_publicationtotal t WHERE t.publication_id = p.id)
"""
_POST_DAYS = """
    INSERT INTO analytics_publicationday
        (publication_id, day_on, agency_id, client_id, channel_id, since_on, taken_at, is_dated,
        likes, comments, shares, engagements, likes_gained, comments_gained, shares_gained, engagements_gained)
    SELECT p.id, d.day::date, p.agency_id, p.client_id, p.channel_id, d.day::date - 1, d.day, true,
        d.n * 3, d.n, d.n, d.n * 5, 3, 1, 1, 5
    FROM editorial_publication p CROSS JOIN LATERAL (
        SELECT day, row_number() OVER () AS n FROM generate_series(
            p.published_at, LEAST(p.published_at + make_interval(days => %(days)s), %(now)s), interval '1 day'
        ) AS day
    ) d
    WHERE p.published_at > %(now)s - interval '200 days'
        AND NOT EXISTS (SELECT 1 FROM analytics_publicationday t WHERE t.publication_id = p.id)
"""
_CHANNEL_DAYS = """
    INSERT INTO analytics_channelday
        (channel_id, day_on, agency_id, client_id, taken_at, n_read, followers, likes_gained, comments_gained,
        shares_gained, engagements_gained, engagements_dated)
    SELECT h.id, d.day::date, h.agency_id, h.client_id, d.day, 5, 1000 + d.n + h.id %% 500, k, k / 5, k / 9,
        k + k / 5 + k / 9, k + k / 5
    FROM clients_channel h CROSS JOIN LATERAL (
        SELECT day, row_number() OVER () AS n, ((h.id * 31 + row_number() OVER ()) * 7919 %% 61)::bigint AS k
        FROM generate_series(%(now)s - interval '360 days', %(now)s, interval '1 day') AS day
    ) d
"""


def _figures(now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_TOTALS, {"now": now})
        cursor.execute(_POST_DAYS, {"now": now, "days": MEASURED_DAYS})


def _year_of_channel_days(now: datetime) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_CHANNEL_DAYS, {"now": now})


def settle_statistics() -> None:
    """What autovacuum would have done by itself on an installation that grew over a year; only the owner may."""
    owner = psycopg2.connect(os.environ["DATABASE_OWNER_URL"])
    try:
        owner.autocommit = True
        with owner.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    finally:
        owner.close()
