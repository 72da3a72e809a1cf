"""What happened to a delivery, in words: what happened, what is safe, what to do. Pure.

The machine stores codes (a state, a reason, the kind of a network's error); every screen, the admin and the
alerts' readers get their sentences from here, so that the same thing is always said the same way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from clients.wording import code_words, error_sentence
from editorial.lifecycle import AttemptOutcome, DeliveryState, Gone, LookupResult

S = DeliveryState


@dataclass(frozen=True, slots=True)
class Explanation:
    """One state in three parts; `safe` and `todo` may be empty."""

    happened: str
    safe: str = ""
    todo: str = ""


def explain(
    *, state: str, reason: str, network: str, is_by_hand: bool = False, code: str = ""
) -> Explanation:
    """The words for a delivery in this state for this reason; `network` is the network's name, as people say it.

    `is_by_hand`: a person publishes there. `code`: what the network's connector said beside the kind of its error.
    """
    if is_by_hand and state == S.SCHEDULED:
        return Explanation(
            _("At its time a person is asked to publish it on %(network)s.") % {"network": network},
            _("Until then it can be moved or cancelled."),
        )
    by_state: dict[str, Callable[[str, str], Explanation]] = {
        S.SCHEDULED: _scheduled,
        S.CLAIMED: _leaving,
        S.SENDING: _leaving,
        S.ACCEPTED: _accepted,
        S.UNKNOWN: _unknown,
        S.NEEDS_HUMAN: _needs_human,
        S.MISSED: _missed,
        S.BLOCKED: _blocked,
        S.BY_HAND: _by_hand,
        S.PUBLISHED: _published,
        S.FAILED: _failed,
        S.CANCELLED: _cancelled,
    }
    explanation = by_state[state](reason, network)
    words = code_words(code, network=network) if state in (S.BLOCKED, S.FAILED) else None
    if words is None:
        return explanation
    return replace(explanation, happened=words[0], todo=words[1])


def explain_gone(*, gone: str, network: str) -> Explanation:
    """The words for a published delivery that no longer stands on its network."""
    if gone == Gone.REMOVED:
        return Explanation(
            _("It was removed from %(network)s.") % {"network": network},
            _("Its figures until then are kept."),
        )
    return Explanation(
        _("It is no longer on %(network)s: we did not remove it.") % {"network": network},
        _("It is not sent again by itself; its figures until then are kept."),
        _("Look at the channel; to publish it again, make a copy."),
    )


def _scheduled(reason: str, network: str) -> Explanation:
    if reason == "absent":
        return Explanation(
            _("We looked on %(network)s three times and it is not there.") % {"network": network},
            _("It goes out once: the same try is repeated, not a second post made."),
        )
    if reason == "media":
        return Explanation(
            _("Its pictures are still being handed to %(network)s.") % {"network": network},
            _("It goes out by itself as soon as they are there. Nothing of it can be seen yet."),
        )
    if reason:
        return Explanation(
            _("The last try did not go through.") + " " + why(reason, network),
            _("Nothing is out yet. We try again by ourselves."),
        )
    return Explanation(
        _("It goes out by itself at its time."), _("Until then it can be moved or cancelled.")
    )


def _leaving(reason: str, network: str) -> Explanation:
    return Explanation(
        _("It is going out now."),
        _("From here on it can no longer be taken back; nothing is ever sent twice blindly."),
    )


def _accepted(reason: str, network: str) -> Explanation:
    return Explanation(
        _("%(network)s has it and is still preparing it.") % {"network": network},
        _("We ask until it is out."),
    )


def _unknown(reason: str, network: str) -> Explanation:
    happened = {
        "worker_lost": _(
            "It was being sent when our program stopped, so the answer never reached us."
        ),
        "duplicate": _("%(network)s says that the same post is already there."),
        "put_back": _(
            "This installation was put back from a backup, or copied, and does not know what was sent meanwhile."
        ),
        "unforeseen": _("%(network)s answered something we do not understand."),
    }.get(
        reason,
        _("%(network)s has received the post, but the connection closed before the answer."),
    ) % {"network": network}
    return Explanation(
        happened + " " + _("It may be out or not."),
        _("We do not send it again until we know: two equal posts confuse people."),
        _("Please do not publish it by hand either."),
    )


def _needs_human(reason: str, network: str) -> Explanation:
    happened = {
        "no_answer": _(
            "For fifteen minutes %(network)s has not let us see whether the post is out."
        ),
        "blind": _(
            "%(network)s has no way to read posts back, so we cannot see whether it is out."
        ),
        "several_matches": _("There is more than one post with these words on %(network)s."),
        "near_match": _("There is a similar post on %(network)s, but not the same words."),
        "no_text": _("The post has no words by which to find it on %(network)s."),
        "too_many_posts": _("Too much was published on %(network)s meanwhile to find it again."),
    }.get(reason, _("We could not find out whether it is out on %(network)s.")) % {
        "network": network
    }
    return Explanation(
        happened,
        _("We do not send it again by ourselves."),
        _("Look at the channel: paste the link if the post is there, send it again if it is not."),
    )


def _by_hand(reason: str, network: str) -> Explanation:
    happened = (
        _("Its time has passed and nobody has published it on %(network)s yet.")
        if reason == "late"
        else _("It is time to publish it on %(network)s.")
    ) % {"network": network}
    return Explanation(
        happened,
        _("Nothing goes out by itself there."),
        _("Publish it in the app, then paste the link of the post."),
    )


def _missed(reason: str, network: str) -> Explanation:
    happened = {
        "late": _("Its time passed and it had not left within fifteen minutes."),
        "": _("Its time passed while the channel was to be reconnected."),
        "media": _("Its time passed before %(network)s had taken its pictures.")
        % {"network": network},
        "not_by_hand": _("Nobody published it by hand on %(network)s within four hours.")
        % {"network": network},
        "not_done": _("Somebody said that it could not be published on %(network)s.")
        % {"network": network},
        "absent": _(
            "We looked on %(network)s three times: it is not there, and its time has passed."
        )
        % {"network": network},
    }.get(reason) or _("It could not go out in time.") + " " + why(reason, network)
    return Explanation(
        happened,
        _("It is not out, and will not go out late without you."),
        _("Send it now, choose another time, or let it go."),
    )


# What happened to a post that is stopped, and what to do, by the reason.
_BLOCKED: dict[str, tuple[Promise, Promise]] = {
    "edited": (
        gettext_lazy("The words changed after it was scheduled."),
        gettext_lazy("Schedule it again if it is right now."),
    ),
    "approval_lost": (
        gettext_lazy("When its time came nobody had approved these words."),
        gettext_lazy("Schedule it again."),
    ),
    "client_paused": (
        gettext_lazy("The client is paused: nothing of it goes out."),
        gettext_lazy("Once the client goes on, release it, give it another time, or let it go."),
    ),
    "client_prospect": (
        gettext_lazy("The client is a prospect: nothing of it goes out."),
        gettext_lazy(
            "Once the client is taken on, release it, give it another time, or let it go."
        ),
    ),
    "held": (
        gettext_lazy("Everything is on hold: somebody stopped what was to go out."),
        gettext_lazy("Once the hold is lifted, release it, give it another time, or let it go."),
    ),
    "no_such_hour": (
        gettext_lazy(
            "The rules of summer time changed: the hour it was planned for no longer exists on that day."
        ),
        gettext_lazy("Choose another time."),
    ),
    "no_go": (
        gettext_lazy("Its hour came and nobody had said go: nothing of its release goes out."),
        gettext_lazy(
            "Say go on the page of the release while it is in time, or give the release another moment."
        ),
    ),
    "no_link": (
        gettext_lazy("Its hour came and the link of its release was not there yet."),
        gettext_lazy("Set the link on the page of the release: then it goes out."),
    ),
    "picture_refused": (
        gettext_lazy("A picture of this post could not be handed to %(network)s."),
        gettext_lazy("Replace the picture or its shape, then schedule the post again."),
    ),
    "client_left": (
        gettext_lazy("The client leaves before its time: it does not go out."),
        gettext_lazy(
            "Write down the client's yes on the page of its status, choose an earlier day, or let it go."
        ),
    ),
    "reconnect": (
        gettext_lazy("%(network)s no longer lets us in: the channel must be reconnected."),
        gettext_lazy("Reconnect the channel: what is still in time then goes out by itself."),
    ),
}


def _blocked(reason: str, network: str) -> Explanation:
    safe = _("It is not out. Text and settings are safe.")
    if reason not in _BLOCKED:
        todo = _("Settle it with %(network)s, then send it.") % {"network": network}
        return Explanation(why(reason, network), safe, todo)
    happened, todo = (str(words) % {"network": network} for words in _BLOCKED[reason])
    return Explanation(happened, safe, todo)


def _published(reason: str, network: str) -> Explanation:
    return Explanation(
        _("It is out on %(network)s.") % {"network": network},
        _("It cannot be taken back."),
        _("It can still be corrected or removed: see what you can do."),
    )


def _failed(reason: str, network: str) -> Explanation:
    return Explanation(
        why(reason, network),
        _("It is not out."),
        _("Change the post and schedule it again."),
    )


def _cancelled(reason: str, network: str) -> Explanation:
    happened = {
        "taken_back": _("It was taken back before its time."),
        "archived": _("It was cancelled when the post was archived."),
        "channel_removed": _("The channel was taken off the post."),
        "dropped": _("Somebody decided to let it go."),
    }.get(reason, _("It was cancelled."))
    return Explanation(happened, _("It does not go out."))


def why(reason: str, network: str) -> str:
    """A reason of the engine, or the kind of a network's error, as a sentence of its own."""
    own = {
        "reconnect": _("The channel must be reconnected."),
        "worker_lost": _("Our program stopped in the middle."),
        "put_back": _("The database was put back from a backup, or copied."),
        "late": _("There was no time left for another try."),
        "media": _("The pictures were not handed over in time."),
        "no_go": _("Nobody had said go for its release."),
        "no_link": _("The link of its release was not there."),
        "picture_refused": _("A picture could not be handed over."),
        "unforeseen": _("%(network)s answered something we do not understand."),
    }.get(reason)
    return error_sentence(reason, network=network) if own is None else own % {"network": network}


