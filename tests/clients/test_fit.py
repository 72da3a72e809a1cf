"""How well a network suits a client: the figures alone, by tables and by all that can be typed."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from clients.fit import (
    ADOPT_FROM,
    BEST,
    FIRST_QUESTIONS,
    NAMES,
    WAIT_FROM,
    WEIGHTS,
    Decision,
    flips,
    proposed,
    suggested,
    total,
)


def _scores(*values: int) -> dict[str, int]:
    return dict(zip(NAMES, values, strict=True))


# Of a winery, worked out by hand: the seven scores, the total of 100, what it suggests.
WINERY = [
    ("instagram", (4, 4, 3, 3, 4, 3, 4), 91, Decision.ADOPT),
    ("facebook", (3, 3, 4, 2, 3, 2, 4), 79, Decision.ADOPT),
    ("google", (3, 4, 3, 1, 2, 3, 3), 73, Decision.ADOPT),
    ("tiktok", (3, 2, 1, 2, 2, 2, 3), 54, Decision.WAIT),
    ("youtube", (2, 2, 1, 1, 2, 3, 4), 49, Decision.AVOID),
    ("linkedin", (1, 1, 2, 1, 1, 4, 4), 41, Decision.AVOID),
    ("nothing", (0, 0, 0, 0, 0, 0, 0), 0, Decision.AVOID),
    ("everything", (4, 4, 4, 4, 4, 4, 4), 100, Decision.ADOPT),
]


@pytest.mark.parametrize(("name", "values", "points", "decision"), WINERY)
def test_the_total_and_what_it_suggests(
    name: str, values: tuple[int, ...], points: int, decision: Decision
) -> None:
    assert total(_scores(*values)) == points
    assert suggested(points) == decision


def test_the_bounds_belong_to_the_better_side() -> None:
    assert [suggested(n) for n in (ADOPT_FROM - 1, ADOPT_FROM)] == [Decision.WAIT, Decision.ADOPT]
    assert [suggested(n) for n in (WAIT_FROM - 1, WAIT_FROM)] == [Decision.AVOID, Decision.WAIT]


def _cases(n: int) -> list[tuple[dict[str, int], dict[str, int]]]:
    """Scores and weights by chance, the same every time."""
    dice = Random(9)
    found = []
    for _turn in range(n):
        weights = {name: dice.randint(0, 40) for name in NAMES}
        weights[dice.choice(NAMES)] += 1  # one of them counts
        found.append(({name: dice.randint(0, BEST) for name in NAMES}, weights))
    return found


def test_a_better_score_never_makes_it_worse() -> None:
    order = [Decision.AVOID, Decision.WAIT, Decision.ADOPT]
    for scores, weights in _cases(300):
        before = total(scores, weights)
        for name in NAMES:
            for better in range(scores[name] + 1, BEST + 1):
                after = total({**scores, name: better}, weights)
                assert after >= before
                assert order.index(suggested(after)) >= order.index(suggested(before))


def test_only_the_proportions_of_the_weights_count() -> None:
    for scores, weights in _cases(200):
        for times in (2, 7, 100):
            assert total(scores, {name: w * times for name, w in weights.items()}) == total(
                scores, weights
            )


def test_the_total_stays_between_nothing_and_a_hundred() -> None:
    assert all(0 <= total(scores, weights) <= 100 for scores, weights in _cases(300))
    for value in range(BEST + 1):
        scores = dict.fromkeys(NAMES, value)
        assert all(total(scores, weights) == value * 25 for _s, weights in _cases(20))


def test_weights_that_are_nothing_together_or_negative_are_refused() -> None:
    scores = dict.fromkeys(NAMES, 2)
    with pytest.raises(ValueError, match="not negative"):
        total(scores, dict.fromkeys(NAMES, 0))
    with pytest.raises(ValueError, match="not negative"):
        total(scores, {**WEIGHTS, "audience": -1})


def test_a_flip_flips_and_nothing_nearer_does() -> None:
    for scores, weights in _cases(25):
        now = suggested(total(scores, weights))
        found = {flip.name: flip for flip in flips(scores, weights)}
        for name in NAMES:
            at = {
                weight: suggested(total(scores, {**weights, name: weight}))
                for weight in range(101)
                if weight or any(w for other, w in weights.items() if other != name)
            }
            others = [weight for weight, decision in at.items() if decision != now]
            assert (name in found) == bool(others)
            if others:
                nearest = min(abs(weight - weights[name]) for weight in others)
                assert abs(found[name].by(weights)) == nearest
                assert at[found[name].weight] == found[name].becomes


def test_what_would_flip_the_winerys_decisions() -> None:
    youtube, tiktok = _scores(2, 2, 1, 1, 2, 3, 4), _scores(3, 2, 1, 2, 2, 2, 3)

    first = flips(youtube)[0]
    assert (first.name, first.weight, first.by(WEIGHTS), first.becomes) == (
        "support",
        12,
        2,
        Decision.WAIT,
    )
    assert [(flip.name, flip.weight, flip.becomes) for flip in flips(tiktok)] == [
        ("audience", 8, Decision.AVOID),
        ("formats", 38, Decision.AVOID),
    ]
    # what is the best everywhere hangs on no weight
    assert flips(dict.fromkeys(NAMES, BEST)) == []


def test_three_answers_make_seven_scores_and_a_better_answer_never_makes_it_worse() -> None:
    for answers in product((0, 1, 2), repeat=3):
        given = dict(zip((each.name for each in FIRST_QUESTIONS), answers, strict=True))
        scores = proposed(given, support=2)
        assert set(scores) == set(NAMES)
        assert all(0 <= score <= BEST for score in scores.values())
        for name, answer in given.items():
            if answer < 2:
                better = proposed({**given, name: answer + 1}, support=2)
                assert total(better) > total(scores)
    most = dict.fromkeys((each.name for each in FIRST_QUESTIONS), 2)
    none = dict.fromkeys(most, 0)
    assert suggested(total(proposed(most, support=4))) == Decision.ADOPT
    assert suggested(total(proposed(none, support=4))) == Decision.AVOID
    assert proposed({}, support=2) == proposed(dict.fromkeys(most, 1), support=2)
