"""Platform fit: how well a network suits a client, as seven scores of 0 to 4, weights, a total of 100 and what it suggests. Pure.

The total is the mean of the scores by their weights, as a share of the best there is. Only the proportions of the weights
count: twice all of them is the same. A suggestion follows from the total alone, rounded as people see it, so that what is
shown and what is suggested never differ. The decision is a person's (clients/models/fitting.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

BEST = 4
MOST_WEIGHT = 100
# From this total on a network is worth the work; below the second not even watching it is.
ADOPT_FROM = 65
WAIT_FROM = 50


class Decision(TextChoices):
    """What we do with a network for a client."""

    ADOPT = "adopt", pgettext_lazy("platform", "Adopt")
    WAIT = "wait", pgettext_lazy("platform", "Watch")
    AVOID = "avoid", pgettext_lazy("platform", "Leave alone")


@dataclass(frozen=True, slots=True)
class Criterion:
    """One of the seven: its name, its heading, the question it answers, and how much it weighs unless a client says otherwise."""

    name: str
    label: Promise
    asks: Promise
    weight: int


CRITERIA: tuple[Criterion, ...] = (
    Criterion(
        "audience",
        pgettext_lazy("fit", "Audience"),
        _("Are the people we want to reach there?"),
        25,
    ),
    Criterion(
        "objective",
        pgettext_lazy("fit", "Objective"),
        _("Does what people do there serve the objectives?"),
        20,
    ),
    Criterion(
        "formats",
        pgettext_lazy("fit", "Formats"),
        _("Can we afford the formats that work there, with this contract?"),
        20,
    ),
    Criterion(
        "competitors",
        pgettext_lazy("fit", "Competitors"),
        _("What do the others show: are they there, and is there room?"),
        10,
    ),
    Criterion(
        "assets",
        pgettext_lazy("fit", "Assets"),
        _("Is there material for it without making everything anew?"),
        10,
    ),
    Criterion(
        "moderation",
        pgettext_lazy("fit", "Moderation"),
        _("Can we answer and look after it with the people we have?"),
        5,
    ),
    Criterion(
        "support",
        pgettext_lazy("fit", "API"),
        _("How much of it can be planned, published and measured from here?"),
        10,
    ),
)
NAMES: tuple[str, ...] = tuple(each.name for each in CRITERIA)
WEIGHTS: dict[str, int] = {each.name: each.weight for each in CRITERIA}


@dataclass(frozen=True, slots=True)
class Asked:
    """One of the three questions that come first, with its answers from the worst to the best."""

    name: str
    asks: Promise
    answers: tuple[Promise, Promise, Promise]


FIRST_QUESTIONS: tuple[Asked, ...] = (
    Asked(
        "people", _("Are the people we want to reach there?"), (_("Hardly"), _("Some"), _("Most"))
    ),
    Asked(
        "purpose",
        _("Does what people do there serve what we want?"),
        (_("No"), _("In part"), _("Yes")),
    ),
    Asked(
        "means",
        _("Can we feed and look after it with the contract as it is?"),
        (_("No"), _("With an effort"), _("Yes")),
    ),
)


# From so many posts a week on, half of the others being there, a newcomer is hardly seen.
CROWDED = 3.0


def room(*, n_watched: int, n_there: int, per_week: float | None) -> int:
    """The score of competitors to begin with: how many of those that are watched are there, and how many posts a week they make.

    Nobody watched says nothing: the middle. None of them there: nobody shows that it works. Some there, or many who say little: there is room.
    """
    if n_watched <= 0:
        return 2
    if n_there <= 0:
        return 1
    if n_there * 2 < n_watched or per_week is None:
        return 3
    return 2 if per_week >= CROWDED else BEST


def proposed(answers: Mapping[str, int], *, support: int, competitors: int = 2) -> dict[str, int]:
    """Seven scores to begin with, from the three answers (0, 1 or 2; a missing one counts as 1), what the product can do
    there and what the others do (`room`)."""
    people, purpose, means = (answers.get(each.name, 1) for each in FIRST_QUESTIONS)
    return {
        "audience": people * 2,
        "objective": purpose * 2,
        "formats": means * 2,
        "competitors": competitors,
        "assets": 1 + means,
        "moderation": 1 + means,
        "support": support,
    }


def _points(got: int, whole: int) -> int:
    """The share of the best there is, of 100, rounded half up as people do: in whole numbers, so that nothing is nearly 65."""
    return (got * 100 * 2 + whole * BEST) // (whole * BEST * 2)


def total(scores: Mapping[str, int], weights: Mapping[str, int] = WEIGHTS) -> int:
    """How well it suits, 0 to 100. ValueError where the weights are nothing together, or one is negative."""
    whole = sum(weights[name] for name in NAMES)
    if whole <= 0 or any(weights[name] < 0 for name in NAMES):
        raise ValueError("weights are not negative, and one of them counts")
    return _points(sum(weights[name] * scores[name] for name in NAMES), whole)


def suggested(points: int) -> Decision:
    """What a total suggests."""
    if points >= ADOPT_FROM:
        return Decision.ADOPT
    return Decision.WAIT if points >= WAIT_FROM else Decision.AVOID


@dataclass(frozen=True, slots=True)
class Flip:
    """The smallest change of one weight that makes the figures suggest something else."""

    name: str
    weight: int
    becomes: Decision

    def by(self, weights: Mapping[str, int]) -> int:
        """By how much the weight would change."""
        return self.weight - weights[self.name]


def flips(scores: Mapping[str, int], weights: Mapping[str, int] = WEIGHTS) -> list[Flip]:
    """For each weight the nearest other value (0 to 100) at which the suggestion is another, the smallest change first.

    A weight that can flip nothing is missing: the decision does not hang on it.
    """
    now = suggested(total(scores, weights))
    found = []
    for name in NAMES:
        flip = _flip(name, now, scores, weights)
        if flip is not None:
            found.append(flip)
    return sorted(found, key=lambda flip: (abs(flip.by(weights)), NAMES.index(flip.name)))


def _flip(
    name: str, now: Decision, scores: Mapping[str, int], weights: Mapping[str, int]
) -> Flip | None:
    """The nearest value of one weight, looked for outwards from where it stands."""
    others = [each for each in NAMES if each != name]
    got = sum(weights[each] * scores[each] for each in others)
    whole = sum(weights[each] for each in others)
    for step in range(1, MOST_WEIGHT + 1):
        for weight in (weights[name] - step, weights[name] + step):
            if not 0 <= weight <= MOST_WEIGHT or whole + weight <= 0:
                continue
            becomes = suggested(_points(got + weight * scores[name], whole + weight))
            if becomes != now:
                return Flip(name, weight, becomes)
    return None
