"""The page of a post says which round of changes it is, where the contract includes so many; over them it can be an extra."""

from __future__ import annotations

import pytest

from editorial.actions import answering
from editorial.models import Post
from people.clock import database_now
from tests import make, make_money
from tests.cast import Cast
from tests.conftest import SignIn
from tests.editorial.reviews import CHANGES, decide, in_review, page_of
from tests.portal.people import asked


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


def test_without_rounds_in_the_contract_none_are_told(cast: Cast, sign_in: SignIn) -> None:
    _contract(cast, None)
    page = page_of(sign_in, cast.rita, _client_asks_for_changes(cast))
    assert "Meno aggettivi" in page
    assert "ounds of changes" not in page
    assert "ound of changes" not in page
