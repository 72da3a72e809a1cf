"""Sentences about conversations and answers: what became of an answer, how it is shown, moments to put something off to."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.wording import Look, error_sentence
from community.states import ReplyState

S = ReplyState

REPLY_LOOKS: dict[str, Look] = {
    S.HELD: Look(icon="clock", word=gettext_lazy("About to leave"), css="scheduled"),
    S.SENDING: Look(icon="send", word=gettext_lazy("Sending"), css="scheduled"),
    S.UNKNOWN: Look(icon="question-circle", word=gettext_lazy("Checking"), css="changes"),
    S.NEEDS_LOOK: Look(icon="exclamation-triangle", word=gettext_lazy("Needs you"), css="failed"),
    S.NOT_SENT: Look(icon="exclamation-triangle", word=gettext_lazy("Not sent"), css="failed"),
}
_OWN: dict[str, Promise] = {
    "taken_back": gettext_lazy("Taken back before it left."),
    "not_there": gettext_lazy(
        "It is not on the network: nothing arrived. Your words are below, to be sent again."
    ),
    "unforeseen": gettext_lazy(
        "Whether it arrived is being looked up; please do not answer twice."
    ),
}
MORNING = time(9)
MONDAY = 1


def problem_sentence(problem: str, *, state: str, network: str) -> str:
    """Why an answer is where it is, with what to do; empty where nothing is wrong."""
    if not problem:
        return ""
    if state == S.HELD:
        return _("{network} asked to wait, or did not answer: it is tried again by itself.").format(
            network=network
        )
    if problem in _OWN:
        return str(_OWN[problem])
    return error_sentence(problem, network=network)


def moments_to_put_off(now: datetime, zone: str) -> list[tuple[str, str, datetime]]:
    """(value, words, instant) of the moments one may put a conversation off to, soonest first."""
    local = now.astimezone(ZoneInfo(zone))
    tomorrow = datetime.combine(local.date() + timedelta(days=1), MORNING, local.tzinfo)
    days_to_monday = (MONDAY - local.isoweekday()) % 7 or 7
    monday = datetime.combine(local.date() + timedelta(days=days_to_monday), MORNING, local.tzinfo)
    found = [
        ("hours", _("In two hours"), now + timedelta(hours=2)),
        ("tomorrow", _("Tomorrow at nine"), tomorrow),
    ]
    if monday > tomorrow:
        found.append(("monday", _("Monday at nine"), monday))
    return found
