"""The timeline of a delivery: what happened minute by minute, and what comes next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from editorial import wording
from editorial.lifecycle import AttemptOutcome, DeliveryState, HandActKind, Look, LookupResult
from editorial.models import Attempt, Delivery, HandAct, Lookup
from editorial.queries.story_parts import Following

S = DeliveryState
GOOD_LOOKS_WANTED = 3


@dataclass(frozen=True, slots=True)
class Moment:
    """A line of the timeline; `at` is None for what has no time yet."""

    at: datetime | None
    look: Look
    title: str
    words: str = ""
    is_certain: bool = True
    is_next: bool = False


def moments_of_parts(following: Following | None) -> list[Moment]:
    """What happened to the parts that follow the first."""
    return [
        Moment(each.at, each.look, each.title, _capital(each.words), each.look.is_certain)
        for each in (following.moments if following else [])
    ]


_DONE = Look("", "check2", "s-ok")
_SENT = Look("", "send", "s-ok")
_DOUBT = Look("", "question-diamond", "s-verify", is_certain=False)
_SEARCH = Look("", "search", "s-verify", is_certain=False)
_NO_READING = Look("", "wifi-off", "s-paused", is_certain=False)
_REFUSED = Look("", "exclamation-triangle", "s-failed")
_BACK = Look("", "arrow-counterclockwise", "s-paused")
_COMES = Look("", "hourglass-split", "s-scheduled")
_NEXT = Look("", "hourglass-split", "s-verify", is_certain=False)


def moments_of(
    delivery: Delivery,
    attempts: list[Attempt],
    lookups: list[Lookup],
    acts: list[HandAct],
    network: str,
) -> list[Moment]:
    """The whole line: planned, tried, looked up, done by hand, and what comes next."""
    moments = [Moment(delivery.created_at, Look("", "clock", "s-scheduled"), _("Scheduled"))]
    for n, attempt in enumerate(attempts, start=1):
        moments += _moments_of_attempt(attempt, n, network)
    moments += _moments_of_lookups(lookups)
    moments += [_moment_of_act(act) for act in acts]
    moments.sort(key=lambda moment: moment.at or delivery.created_at)
    return moments + _what_comes(delivery, lookups, network)


def _moments_of_attempt(attempt: Attempt, n: int, network: str) -> list[Moment]:
    is_answered = bool(attempt.outcome) and attempt.outcome != AttemptOutcome.DOUBTFUL
    sent = Moment(
        attempt.started_at,
        _SENT,
        _("Handed to %(network)s") % {"network": network}
        if n == 1
        else _("Try %(n)s: handed to %(network)s") % {"n": n, "network": network},
        _("Approval, client and connection checked again just before.") if n == 1 else "",
        is_certain=is_answered,
    )
    if not attempt.outcome or attempt.ended_at is None:
        return [sent]
    look = {
        AttemptOutcome.CREATED: Look("", "check2-all", "s-published"),
        AttemptOutcome.REFUSED: _REFUSED,
        AttemptOutcome.DOUBTFUL: _DOUBT,
    }.get(AttemptOutcome(attempt.outcome), _BACK)
    words = wording.why(attempt.error_kind, network) if attempt.error_kind else ""
    if attempt.http_status:
        words += " " + _("Answer %(status)s.") % {"status": attempt.http_status}
    return [
        sent,
        Moment(
            attempt.ended_at,
            look,
            wording.outcome_title(attempt.outcome, network),
            _capital(words.strip()),
            is_certain=look.is_certain,
        ),
    ]


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _moments_of_lookups(lookups: list[Lookup]) -> list[Moment]:
    moments = []
    n_good = 0
    for lookup in lookups:
        n_good += lookup.result == LookupResult.ABSENT
        title, words = wording.lookup_words(
            lookup.result, n=n_good, of=max(GOOD_LOOKS_WANTED, n_good)
        )
        look = {
            LookupResult.FOUND: Look("", "check2-all", "s-published"),
            LookupResult.FAILED: _NO_READING,
        }.get(LookupResult(lookup.result), _SEARCH)
        moments.append(Moment(lookup.at, look, title, words, is_certain=look.is_certain))
    return moments


_ACTS = {
    HandActKind.ASKED: Look("", "bell", "s-client"),
    HandActKind.LATE: Look("", "clock", "s-changes"),
    HandActKind.DONE: Look("", "check2-all", "s-published"),
    HandActKind.NOT_DONE: _REFUSED,
    HandActKind.POSTPONED: Look("", "arrow-clockwise", "s-scheduled"),
}


def _moment_of_act(act: HandAct) -> Moment:
    """What a person did by hand, with their name, or what the clock did about it."""
    who = {"who": str(act.member or "")}
    match act.kind:
        case HandActKind.DONE:
            title = _("%(who)s published it by hand") % who
        case HandActKind.NOT_DONE:
            title = _("%(who)s did not publish it") % who
        case HandActKind.POSTPONED:
            title = _("%(who)s moved it to another time") % who
        case _:
            title = act.get_kind_display()
    words = ". ".join(part for part in (act.get_why_display(), act.words) if part)
    return Moment(act.at, _ACTS[HandActKind(act.kind)], title, words)


def _what_comes(delivery: Delivery, lookups: list[Lookup], network: str) -> list[Moment]:
    """The last line: how it ended, or what happens next and when."""
    match delivery.state:
        case S.SCHEDULED:
            return [
                Moment(
                    delivery.next_attempt_at,
                    _COMES,
                    _("A person is asked to publish it")
                    if delivery.channel.is_by_hand
                    else _("It goes out"),
                    is_certain=False,
                    is_next=True,
                )
            ]
        case S.UNKNOWN:
            n = min(delivery.n_negative_reads + 1, GOOD_LOOKS_WANTED)
            title = _("Look %(n)s of %(of)s") % {"n": n, "of": GOOD_LOOKS_WANTED}
            return [Moment(delivery.check_after, _NEXT, title, is_certain=False, is_next=True)]
        case S.PUBLISHED if (delivery.proof or {}).get("by_hand"):
            return []  # the act says it, with the name
        case S.PUBLISHED if (delivery.proof or {}).get("seen_by"):
            return [
                Moment(
                    delivery.ended_at,
                    Look("", "check2-all", "s-published"),
                    _("A person saw it and gave the link"),
                )
            ]
        case S.CANCELLED:
            return [Moment(delivery.ended_at, Look("", "x-lg", "s-idea"), _("Cancelled"))]
    return []
