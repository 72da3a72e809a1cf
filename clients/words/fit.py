"""The choice of channels in words: the sentence before the figures, and what would flip a decision. Always in the active language."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from clients.fit import CRITERIA, Decision, Flip
from clients.wording import Look
from people import cldr
from people.templatetags.ui import network_name

if TYPE_CHECKING:
    from clients.queries.decided import Otherwise
    from clients.queries.fitting import Board, FitLine

LOOKS: dict[Decision, Look] = {
    Decision.ADOPT: Look(icon="check-lg", word=Decision.ADOPT.label, css="approved"),
    Decision.WAIT: Look(icon="eye", word=Decision.WAIT.label, css="changes"),
    Decision.AVOID: Look(icon="slash-circle", word=Decision.AVOID.label, css="paused"),
}
_LABELS = {each.name: each.label for each in CRITERIA}
_COUNTED: tuple[Promise, ...] = (
    gettext_lazy("One"),
    gettext_lazy("Two"),
    gettext_lazy("Three"),
    gettext_lazy("Four"),
    gettext_lazy("Five"),
    gettext_lazy("Six"),
    gettext_lazy("Seven"),
    gettext_lazy("Eight"),
    gettext_lazy("Nine"),
    gettext_lazy("Ten"),
)


def counted(n: int) -> str:
    """A small number as a sentence begins with it."""
    return str(_COUNTED[n - 1]) if 1 <= n <= len(_COUNTED) else cldr.number(n)


def hours_words(hours: Decimal) -> str:
    """1 hour, 26 hours, 2.5 hours."""
    n = 1 if hours == 1 else 2
    return ngettext("%(hours)s hour", "%(hours)s hours", n) % {
        "hours": cldr.number(hours, "#,##0.#")
    }


def sentence(board: Board) -> str:
    """What the table says, before it: what the adopted channels take of the contract's hours, and what is being watched."""
    said = [_adopted(board), _watched(board.of(Decision.WAIT))]
    return " ".join(each for each in said if each)


def _adopted(board: Board) -> str:
    lines = board.of(Decision.ADOPT)
    if not lines:
        return _("No channel is adopted yet.")
    hours, contract = board.hours(Decision.ADOPT), board.contract_hours
    words = {
        "n": counted(len(lines)),
        "hours": cldr.number(hours, "#,##0.#"),
        "of": cldr.number(contract, "#,##0.#") if contract else "",
    }
    if not hours:
        return (
            ngettext("%(n)s channel is adopted.", "%(n)s channels are adopted.", len(lines)) % words
        )
    if not contract:
        return (
            ngettext(
                "%(n)s adopted channel takes %(hours)s hours a month.",
                "%(n)s adopted channels take %(hours)s hours a month.",
                len(lines),
            )
            % words
        )
    said = (
        ngettext(
            "%(n)s adopted channel takes %(hours)s of the %(of)s hours of the contract.",
            "%(n)s adopted channels take %(hours)s of the %(of)s hours of the contract.",
            len(lines),
        )
        % words
    )
    over = board.hours() - contract
    if over > 0:
        said += " " + _("All together it is %(hours)s more than there is.") % {
            "hours": hours_words(over)
        }
    return said


def _watched(lines: Sequence[FitLine]) -> str:
    if not lines:
        return ""
    names = _and([network_name(line.network) for line in lines])
    hours = sum((line.assessment.hours or Decimal() for line in lines), Decimal())
    until = min((day for line in lines if (day := line.assessment.review_on)), default=None)
    parts = [
        ngettext("%(names)s is being watched", "%(names)s are being watched", len(lines))
        % {"names": names}
    ]
    if hours:
        parts.append(_("%(hours)s a month") % {"hours": hours_words(hours)})
    if until:
        words = {"day": cldr.day(until, "d MMMM")}
        parts.append(cldr.spoken(pgettext("platform", "until %(day)s") % words))
    return ", ".join(parts) + "."


def _and(names: Sequence[str]) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("%(first)s and %(last)s") % {"first": ", ".join(names[:-1]), "last": names[-1]}


def flip_words(flip: Flip | None, weights: Mapping[str, int]) -> str:
    """What would make the figures say something else: with Formats at 38 instead of 20 it would be Leave alone."""
    if flip is None:
        return _("No single weight would change this.")
    return _(
        "With %(criterion)s at %(weight)s instead of %(now)s the figures would say: %(decision)s."
    ) % {
        "criterion": _LABELS[flip.name],
        "weight": flip.weight,
        "now": weights[flip.name],
        "decision": flip.becomes.label,
    }


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """Something about a network that nobody has decided, in words; `is_new` where nobody has weighed it at all."""

    network: str
    words: str
    is_new: bool


def open_questions(
    lines: Sequence[FitLine], *, used: Collection[str], habits: Mapping[str, Sequence[str]]
) -> list[OpenQuestion]:
    """What is open about networks: those the client uses or its audiences are on that nobody weighed, then the decisions
    whose day has come, that wait, or that the figures contradict. `used` and the keys of `habits` are networks."""
    weighed = {line.network for line in lines}
    new = sorted({*used, *habits} - weighed, key=network_name)
    found = [
        OpenQuestion(each, _not_weighed(each in used, habits.get(each, ())), True) for each in new
    ]
    for line in lines:
        words = _undecided(line)
        if words:
            found.append(OpenQuestion(line.network, words, False))
    return found


def _not_weighed(is_used: bool, audiences: Sequence[str]) -> str:
    said = (
        [_("The client is there, and nobody has weighed yet whether it serves.")] if is_used else []
    )
    if audiences:
        said.append(_("Who is there: %(audiences)s.") % {"audiences": _and(list(audiences))})
    return " ".join(said)


def _undecided(line: FitLine) -> str:
    """Why the decision is not the last word; empty where it is."""
    decided = {"decision": line.decision.label, "figures": line.suggests.label}
    review_on = line.assessment.review_on
    day = {"day": cldr.day(review_on, "d MMMM y")} if review_on else {}
    if line.assessment.reopened_because:
        return line.assessment.why_reopened
    if line.is_due:
        again = _("%(decision)s was decided until %(day)s: look at it again.")
        return cldr.spoken(again % (decided | day))
    if line.decision == Decision.WAIT:
        return (
            cldr.spoken(_("%(decision)s, until %(day)s.") % (decided | day))
            if day
            else _("%(decision)s, without a day.") % decided
        )
    if line.differs:
        return (
            _(
                "%(decision)s was decided; with the weights as they are the figures say: %(figures)s."
            )
            % decided
        )
    return ""


def otherwise_words(each: Otherwise) -> str:
    """How a channel stands otherwise than was decided about its network."""
    said = {"network": network_name(each.network)}
    if each.channel is None:
        return _("%(network)s is adopted and has no channel yet.") % said
    said |= {"handle": each.channel.handle, "part": each.channel.get_part_display().lower()}
    match each.decision:
        case Decision.ADOPT:
            return _("%(network)s is adopted, and %(handle)s sleeps.") % said
        case Decision.WAIT:
            return _("%(network)s is only watched, and %(handle)s has the part: %(part)s.") % said
        case _other:
            return _("%(network)s is left alone, and %(handle)s has the part: %(part)s.") % said
