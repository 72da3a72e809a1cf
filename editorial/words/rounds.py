"""Rounds of changes in words: for the client who asks for one, and as an extra that is offered."""

from __future__ import annotations

from urllib.parse import urlencode

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.work import Activity


def asking_for_one_more(n_rounds: int, included: int | None, agency: str) -> str:
    """What a client reads before asking for changes: which round it would be; nothing where none are agreed."""
    if included is None:
        return ""
    words = {"n": n_rounds + 1, "included": included, "agency": agency}
    if n_rounds < included:
        return (
            _("It would be round of changes %(n)s of the %(included)s agreed for a post.") % words
        )
    if not included:
        said = _("No round of changes is agreed in the contract.")
    else:
        said = ngettext(
            "It would be round of changes %(n)s, and %(included)s is agreed for a post.",
            "It would be round of changes %(n)s, and %(included)s are agreed for a post.",
            included,
        )
    rest = _(
        "It can be asked for all the same: %(agency)s says before doing it whether it is an extra."
    )
    return f"{said % words} {rest % words}"


def as_an_extra(language: str, name: str, n_rounds: int) -> str:
    """What the form of an extra is filled with for a round on a post of that name, in the client's language; for an address."""
    with translation.override(language):
        what = _("Round of changes %(n)s on “%(post)s”") % {"n": n_rounds, "post": name}
    return urlencode({"what": what[:200], "activity": Activity.ROUNDS.value})
