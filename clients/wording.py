"""Sentences for what networks and their rules say: error kinds, problems, abilities, health.

Networks answer in codes; every sentence a person reads about them is made here, in the reader's
language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from networks.types import Problem


@dataclass(frozen=True, kw_only=True)
class Look:
    """How a state is shown: icon, word and class, as the tag ``state_chip`` takes it."""

    icon: str
    word: str | Promise
    css: str


HEALTH_LOOKS: dict[str, Look] = {
    "ok": Look(icon="check-circle", word=gettext_lazy("Connected"), css="ok"),
    "reconnect": Look(icon="plug", word=gettext_lazy("To reconnect"), css="failed"),
    "disconnected": Look(icon="slash-circle", word=gettext_lazy("Disconnected"), css="paused"),
    "by_hand": Look(icon="hand-index-thumb", word=gettext_lazy("By hand"), css="client"),
}
ENDS_SOON_LOOK = Look(icon="hourglass-split", word=gettext_lazy("Ends soon"), css="changes")

_ABILITIES: dict[str, Promise] = {
    "publish": gettext_lazy("Publish posts"),
    "publish_media": gettext_lazy("Publish pictures and videos"),
    "amend": gettext_lazy("Correct published posts"),
    "remove": gettext_lazy("Remove published posts"),
    "measure": gettext_lazy("Read results"),
    "read_comments": gettext_lazy("Read comments and mentions"),
    "reply": gettext_lazy("Reply"),
    "like": gettext_lazy("Like comments"),
    "search": gettext_lazy("Search public posts"),
}

# By error kind. Each says what happened, what is safe, and what to do next.
_ERRORS: dict[str, Promise] = {
    "transient": gettext_lazy("{network} does not answer right now. Nothing was sent; try later."),
    "unknown_outcome": gettext_lazy(
        "Not confirmed yet. We are checking with {network}; please do not post it again."
    ),
    "rate_limited": gettext_lazy("{network} asks us to wait. Nothing was lost."),
    "quota_exhausted": gettext_lazy("The limit that {network} sets for today is reached."),
    "auth_expired": gettext_lazy("The connection with {network} has ended. Reconnect the channel."),
    "permission_denied": gettext_lazy("{network} does not allow this with the permission we have."),
    "content_rejected": gettext_lazy("{network} refused the content. Change it and try again."),
    "media_fetch_failed": gettext_lazy("{network} could not take the picture or video."),
    "account_restricted": gettext_lazy("{network} has restricted this account."),
    "not_found": gettext_lazy("{network} no longer has this."),
    "provider_changed": gettext_lazy(
        "{network} answered in a way we do not understand. An administrator should look at it."
    ),
    "not_supported": gettext_lazy("{network} does not offer this."),
    "duplicate": gettext_lazy("{network} says that this was already posted. We are checking."),
}

_CONNECTING: dict[str, Promise] = {
    "unknown_network": gettext_lazy("This network cannot be connected here."),
    "ended": gettext_lazy("This connection attempt has ended. Begin again."),
    "denied": gettext_lazy("You did not allow the connection at {network}. Nothing was changed."),
    "wrong_account": gettext_lazy(
        "You connected {got}; these posts belong to {wanted}. Nothing was changed."
    ),
    "elsewhere": gettext_lazy(
        "{handle} is already a channel of another client of the agency. Nothing was changed."
    ),
    "not_theirs": gettext_lazy(
        "{handle} cannot be connected by this link. Sign in with another account, or ask whoever sent it. Nothing was changed."
    ),
    "not_connected": gettext_lazy("This channel is not connected."),
    "not_app_password": gettext_lazy(
        "This is not an app password. One has four groups of four characters, such as "
        "abcd-efgh-ijkl-mnop, and is made at {network}. Never write the account's own password here."
    ),
    "wrong_password": gettext_lazy(
        "{network} does not take this app password for {handle}. Make a new one and try again."
    ),
    "handle_unknown": gettext_lazy("{network} has no account {handle}. Check the name."),
    "host_empty": gettext_lazy("Write the server, such as mastodon.social."),
    "host_malformed": gettext_lazy("This is not the name of a server, such as mastodon.social."),
    "host_too_long": gettext_lazy("This is too long for the name of a server."),
    "host_scheme": gettext_lazy("Write only the server's name, without anything before it."),
    "host_userinfo": gettext_lazy("Write only the server's name, without a user or password."),
    "host_port": gettext_lazy("Write the server's name without a port."),
    "host_private": gettext_lazy("That address is not on the public internet."),
    "host_not_configured": gettext_lazy("This network is not set up on this installation."),
}


# By the code that a connector gives beside the kind: what happened, and what to do about it.
_CODES: dict[str, tuple[Promise, Promise]] = {
    "video_not_allowed": (
        gettext_lazy("{network} does not let this account post videos."),
        gettext_lazy("Confirm the account’s e-mail address at {network}, then send it again."),
    ),
    "video_quota": (
        gettext_lazy("{network} takes no more videos from this account today."),
        gettext_lazy("Send it tomorrow, or without the video."),
    ),
    "video_unreadable": (
        gettext_lazy("{network} could not read the video."),
        gettext_lazy("Export it again as an ordinary MP4, then schedule the post again."),
    ),
    "blob_too_large": (
        gettext_lazy("The file is larger than this account’s server at {network} takes."),
        gettext_lazy("Use a smaller file, then schedule the post again."),
    ),
    "processing_too_long": (
        gettext_lazy("{network} worked at the video for half an hour and was not done."),
        gettext_lazy("Send it again, or use a shorter video."),
    ),
    "video_failed": (
        gettext_lazy("{network} began three times with the video and did not finish it."),
        gettext_lazy("Send it again later, or use another file."),
    ),
    "poll": (
        gettext_lazy("{network} does not offer polls."),
        gettext_lazy("Make the poll a question in the text, then schedule the post again."),
    ),
}


def code_words(code: str, *, network: str) -> tuple[str, str] | None:
    """What happened and what to do, where a network's own code says more than the kind of its error; else None."""
    words = _CODES.get(code)
    if words is None:
        return None
    happened, todo = (str(each).format(network=network) for each in words)
    return happened, todo


