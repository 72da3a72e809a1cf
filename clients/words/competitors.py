"""Words about whom a client is compared with: what they are called, and why a profile could not be read. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clients.models import Client, Kind
from clients.wording import connecting_sentence, error_sentence
from people.templatetags.ui import network_name

IS_OWN = "is_own"
NOT_PUBLIC = "not_public"
_OURS: dict[str, Promise] = {
    IS_OWN: _(
        "This is the client’s own account. Remove it: the client is in the comparison anyway."
    ),
    NOT_PUBLIC: _(
        "Its server shows profiles only to its members. Write the figures down once a week instead."
    ),
}
_CONNECTING = frozenset({"handle_unknown"})


def rivals_word(client: Client) -> str:
    """What those are that the client is compared with: a public body and a project have no rivals."""
    return rivals_word_of(client.kind)


def rivals_word_of(kind: str) -> str:
    """The same of a kind of client."""
    is_public = kind in (Kind.PUBLIC_FIGURE, Kind.PROJECT)
    return str(_("Comparisons") if is_public else _("Competitors"))


def looks_waited_words(client: Client, profiles: Sequence[tuple[str, str]], *, most: int) -> str:
    """Which profiles (name, network) wait for a person's look, `most` of them by name."""
    names = ", ".join(f"{name} ({network_name(network)})" for name, network in profiles[:most])
    words = ngettext(
        "{word}: {n} profile waits for this week’s look, {names}",
        "{word}: {n} profiles wait for this week’s look, {names}",
        len(profiles),
    )
    more = " …" if len(profiles) > most else ""
    return words.format(word=rivals_word(client), n=len(profiles), names=names + more)


def problem_sentence(problem: str, *, network: str, handle: str) -> str:
    """Why a profile could not be read the last time, in a sentence; empty for none."""
    if not problem:
        return ""
    if problem in _OURS:
        return str(_OURS[problem])
    if problem in _CONNECTING:
        return connecting_sentence(problem, {"network": network, "handle": handle})
    return error_sentence(problem, network=network)
