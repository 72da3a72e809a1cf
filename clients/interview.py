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


def parts_of_brief(
    answers: Mapping[str, Any],
    *,
    filled: Mapping[str, Any],
    says: Mapping[str, Any],
    said: Mapping[str, Any],
) -> tuple[dict[str, Any], list[str]]:
    """The parts that the answers fill which changed since they were `filled` last; and the parts left as they are.

    `says` has the parts of the brief now, `said` by question its part as it was when the answer was given: where the two
    differ the words of the brief are newer, and stay. So does a part whose questions have no answer.
    """
    parts: dict[str, Any] = {}
    left: list[str] = []
    for question in QUESTIONS:
        answer, part = answers.get(question.name), question.fills
        if part == "audience" or not answer or answer == filled.get(question.name):
            continue
        if (said.get(question.name) or None) != (says.get(part) or None):
            left += [part] if kept_beside(question, answers, says) else []
        elif question.shape == "objectives":
            parts[part] = [each for each in answer if each in Objective.values]
        elif question.shape == "lines":
            parts[part] = lines_of(str(answer))
        else:
            parts[part] = _with(question, answers, filled, str(parts.get(part, says.get(part, ""))))
    if (by_choice := bool(answers.get(SOCIAL_ONLY))) != bool(filled.get(SOCIAL_ONLY)):
        if bool(said.get(SOCIAL_ONLY)) == bool(says.get(SOCIAL_ONLY)):
            parts[SOCIAL_ONLY] = by_choice
        elif by_choice != bool(says.get(SOCIAL_ONLY)):
            left.append(SOCIAL_ONLY)
    return parts, list(dict.fromkeys(left))


def _with(
    question: Question, answers: Mapping[str, Any], filled: Mapping[str, Any], text: str
) -> str:
    """A part with this answer in it: alone where no other question fills it too, else in the place of the answer before."""
    answer = str(answers[question.name]).strip()
    before = str(filled.get(question.name) or "").strip()
    if not any(q.fills == question.fills and q is not question for q in QUESTIONS):
        return answer
    if before and before in text:
        return text.replace(before, answer, 1)
    return text if answer in text else f"{text}\n\n{answer}".strip()


def kept_beside(question: Question, answers: Mapping[str, Any], says: Mapping[str, Any]) -> Any:
    """What the brief says now where it is not what was answered; nothing where they agree or the brief is silent."""
    said, answer = says.get(question.fills), answers.get(question.name)
    if not said or not answer:
        return None
    if question.shape == "objectives":
        return None if set(said) == set(answer) else said
    if question.shape == "lines":
        return None if said == lines_of(str(answer)) else said
    return None if str(answer).strip() in said else said
