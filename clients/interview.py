"""The interview with a client: twelve questions that fill the brief. Pure: where each answer goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from clients.asked import ASKED, Asked
from clients.objectives import AIMS, Objective

Shape = Literal["text", "lines", "objectives"]
# Beside the question where else people find them: nothing else, by choice.
SOCIAL_ONLY = "is_social_only"


@dataclass(frozen=True, slots=True)
class Question:
    """One question; which part of the brief it fills, "audience" for the first audience. In words: `asked_of`."""

    name: str
    fills: str
    shape: Shape = "text"


QUESTIONS: tuple[Question, ...] = (
    Question("trade", "sector"),
    Question("year", "field"),
    Question("others", "field"),
    Question("thanks", "strengths", "lines"),
    Question("complaints", "weaknesses", "lines"),
    Question("chances", "opportunities", "lines"),
    Question("worries", "threats", "lines"),
    Question("why_you", "positioning"),
    Question("reach", "audience"),
    Question("elsewhere", "purpose"),
    Question("job", "purpose"),
    Question("one_thing", "objectives", "objectives"),
)

_TRADE = Question("trade", "sector")
_AIMS = Question("aims", "objectives", "objectives")
_THREE = (_TRADE, Question("notice", "purpose"), _AIMS)
# Of who wears two hats the first thing to know is which says what.
_THREE_OF_TWO_HATS = (_TRADE, Question("why_you", "positioning"), _AIMS)


def three_of(kind: str) -> tuple[Question, ...]:
    """The three questions that begin the brief of a client of this kind."""
    return _THREE_OF_TWO_HATS if kind == "public_figure" else _THREE


def asked_of(kind: str, question: Question) -> Asked:
    """The question as one asks a client of this kind, with an example of theirs."""
    return ASKED[kind][question.name]


def aims_of(kind: str) -> list[tuple[str, str]]:
    """The objectives to choose from, each with what it is for a client of this kind, in the active language."""
    return [(each.value, f"{each.label}: {AIMS[kind][each.value]}") for each in Objective]


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
