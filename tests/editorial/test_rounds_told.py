"""The page of a post says which round of changes it is, where the contract includes so many; over them it can be an extra."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clients.queries.contracts import month_span
from editorial.actions import answering, asking, drafting
from editorial.actions.drafting import VersionInput
from editorial.models import Post, Review
from editorial.queries.rounds import with_rounds
from people.clock import database_now
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import CHANGES, decide, in_review, page_of
from tests.portal.people import asked, visitor


def _client_asks_for_changes(cast: Cast) -> Post:
    review = asked(cast)
    answering.decide_by_contact(
        review=review, contact=cast.carla, decision=CHANGES, note="Meno aggettivi",
        seen=review.revision.content_hash, now=database_now(),
    )  # fmt: skip
    return review.post


def _contract(cast: Cast, rounds: int | None) -> None:
    make_money.contract(
        cast.alice, cast.client, starts_on=make.today(cast.client).replace(day=1), rounds=rounds
    )


@pytest.mark.parametrize(
    ("rounds", "words"),
    [
        (2, "Rounds of changes: 1 of the 2 in the contract."),
        (1, "Rounds of changes: 1 of the 1 in the contract."),
        (0, "1 round of changes, and the contract includes 0."),
    ],
)
def test_the_round_stands_where_changes_were_asked_for(
    cast: Cast, sign_in: SignIn, rounds: int, words: str
) -> None:
    _contract(cast, rounds)
    post = _client_asks_for_changes(cast)

    assert words in page_of(sign_in, cast.bruno, post)
    # An extra is offered by who sees money.
    assert "Offer it as an extra" not in page_of(sign_in, cast.bruno, post)
    assert ("Offer it as an extra" in page_of(sign_in, cast.rita, post)) == (rounds == 0)


def test_what_colleagues_ask_for_is_no_round_and_without_an_agreement_nothing_is_counted(
    cast: Cast, sign_in: SignIn
) -> None:
    _contract(cast, 0)
    review = in_review(cast)
    decide(cast, review, CHANGES, "Più corto")
    assert "ound of changes" not in page_of(sign_in, cast.rita, review.post)
    assert "ounds of changes" not in page_of(sign_in, cast.rita, review.post)


def test_a_wish_that_was_written_down_by_a_slip_is_no_round(cast: Cast) -> None:
    post = _client_asks_for_changes(cast)

    def told() -> int:
        found = with_rounds(Review.objects.filter(post=post), today=make.today(cast.client))
        n: int = found[0].n_rounds  # type: ignore[attr-defined]
        return n

    assert told() == 1
    Review.objects.filter(post=post).update(voided_at=database_now())
    assert told() == 0


def test_without_rounds_in_the_contract_none_are_told(cast: Cast, sign_in: SignIn) -> None:
    _contract(cast, None)
    page = page_of(sign_in, cast.rita, _client_asks_for_changes(cast))
    assert "Meno aggettivi" in page
    assert "ounds of changes" not in page
    assert "ound of changes" not in page


def _third_round(cast: Cast) -> Post:
    """The client asked for changes twice and is asked again."""
    post = _client_asks_for_changes(cast)
    for note in ("Ancora meno", ""):
        post.refresh_from_db()
        post = drafting.edit_post(
            post=post, member=cast.bruno, edit_number=post.edit_number, text=f"Riscritto {note}",
            versions=[VersionInput(cast.channel)], wall_at=post.wall_at, now=database_now(),
        )  # fmt: skip
        review, _contacts = asking.ask_client(post=post, member=cast.rita, now=database_now())
        if note:
            answering.decide_by_contact(
                review=review, contact=cast.carla, decision=CHANGES, note=note,
                seen=review.revision.content_hash, now=database_now(),
            )  # fmt: skip
    return post


@pytest.mark.parametrize(
    ("rounds", "words"),
    [
        (3, "It would be round of changes 3 of the 3 agreed for a post."),
        (2, "It would be round of changes 3, and 2 are agreed for a post. It can be asked for all the same"),
        (1, "It would be round of changes 3, and 1 is agreed for a post. It can be asked for all the same"),
        (0, "No round of changes is agreed in the contract. It can be asked for all the same"),
        (None, ""),
    ],
)  # fmt: skip
def test_the_client_reads_before_asking_which_round_it_would_be_and_may_ask(
    cast: Cast, rounds: int | None, words: str
) -> None:
    cast.carla.language = "en"
    cast.carla.save()
    _contract(cast, rounds)
    post = _third_round(cast)
    carla = visitor(cast.carla)

    page = carla.get().content.decode()

    assert words in page if words else "ound of changes" not in page
    review = post.reviews.latest("pk")
    carla.post(
        "changes/",
        {"review": review.public_id, "seen": review.revision.content_hash, "note": "Basta"},
    )
    post.refresh_from_db()
    assert post.stage == "changes_requested"


def test_the_approvals_tell_the_round_and_who_sees_money_offers_it_as_an_extra(
    cast: Cast, sign_in: SignIn
) -> None:
    _contract(cast, 1)
    post = _third_round(cast)
    Post.objects.filter(pk=post.pk).update(text="Riscritto due volte")
    told = "2 rounds of changes, and the contract includes 1."

    for url in (reverse("editorial:approvals", args=[cast.client.slug]), reverse("editorial:all_approvals")):  # fmt: skip
        of_bruno = sign_in(cast.bruno).get(url).content.decode()
        assert told in of_bruno
        assert "Offer it as an extra" not in of_bruno
        assert "Offer it as an extra" in sign_in(cast.rita).get(url).content.decode()

    browser = sign_in(cast.rita)
    page = browser.get(url).content.decode()
    (address,) = re.findall(r'href="([^"]+)"[^>]*>Offer it as an extra', page)
    form = browser.get(address.replace("&amp;", "&")).content.decode()
    assert "Giro di modifiche 2 su «Riscritto due volte»" in form
    assert '<option value="rounds" selected>' in form


def test_the_rounds_are_those_of_the_contract_of_the_posts_own_month(cast: Cast) -> None:
    today = make.today(cast.client)
    first = today.replace(day=1)
    make_money.contract(
        cast.alice, cast.client, starts_on=first, ends_on=month_span(first)[1], rounds=2
    )
    after = month_span(first)[1] + timedelta(days=1)
    make_money.contract(cast.alice, cast.client, starts_on=after.replace(day=20), rounds=5)
    review = asked(cast)

    def included(wall_at: datetime | None) -> int | None:
        Post.objects.update(wall_at=wall_at)
        found: int | None = (
            with_rounds(Review.objects.all(), today=today).get(pk=review.pk).rounds_included
        )  # type: ignore[attr-defined]
        return found

    assert included(None) == 2
    assert included(datetime.combine(first, time(9))) == 2
    # By months, as the contract's own pieces and hours are.
    assert included(datetime.combine(after, time(9))) == 5
    assert included(datetime.combine(first - timedelta(days=1), time(23))) is None


def test_the_approvals_ask_no_query_more_for_many_rounds(cast: Cast, sign_in: SignIn) -> None:
    _contract(cast, 1)
    url = reverse("editorial:approvals", args=[cast.client.slug])
    browser = sign_in(cast.rita)
    n_queries = []
    for _each in range(2):
        _third_round(cast)
        browser.get(url)
        with CaptureQueriesContext(connection) as queries:
            browser.get(url)
        n_queries.append(len(queries))
    assert n_queries[0] == n_queries[1] <= 12
