"""Where somebody who was refused goes on to: whoever reads by a link goes back to what the link opens."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a link opens, the token standing last in its address, and the words for going back to it.
READERS: tuple[tuple[str, str | Promise], ...] = (
    ("portal:decide", _("Back to the client area")),
    ("analytics:shared_report", _("Back to the report")),
)
MARK = "token"


@dataclass(frozen=True, slots=True)
class Way:
    """An address with its words, and the address that can simply be asked again (empty: a form was sent)."""

    url: str
    label: str | Promise
    again: str = ""


def way_on(request: HttpRequest, *, is_signed_in: bool = True) -> Way:
    """The way on from a page that says no. Reads the address alone, and the database never: it may be what broke."""
    again = request.get_full_path() if request.method in ("GET", "HEAD") else ""
    for name, label in READERS:
        before = reverse(name, args=[MARK]).partition(MARK)[0]
        token = request.path.removeprefix(before).partition("/")[0]
        if token and request.path.startswith(before):
            try:
                return Way(reverse(name, args=[token]), label, again)
            except NoReverseMatch:
                break
    return Way("/", _("Go to Today") if is_signed_in else _("Sign in"), again)
