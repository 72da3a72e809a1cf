"""The pages of hours and money ask the database for as much at one row as at many, and never more than twelve times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.models import WorkPackage
from editorial.actions import effort, money
from editorial.models import Post
from people.clock import database_now
from tests import make_money, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

MOST = 12


def _today(cast: Cast) -> date:
    return effort.today_of(cast.alice, database_now())


def _last_month(cast: Cast) -> date:
    return (_today(cast).replace(day=1) - timedelta(days=1)).replace(day=1)


def _one_more_of_everything(cast: Cast, n: int) -> None:
    """A post, hours of two people on a work package, a cost, a boost and an extra, in this month and the last."""
    now, by, client = database_now(), cast.alice, cast.client
    package = WorkPackage.objects.create(
        agency=cast.agency, client=client, code=f"WP{n}", title="Comunicazione"
    )
    for on in (_today(cast), _last_month(cast)):
        post = make_posts.draft(by, cast.channel, text=f"testo {n} {on}")
        Post.objects.filter(pk=post.pk).update(wall_at=f"{on}T10:00:00")
        for who in (by, cast.bruno):
            effort.log_time(
                by=who, client=client, on=on, minutes=60, activity=["texts", "rounds"][n % 2], now=now,
                work_package=package,
            )  # fmt: skip
        money.write_cost(
            by=by, client=client, on=on, what="Fotografo", amount=Decimal(180), currency="EUR", now=now
        )  # fmt: skip
        money.write_boost(
            by=by, client=client, name="Porte in vigna", starts_on=on, ends_on=on, spent=Decimal("86.40"),
            currency="EUR", now=now,
        )  # fmt: skip
    make_money.extra(by, client, f"Extra {n}")


def _of_client(name: str) -> Callable[[Cast], str]:
    return lambda cast: reverse(f"analytics:{name}", args=[cast.client.slug])


PAGES: dict[str, Callable[[Cast], str]] = {
    "budget": _of_client("budget"),
    "budget_pieces": _of_client("budget_pieces"),
    "budget_money": _of_client("budget_money"),
    "statements": _of_client("statements"),
    "all_hours": lambda cast: reverse("analytics:all_hours"),
    "hours_week": lambda cast: reverse("analytics:hours_week"),
    "statement_of_month": lambda cast: reverse(
        "analytics:statement_of_month", args=[cast.client.slug, f"{_last_month(cast):%Y-%m}"]
    ),
}


@pytest.mark.parametrize("who", ["alice", "rita"])
def test_a_page_asks_as_much_for_many_rows_as_for_one(
    cast: Cast, sign_in: SignIn, who: str
) -> None:
    # With a budget of one hour the pages also say what would keep it inside.
    make_money.contract(
        cast.alice, cast.client, starts_on=_last_month(cast), rounds=2, hours=Decimal(1)
    )
    browser = sign_in(getattr(cast, who))

    def asked() -> dict[str, int]:
        counts = {}
        for name, address in PAGES.items():
            with CaptureQueriesContext(connection) as queries:
                assert browser.get(address(cast)).status_code == 200
            counts[name] = len(queries)
        return counts

    _one_more_of_everything(cast, 0)
    asked()  # notes the visit
    one = asked()
    for n in range(1, 8):
        _one_more_of_everything(cast, n)
    many = asked()

    assert many == one
    assert max(many.values()) <= MOST, many
