"""The interview with a client: twelve questions that fill the brief. Pure: words and where each answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.objectives import Objective

Shape = Literal["text", "lines", "objectives"]
# Beside the question where else people find them: nothing else, by choice.
SOCIAL_ONLY = "is_social_only"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What is asked, as one says it on the phone; which part of the brief it fills, "audience" for the first audience."""

    name: str
    asks: Promise
    example: Promise
    fills: str
    shape: Shape = "text"


QUESTIONS: tuple[Question, ...] = (
    Question(
        name="trade",
        asks=_("What do you do, and for whom?"),
        example=_("We make three wines and open the cellar on Sundays."),
        fills="sector",
    ),
    Question(
        name="year",
        asks=_("How does a year go: when is it busy, when quiet, and what changed lately?"),
        example=_("Harvest in September, boxes before Christmas; visits doubled in two years."),
        fills="field",
    ),
    Question(
        name="others",
        asks=_("Whom do people look at before they choose you?"),
        example=_("The two cellars on the main road, with larger car parks."),
        fills="field",
    ),
    Question(
        name="thanks",
        asks=_("What do people thank you for?"),
        example=_("One line each: time for every visitor"),
        fills="strengths",
        shape="lines",
    ),
    Question(
        name="complaints",
        asks=_("What do they complain about, or what do you not manage?"),
        example=_("One line each: we answer the phone late"),
        fills="weaknesses",
        shape="lines",
    ),
    Question(
        name="chances",
        asks=_("What could go better than today if somebody worked at it?"),
        example=_("One line each: small groups on weekdays"),
        fills="opportunities",
        shape="lines",
    ),
    Question(
        name="worries",
        asks=_("What worries you?"),
        example=_("One line each: hail, the price of glass"),
        fills="threats",
        shape="lines",
    ),
    Question(
        name="why_you",
        asks=_("Why you and not the others, in one sentence?"),
        example=_("Nobody else lets you walk through the rows with who prunes them."),
        fills="positioning",
    ),
    Question(
        name="reach",
        asks=_("Whom do you want to reach, and where do they live?"),
        example=_("Couples from 45 to 65, within an hour by car."),
        fills="audience",
    ),
    Question(
        name="elsewhere",
        asks=_("Where do people find you besides social networks?"),
        example=_("Website, newsletter once a month, the fair in May."),
        fills="purpose",
    ),
    Question(
        name="job",
        asks=_("What should social networks do there that nothing else does?"),
        example=_("Show who works here, so that people come and see."),
        fills="purpose",
    ),
    Question(
        name="one_thing",
        asks=_("If one thing came of it in a year, which?"),
        example="",  # type: ignore[arg-type]
        fills="objectives",
        shape="objectives",
    ),
)


def is_answered(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether something stands there; for where else people find them, "nowhere, by choice" is an answer too."""
    if question.name == "elsewhere" and answers.get(SOCIAL_ONLY):
        return True
    return bool(answers.get(question.name))


def n_answered(answers: Mapping[str, Any]) -> int:
    """How many of the twelve."""
    return sum(is_answered(question, answers) for question in QUESTIONS)


def lines_of(text: str) -> list[str]:
    """The lines of a list as people type it: without dashes, empty lines and repetitions."""
    lines = (line.strip().lstrip("-–•*").strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def parts_of_brief(answers: Mapping[str, Any]) -> dict[str, Any]:
    """The parts of a brief that the answers fill; a part without an answer is absent, so that what stood there stays."""
    parts: dict[str, Any] = {}
    for question in QUESTIONS:
        answer = answers.get(question.name)
        if not answer or question.fills == "audience":
            continue
        if question.shape == "objectives":
            parts[question.fills] = [each for each in answer if each in Objective.values]
        elif question.shape == "lines":
            parts[question.fills] = lines_of(str(answer))
        else:
            before = parts.get(question.fills, "")
            parts[question.fills] = f"{before}\n\n{str(answer).strip()}".strip()
    if SOCIAL_ONLY in answers:
        parts[SOCIAL_ONLY] = bool(answers[SOCIAL_ONLY])
    return parts