def outcome_title(outcome: str, network: str) -> str:
    """The title of an answer in a timeline; empty while there is none."""
    return {
        AttemptOutcome.CREATED: _("%(network)s confirmed it"),
        AttemptOutcome.NOT_CREATED: _("%(network)s did not take it this time"),
        AttemptOutcome.REFUSED: _("%(network)s refused it"),
        AttemptOutcome.DOUBTFUL: _("No clear answer"),
        AttemptOutcome.GIVEN_BACK: _("Put back unsent"),
    }.get(AttemptOutcome(outcome) if outcome else AttemptOutcome.GIVEN_BACK, "") % {
        "network": network
    }


def lookup_words(result: str, *, n: int, of: int) -> tuple[str, str]:
    """Title and sentence of a look at the network; `n` is its place among the `of` good ones wanted."""
    match result:
        case LookupResult.FOUND:
            return _("Looked: it is there"), _("The post is on the channel.")
        case LookupResult.ABSENT:
            return (
                _("Look %(n)s of %(of)s: not there") % {"n": n, "of": of},
                _("A new post can take a while to appear: one look is not enough to say no."),
            )
        case LookupResult.UNDECIDED:
            return _("Looked: not clear"), _("What we see does not tell; a person must look.")
    return _("A look that failed does not count"), _(
        "The network did not let us read. That is no no: we try again."
    )


def visibility_word(visibility: str) -> str:
    """Who sees a post, in the words of the networks."""
    return {
        "public": pgettext("visibility", "Everybody"),
        "unlisted": pgettext("visibility", "Everybody, but not in public timelines"),
        "private": pgettext("visibility", "Followers only"),
    }.get(visibility, visibility)


def duration_word(seconds: int) -> str:
    """A time a poll may run: 30 minutes, 1 hour, 3 days."""
    if seconds % 86_400 == 0:
        n = seconds // 86_400
        return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
    if seconds % 3_600 == 0:
        n = seconds // 3_600
        return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
    n = seconds // 60
    return ngettext("%(n)s minute", "%(n)s minutes", n) % {"n": n}