def ability_name(name: str) -> str:
    """What an ability is called on screen."""
    return str(_ABILITIES.get(name, name.replace("_", " ").capitalize()))


def error_sentence(kind: str, *, network: str, params: Mapping[str, object] | None = None) -> str:
    """What an error of a network means for the reader; unknown kinds get an honest sentence."""
    sentence = _ERRORS.get(kind)
    if sentence is None:
        return _("Something went wrong with %(network)s.") % {"network": network}
    return str(sentence).format(**{**(params or {}), "network": network})


def connecting_sentence(code: str, params: Mapping[str, object]) -> str:
    """Why connecting cannot go on."""
    return str(_CONNECTING.get(code, _CONNECTING["ended"])).format(**params)


def problem_sentence(problem: Problem) -> str:
    """A broken rule of a network, with its numbers and what to do."""
    where, inner = _place(problem.field)
    maker = _PROBLEMS.get(problem.rule)
    if maker is None:
        sentence = _("The network does not take this (%(rule)s).") % {"rule": problem.rule}
    else:
        sentence = maker(replace(problem, field=inner))
    return _("%(where)s: %(what)s") % {"where": where, "what": sentence} if where else sentence


def _place(field: str) -> tuple[str, str]:
    """Which of the posts that follow the first a problem is in, in words, and the field within it."""
    head, _dot, inner = field.partition(".")
    if not inner:
        return "", field
    if head == "first_comment":
        return _("First comment"), inner
    if head.startswith("thread["):
        # The first part of a thread is the post itself: thread[0] is its second.
        return _("Part %(n)s") % {"n": _number(head[7:-1]) + 2}, inner
    return "", field


def _number(value: int | str | None) -> int:
    try:
        return int(value or 0)
    except ValueError:
        return 0


