"""The later parts of a post in words: what a part is called, what happened to it, what is safe, what to do. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from editorial.contents import follow_ups
from editorial.lifecycle import AttemptOutcome, PartState, Rest, StepKind
from editorial.wording import Explanation, why
from networks.types import Draft

# What stopped a part that may be out all the same: somebody must look before it goes again.
_UNCLEAR = frozenset(
    {
        "no_answer",
        "put_back",
        "blind",
        "several_matches",
        "near_match",
        "no_text",
        "too_many_posts",
        "unforeseen",
    }
)


def may_be_out(*, state: str, problem: str, outcome: str | None) -> bool:
    """Whether a part that waits for a person may be on the network all the same; `outcome` is of its last try."""
    is_doubtful = outcome in ("", AttemptOutcome.DOUBTFUL)
    return state == PartState.NEEDS_HUMAN and is_doubtful and problem != "absent"


def part_name(kind: str, *, n: int, of: int) -> str:
    """What people call a part; `n` is its place among the `of` posts of the thread, the first one included."""
    if kind == StepKind.COMMENT:
        return _("First comment")
    return _("Part %(n)s of %(of)s") % {"n": n, "of": of}


def named_follow_ups(content: Mapping[str, Any], channel_id: int) -> list[tuple[str, Draft]]:
    """What follows the first part on a channel, each with what people call it, in order."""
    said = follow_ups(content, channel_id)
    n_posts = 1 + sum(each.kind is not StepKind.COMMENT for each in said)
    return [
        (part_name(each.kind, n=at, of=n_posts), each.draft)
        for at, each in enumerate(said, start=2)
    ]


def part_reason(*, state: str, problem: str, network: str) -> str:
    """Why a part is where it is, in a sentence or two; empty where the state says all."""
    match state:
        case PartState.WAITING if problem == "absent":
            return _("We looked three times and it is not there: it goes again.")
        case PartState.WAITING if problem:
            return why(problem, network) + " " + _("It goes again by itself.")
        case PartState.UNKNOWN if problem == "worker_lost":
            return _("Our program stopped while it was being sent. It may be out or not.")
        case PartState.UNKNOWN:
            return _("The answer never reached us. It may be out or not.")
        case PartState.NEEDS_HUMAN:
            return _stopped(problem, network)
        case PartState.LEFT if problem == "taken_back":
            return _("It was taken back before its turn.")
        case PartState.LEFT:
            return _("It stays out of this post.")
    return ""


def _stopped(problem: str, network: str) -> str:
    if problem in _UNCLEAR:
        return _("We could not find out whether it is out on %(network)s: look at the channel.") % {
            "network": network
        }
    match problem:
        case "late":
            return _("Its time passed before it could go.")
        case "absent":
            return _("We looked three times: it is not there, and its time has passed.")
        case "held":
            return _("Everything was put on hold before it could go.")
        case "client_paused":
            return _("The client was paused before it could go.")
        case "client_prospect":
            return _("The client was a prospect again before it could go.")
        case "reconnect":
            return _("The channel had to be reconnected before it could go.")
        case "not_found":
            return _("The post it answers is no longer on %(network)s.") % {"network": network}
        case "content_rejected":
            return _("%(network)s refused what it says.") % {"network": network}
        case "unreadable_revision":
            return _("What it says can no longer be read.")
    return why(problem, network)


def explain_rest(*, rest: str, network: str, missing: str = "") -> Explanation:
    """The words for a published delivery whose later parts are not all out; `missing` names the part that stopped."""
    match rest:
        case Rest.COMING:
            return Explanation(
                _("The first part is out on %(network)s, the rest follows now.")
                % {"network": network},
                _("What is out is never sent again."),
            )
        case Rest.CHECKING:
            return Explanation(
                _("It is out on %(network)s; of one later part we do not know yet whether it is.")
                % {"network": network},
                _("We look before anything goes again, and what comes after it waits."),
                _("Please do not publish it by hand either."),
            )
        case Rest.LEFT:
            return Explanation(
                _("It is out on %(network)s, without the parts that were left out.")
                % {"network": network}
            )
    happened = (
        _("It is out on %(network)s, but not whole. Missing: %(part)s.")
        % {"network": network, "part": missing[:1].lower() + missing[1:]}
        if missing
        else _("It is out on %(network)s, but not whole.") % {"network": network}
    )
    return Explanation(
        happened,
        _("What is out stays, and is never sent again."),
        _("Publish the rest, or leave it so."),
    )
