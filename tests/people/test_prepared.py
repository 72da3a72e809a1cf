"""A query that is put together once gives everybody their own rows, and refuses what it could not fill in."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from threading import Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from clients.models import Channel, Client, Contract
from editorial.models import Post
from people.clock import database_now
from people.ids import uuid7
from people.models import Member
from people.prepared import NotFilledInError, each_of, prepared
from tests import make, make_money, make_posts

N_MADE: list[str] = []


@prepared("most")
def channels_of(
    *, member: Member, client: Client | None = None, most: int = 10
) -> QuerySet[Channel]:
    N_MADE.append(member.role)
    found = Channel.objects.visible_to(member).select_related("client").order_by("id")
    return (found if client is None else found.filter(client=client))[:most]


def test_each_asks_for_their_own_rows_with_the_same_words(cast, rivals):
    second = make.channel(make.client(cast.alice, "Altro"))
    channels_of(member=cast.alice)
    n_made = len(N_MADE)

    assert channels_of(member=cast.alice) == [cast.channel, second]
    assert channels_of(member=rivals.eve) == [rivals.channel]
    assert len(N_MADE) == n_made


def test_a_role_an_absent_value_and_a_shape_make_a_query_of_their_own(cast):
    second = make.channel(make.client(cast.alice, "Altro"))

    assert channels_of(member=cast.alice) == [cast.channel, second]
    assert channels_of(member=cast.rita) == [cast.channel]
    assert channels_of(member=cast.alice, client=second.client) == [second]
    assert channels_of(member=cast.alice, client=cast.client) == [cast.channel]
    assert channels_of(member=cast.alice, most=1) == [cast.channel]


def test_a_day_is_a_value_and_one_counted_from_it_is_refused(cast):
    @prepared()
    def begun(*, member: Member, on: date) -> QuerySet[Contract]:
        N_MADE.append("of a day")
        return Contract.objects.filter(agency_id=member.agency_id, starts_on__lte=on).order_by("pk")

    @prepared()
    def begun_lately(*, member: Member, on: date) -> QuerySet[Contract]:
        since = on - timedelta(days=7)
        return Contract.objects.filter(agency_id=member.agency_id, starts_on__gte=since)

    contract = make_money.contract(cast.alice, cast.client, starts_on=date(2026, 11, 1))

    assert begun(member=cast.alice, on=date(2026, 10, 31)) == []
    assert begun(member=cast.alice, on=date(2026, 11, 1)) == [contract]
    assert N_MADE.count("of a day") == 1
    with pytest.raises(NotFilledInError):
        begun_lately(member=cast.alice, on=date(2026, 11, 1))


def test_a_public_id_is_a_value(cast, rivals):
    @prepared()
    def post_of(*, member: Member, public_id: UUID) -> QuerySet[Post]:
        N_MADE.append("of a public id")
        return Post.objects.visible_to(member).filter(public_id=public_id)

    posts = [make_posts.draft(cast.bruno, cast.channel, text=each) for each in ("Una", "Altra")]
    assert [post_of(member=cast.alice, public_id=each.public_id) for each in posts] == [
        [each] for each in posts
    ]
    assert post_of(member=cast.alice, public_id=uuid7()) == []
    assert post_of(member=rivals.eve, public_id=posts[0].public_id) == []
    assert N_MADE.count("of a public id") == 1


def test_rows_come_with_what_belongs_to_them_and_are_asked_for_each_time(cast):
    channels_of(member=cast.alice)
    with CaptureQueriesContext(connection) as asked:
        (found,) = channels_of(member=cast.alice)
        assert found.client == cast.client
    assert len(asked) == 1

    Channel.objects.update(name="Un altro nome")
    assert channels_of(member=cast.alice)[0].name == "Un altro nome"


def test_words_and_instants_are_filled_in(cast):
    @prepared()
    def named(*, slug: str, since: datetime) -> QuerySet[Client]:
        return Client.objects.filter(slug=slug, created_at__gte=since)

    long_ago = database_now() - timedelta(days=1)
    other = make.client(cast.alice, "Altro")
    for client in (cast.client, other):
        assert named(slug=client.slug, since=long_ago) == [client]
    assert named(slug=other.slug, since=other.created_at + timedelta(seconds=1)) == []
    assert named(slug="' OR 1=1 --", since=long_ago) == []


def test_keys_are_filled_in_however_many(cast):
    @prepared()
    def these(*, keys: list[int]) -> QuerySet[Client]:
        return Client.objects.filter(pk__in=each_of(keys)).order_by("id")

    other = make.client(cast.alice, "Altro")
    assert these(keys=[]) == []
    assert these(keys=[other.pk]) == [other]
    assert these(keys=[other.pk, cast.client.pk]) == [cast.client, other]


@pytest.mark.parametrize(
    ("build", "value"),
    [
        (lambda *, value: Client.objects.filter(created_at__gte=value - timedelta(days=7)), "now"),
        (lambda *, value: Client.objects.filter(name__icontains=value), "Trecorvi"),
        (lambda *, value: Client.objects.filter(pk=value + 1), 7),
        (lambda *, value: Client.objects.filter(pk__in=value), (7, 8)),
    ],
)
def test_what_cannot_be_filled_in_is_refused_at_once(cast, build, value):
    ask: Any = prepared()(build)
    with pytest.raises(NotFilledInError):
        ask(value=database_now() if value == "now" else value)


@pytest.mark.django_db(transaction=True)
def test_every_thread_asks_over_its_own_connection(cast):
    channels_of(member=cast.alice)
    found: list[Channel] = []

    def elsewhere() -> None:
        found.extend(channels_of(member=cast.alice))
        connections.close_all()

    thread = Thread(target=elsewhere)
    with CaptureQueriesContext(connection) as here:
        thread.start()
        thread.join()
    assert found == [cast.channel]
    assert len(here) == 0
