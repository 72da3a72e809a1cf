"""A statement that is planned once gives the same rows, and is asked as it is wherever planning it is no use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.db.models import DateField, ExpressionWrapper, F, QuerySet, Value
from django.test.utils import CaptureQueriesContext

from clients.models import Channel, Contract
from people import planned
from people.clock import database_now
from people.models import Member
from people.prepared import each_of, prepared
from tests import make_money

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _fresh_session() -> None:
    connection.close()


def of_channels() -> Callable[..., list[Channel]]:
    """A question of this test's own, about values of every kind."""

    @prepared()
    def ask(
        *, member: Member, keys: list[int], network: str, public_id: UUID, since: datetime, on: date
    ) -> QuerySet[Channel]:
        return Channel.objects.visible_to(member).filter(
            pk__in=each_of(keys), network=network, public_id__gte=public_id,
            connected_at__gte=since, connected_at__date__gte=on,
        )  # fmt: skip

    return ask


def values(member: Member, channel: Channel) -> dict[str, Any]:
    now = database_now()
    return {
        "member": member, "keys": [channel.pk], "network": channel.network,
        "public_id": UUID(int=0), "since": now - timedelta(days=900),
        "on": (now - timedelta(days=900)).date(),
    }  # fmt: skip


def asked(ask: Callable[..., list[Any]], **given: Any) -> tuple[list[Any], list[str]]:
    """The rows, and the first word of each statement."""
    with CaptureQueriesContext(connection) as seen:
        rows = ask(**given)
    return rows, [each["sql"].split()[0] for each in seen]


def test_from_the_second_time_on_only_values_travel_and_each_has_their_own_rows(cast, rivals):
    ask = of_channels()
    mine, theirs = values(cast.alice, cast.channel), values(rivals.eve, rivals.channel)

    assert asked(ask, **mine) == ([cast.channel], ["SELECT"])
    assert asked(ask, **mine) == ([cast.channel], ["PREPARE", "EXECUTE"])
    assert asked(ask, **theirs) == ([rivals.channel], ["EXECUTE"])
    assert asked(ask, **mine | {"keys": []}) == ([], ["EXECUTE"])
    for _ in range(8):  # the server has settled on one plan by then
        assert asked(ask, **mine) == ([cast.channel], ["EXECUTE"])
    assert asked(ask, **mine | {"network": "' OR true --"}) == ([], ["EXECUTE"])
    assert asked(ask, **mine | {"member": rivals.eve}) == ([], ["EXECUTE"])


def test_within_a_transaction_it_is_asked_as_it_is(cast):
    ask, mine = of_channels(), values(cast.alice, cast.channel)
    for _ in range(3):
        with transaction.atomic():
            rows, words = asked(ask, **mine)
        assert (rows, words) == ([cast.channel], ["SELECT"])


def test_what_the_server_would_not_prepare_is_asked_as_it_is(cast):
    @prepared()
    def ending(*, member: Member, days: int) -> QuerySet[Contract]:
        # A day and a number of this width: the server knows no such sum.
        ends = ExpressionWrapper(F("starts_on") + Value(days), output_field=DateField())
        return Contract.objects.filter(agency_id=member.agency_id).annotate(ends=ends)

    contract = make_money.contract(cast.alice, cast.client, starts_on=date(2026, 11, 1))
    given = {"member": cast.alice, "days": 3}

    assert asked(ending, **given) == ([contract], ["SELECT"])
    assert asked(ending, **given) == ([contract], ["PREPARE", "SELECT"])
    assert asked(ending, **given) == ([contract], ["SELECT"])
    assert ending(**given)[0].ends == date(2026, 11, 4)  # type: ignore[attr-defined]


def test_a_session_that_is_another_one_every_time_is_no_error(cast):
    ask, mine = of_channels(), values(cast.alice, cast.channel)
    for _ in range(2):
        ask(**mine)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")

    assert asked(ask, **mine) == ([cast.channel], ["EXECUTE", "SELECT"])
    assert asked(ask, **mine) == ([cast.channel], ["SELECT"])


def test_another_session_plans_for_itself(cast):
    ask, mine = of_channels(), values(cast.alice, cast.channel)
    for _ in range(2):
        ask(**mine)
    connection.close()

    assert asked(ask, **mine) == ([cast.channel], ["SELECT"])
    assert asked(ask, **mine) == ([cast.channel], ["PREPARE", "EXECUTE"])


def test_a_plan_that_somebody_else_left_in_the_session_of_a_pool_is_never_taken_for_ours(cast):
    ask, mine = of_channels(), values(cast.alice, cast.channel)
    for _ in range(2):
        ask(**mine)
    with CaptureQueriesContext(connection) as seen:
        ask(**mine)
    name = seen[0]["sql"].split()[1]
    connection.close()
    # The same name is the same words: another process that has them prepared them under it.
    fresh = of_channels()
    assert asked(fresh, **mine)[1] == ["SELECT"]
    with CaptureQueriesContext(connection) as seen:
        fresh(**mine)
    assert [each["sql"].split()[1] for each in seen] == [name, name]

    @prepared()
    def other(*, member: Member) -> QuerySet[Channel]:
        return Channel.objects.visible_to(member)

    for _ in range(2):
        other(member=cast.alice)
    with CaptureQueriesContext(connection) as seen:
        other(member=cast.alice)
    assert seen[0]["sql"].split()[1] != name


def test_what_the_one_before_left_in_a_session_is_used(cast):
    ask, mine = of_channels(), values(cast.alice, cast.channel)
    for _ in range(2):
        ask(**mine)
    planned._sessions.clear()  # as another process would know it

    assert asked(ask, **mine) == ([cast.channel], ["SELECT"])
    assert asked(ask, **mine) == ([cast.channel], ["PREPARE", "EXECUTE"])
    assert asked(ask, **mine) == ([cast.channel], ["EXECUTE"])


def test_a_session_keeps_so_many_plans_and_no_more(cast, monkeypatch):
    connection.close()
    monkeypatch.setattr(planned, "MOST", 1)
    first, second, mine = of_channels(), of_channels(), values(cast.alice, cast.channel)
    for _ in range(3):
        first(**mine)
        second(**mine)

    assert asked(first, **mine) == ([cast.channel], ["EXECUTE"])
    assert asked(second, **mine) == ([cast.channel], ["SELECT"])


def test_a_number_beyond_all_bounds_finds_nothing_and_the_plan_is_kept(cast):
    @prepared()
    def of_number(*, member: Member, number: int) -> QuerySet[Channel]:
        return Channel.objects.visible_to(member).filter(pk=number)

    given = {"member": cast.alice, "number": cast.channel.pk}
    for _ in range(2):
        assert of_number(**given) == [cast.channel]
    assert asked(of_number, **given | {"number": 2**70}) == ([], ["EXECUTE", "SELECT"])
    assert asked(of_number, **given) == ([cast.channel], ["EXECUTE"])
