"""What is asked of all clients at once is read off an index, however much there is: the index must fit what is asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desk.queries.clients import _drafts
from editorial.lifecycle import PostStage
from editorial.models import Post
from editorial.queries import attention, coming
from editorial.queries.listing import Filters, posts_page
from people.clock import database_now
from tests.cast import Cast


def fill(cast: Cast) -> None:
    """What has long been out, so that the planner has something to choose between whatever other tests left behind."""
    now, writer = database_now(), cast.bruno
    Post.objects.bulk_create(
        Post(
            agency=cast.agency,
            client=cast.client,
            stage=PostStage.ARCHIVED,
            text=f"Archiviato {n}",
            time_zone=cast.client.time_zone,
            created_by=writer,
            created_at=now,
            edited_by=writer,
            edited_at=now,
        )
        for n in range(500)
    )
    with connection.cursor() as cursor:
        cursor.execute("REINDEX TABLE editorial_post")
        cursor.execute("ANALYZE editorial_post")


def plans_of(ask: Callable[[], object]) -> str:
    """The plans of everything that is asked, of a planner that reads whole tables and sorts only where no index serves."""
    with CaptureQueriesContext(connection) as asked:
        ask()
    with connection.cursor() as cursor:
        cursor.execute(
            "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
        )
        plans = []
        for each in asked.captured_queries:
            cursor.execute("EXPLAIN " + each["sql"])
            plans += [line for (line,) in cursor.fetchall()]
    return "\n".join(plans)


@pytest.mark.parametrize(
    ("index", "ask"),
    [
        ("delivery_standing", lambda cast: attention.troubles(member=cast.alice)),
        (
            "delivery_coming",
            lambda cast: coming.next_exits(member=cast.alice, now=database_now()),
        ),
        (
            "post_by_plan_of_agency",
            lambda cast: coming.planned_drafts(member=cast.alice, now=database_now()),
        ),
        (
            "post_by_plan_of_agency",
            lambda cast: posts_page(member=cast.alice, client=None, filters=Filters()),
        ),
        ("post_being_made", lambda cast: list(_drafts([cast.client.pk]))),
    ],
)
def test_it_is_read_off_its_index(cast: Cast, index: str, ask: Callable[[Cast], object]) -> None:
    fill(cast)
    plans = plans_of(lambda: ask(cast))

    assert index in plans
    # An order that differs from the index by a word would be sorted again.
    assert not [line for line in plans.splitlines() if "Sort Key" in line and "timezone" in line]