def _too_long(problem: Problem) -> str:
    over = _number(problem.actual) - _number(problem.limit)
    words = {"over": over, "limit": problem.limit}
    if problem.field == "text":
        return (
            ngettext(
                "%(over)s character too many: the limit is %(limit)s.",
                "%(over)s characters too many: the limit is %(limit)s.",
                over,
            )
            % words
        )
    if problem.field.endswith(".alt"):
        return _("The description of the picture is too long by %(over)s characters.") % words
    return _("Too long by %(over)s: the limit is %(limit)s.") % words


def _too_many_bytes(_problem: Problem) -> str:
    return _("These characters take too much room together. Use fewer emoji or shorten the text.")


def _empty(problem: Problem) -> str:
    if problem.field.startswith("poll"):
        return _("An answer of the poll is empty.")
    return _("Write something or add media.")


def _too_many(problem: Problem) -> str:
    words = {"limit": problem.limit, "actual": problem.actual}
    return _("%(limit)s files at most here; there are %(actual)s.") % words


def _not_offered(problem: Problem) -> str:
    if problem.field == "poll":
        return _("This network does not offer polls.")
    if problem.field == "thread":
        return _("This network does not offer threads: one post has to be enough.")
    if problem.field == "first_comment":
        return _("This network does not offer a first comment. Put the words into the text.")
    return _("This network does not offer this visibility (%(what)s).") % {"what": problem.actual}


def _millions(value: int | str | None) -> str:
    """A size in millions, with one decimal where it matters, as the reader's language writes it."""
    size = _number(value) / 1_000_000
    return str(number_format(size, decimal_pos=0 if size >= 10 else 2 if size < 0.1 else 1))


def _megabytes(problem: Problem) -> str:
    words = {"actual": _millions(problem.actual), "limit": _millions(problem.limit)}
    return _("This file has %(actual)s MB; %(limit)s is the most here.") % words


def _megapixels(problem: Problem) -> str:
    words = {"actual": _millions(problem.actual), "limit": _millions(problem.limit)}
    return _("This picture has %(actual)s megapixels; %(limit)s is the most here.") % words


def _seconds(problem: Problem) -> str:
    return _("This video lasts %(actual)s; %(limit)s is the most here.") % {
        "actual": _length(_number(problem.actual)),
        "limit": _length(_number(problem.limit)),
    }


def _length(seconds: int) -> str:
    """A length of time as a player shows it: 3:05."""
    return f"{seconds // 60}:{seconds % 60:02d}"


def _control_character(_problem: Problem) -> str:
    return _("The text holds a character that cannot be published.")


_PROBLEMS = {
    "too_long": _too_long,
    "too_many_bytes": _too_many_bytes,
    "empty": _empty,
    "too_many": _too_many,
    "bytes": _megabytes,
    "pixels": _megapixels,
    "seconds": _seconds,
    "control_character": _control_character,
    "required": lambda _problem: _("This network needs a picture or a video."),
    "mixed": lambda _problem: _("Pictures and videos cannot be mixed here."),
    "too_many_videos": lambda p: _("%(limit)s videos at most here.") % {"limit": p.limit},
    "type": lambda p: (
        _("This network does not take files of this kind (%(kind)s).") % {"kind": p.actual}
    ),
    "not_offered": _not_offered,
    "with_media": lambda _problem: _("A poll cannot have pictures here."),
    "too_few_options": lambda _problem: _("A poll needs at least two answers."),
    "too_many_options": lambda p: (
        _("A poll takes %(limit)s answers here; there are %(actual)s.")
        % {"limit": p.limit, "actual": p.actual}
    ),
    "too_many_parts": lambda p: (
        _("A thread takes %(limit)s parts here; there are %(actual)s.")
        % {"limit": p.limit, "actual": p.actual}
    ),
    "repeated": lambda p: _("The answer “%(answer)s” is there twice.") % {"answer": p.actual},
    "missing": lambda _problem: _("The picture has no description for people who cannot see it."),
    "duration": lambda _problem: _("The network does not take a poll of this length."),
}
