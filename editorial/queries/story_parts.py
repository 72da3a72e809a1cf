"""The later parts of a post on one channel: what each is, how it stands and why, and what happened to it when."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from editorial import wording
from editorial.contents import FIRST_FOLLOWING
from editorial.lifecycle import AttemptOutcome, Look, LookupResult, PartState
from editorial.models import Delivery, PartAttempt, PartLookup, Step
from editorial.words.parts import explain_rest, may_be_out, named_follow_ups, part_reason
from people.templatetags.ui import network_name

P = PartState


@dataclass(frozen=True, slots=True)
class Part:
    """A later part. `at` is when it came to stand as it does, or goes again; `may_be_out` wants a look before it goes."""

    step: Step
    name: str
    text: str
    reason: str
    url: str
    at: datetime | None
    candidates: list[str]
    may_be_out: bool = False

    @property
    def look(self) -> Look:
        return self.step.look

    @property
    def is_done(self) -> bool:
        return self.step.state == P.DONE


@dataclass(frozen=True, slots=True)
class PartMoment:
    """Something that happened to a part."""

    at: datetime
    look: Look
    title: str
    words: str


@dataclass(frozen=True, slots=True)
class Following:
    """All that follows the first part on one channel."""

    parts: list[Part]
    moments: list[PartMoment]
    explanation: wording.Explanation | None

    @property
    def stopped(self) -> Part | None:
        """The part that waits for a person."""
        return next((part for part in self.parts if part.step.state == P.NEEDS_HUMAN), None)


def following_of(deliveries: Collection[Delivery]) -> dict[int, Following]:
    """By delivery id, what follows each of these, in three queries; in none for none."""
    if not deliveries:
        return {}
    ids = [delivery.pk for delivery in deliveries]
    steps = list(Step.objects.filter(delivery__in=ids).exclude(state="").order_by("position"))
    if not steps:
        return {}
    attempts: dict[int, list[PartAttempt]] = defaultdict(list)
    for attempt in PartAttempt.objects.filter(step__in=steps).order_by("started_at", "id"):
        attempts[attempt.step_id].append(attempt)
    lookups: dict[int, list[PartLookup]] = defaultdict(list)
    for lookup in PartLookup.objects.filter(step__in=steps).order_by("at", "id"):
        lookups[lookup.step_id].append(lookup)
    by_delivery: dict[int, list[Step]] = defaultdict(list)
    for step in steps:
        by_delivery[step.delivery_id].append(step)
    return {
        delivery.pk: _following(
            delivery,
            by_delivery[delivery.pk],
            attempts,
            lookups,
            network_name(delivery.channel.network),
        )
        for delivery in deliveries
        if delivery.pk in by_delivery
    }


def _following(
    delivery: Delivery,
    steps: Sequence[Step],
    attempts: dict[int, list[PartAttempt]],
    lookups: dict[int, list[PartLookup]],
    network: str,
) -> Following:
    said = named_follow_ups(delivery.content, delivery.channel_id)
    parts: list[Part] = []
    moments: list[PartMoment] = []
    for step in steps:
        name, draft = said[step.position - FIRST_FOLLOWING]
        tries = attempts.get(step.pk, [])
        parts.append(
            Part(
                step=step,
                name=name,
                text=draft.text,
                reason=part_reason(state=step.state, problem=step.problem, network=network),
                url=_web_link(step.url),
                at=_moment_of(step, tries),
                candidates=[
                    link
                    for each in step.problem_params.get("candidates", [])
                    if (link := _web_link(str(each)))
                ],
                may_be_out=may_be_out(
                    state=step.state,
                    problem=step.problem,
                    outcome=tries[-1].outcome if tries else None,
                ),
            )
        )
        moments += _moments(name, tries, lookups.get(step.pk, []), network)
    stopped = next((part for part in parts if part.step.state == P.NEEDS_HUMAN), None)
    explanation = (
        explain_rest(rest=delivery.rest, network=network, missing=stopped.name if stopped else "")
        if delivery.rest
        else None
    )
    return Following(parts, sorted(moments, key=lambda m: m.at), explanation)


def _moment_of(step: Step, tries: Sequence[PartAttempt]) -> datetime | None:
    match step.state:
        case P.DONE:
            return step.done_at
        case P.WAITING:
            return step.next_try_at if step.n_tries else None
        case P.UNKNOWN:
            return step.check_after
    return tries[-1].ended_at if tries else None


def _web_link(url: str) -> str:
    return url if url.startswith(("https://", "http://")) else ""


_SENT = Look("", "send", "s-ok")
_BACK = Look("", "arrow-counterclockwise", "s-paused")
_ENDED = {
    AttemptOutcome.CREATED: Look("", "check2-all", "s-published"),
    AttemptOutcome.REFUSED: Look("", "exclamation-triangle", "s-failed"),
    AttemptOutcome.DOUBTFUL: Look("", "question-diamond", "s-verify", is_certain=False),
}
_SEEN = {
    LookupResult.FOUND: Look("", "check2-all", "s-published"),
    LookupResult.FAILED: Look("", "wifi-off", "s-paused", is_certain=False),
}


def _moments(
    name: str, tries: Sequence[PartAttempt], lookups: Sequence[PartLookup], network: str
) -> list[PartMoment]:
    moments: list[PartMoment] = []
    for attempt in tries:
        sent = _("Handed to %(network)s") % {"network": network}
        moments.append(PartMoment(attempt.started_at, _SENT, f"{name} · {sent}", ""))
        if not attempt.outcome or attempt.ended_at is None:
            continue
        words = wording.why(attempt.error_kind, network) if attempt.error_kind else ""
        if attempt.http_status:
            words += " " + _("Answer %(status)s.") % {"status": attempt.http_status}
        title = wording.outcome_title(attempt.outcome, network)
        look = _ENDED.get(AttemptOutcome(attempt.outcome), _BACK)
        moments.append(PartMoment(attempt.ended_at, look, f"{name} · {title}", words.strip()))
    n_good = 0
    for lookup in lookups:
        n_good += lookup.result == LookupResult.ABSENT
        title, words = wording.lookup_words(lookup.result, n=n_good, of=max(3, n_good))
        look = _SEEN.get(
            LookupResult(lookup.result), Look("", "search", "s-verify", is_certain=False)
        )
        moments.append(PartMoment(lookup.at, look, f"{name} · {title}", words))
    return moments
