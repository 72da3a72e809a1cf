"""The tags every page uses: icons, marks, states, and figures in the reader's language; times stand in times.py.

A built-in library (settings.TEMPLATES), so templates need no `{% load %}`. Nothing here asks the database.
Numbers come from CLDR through Babel; the language is the active one.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from people import cldr
from people.addresses import screen_of

register = template.Library()

Number = int | float | Decimal

# What a network is called and which glyph it has; networks are drawn in one colour everywhere.
NETWORKS: dict[str, tuple[str, str]] = {
    "bluesky": ("Bluesky", "bluesky"),
    "facebook": ("Facebook", "facebook"),
    "google_business": ("Google", "google"),
    "instagram": ("Instagram", "instagram"),
    "linkedin": ("LinkedIn", "linkedin"),
    "mastodon": ("Mastodon", "mastodon"),
    "pinterest": ("Pinterest", "pinterest"),
    "reddit": ("Reddit", "reddit"),
    "rss": ("RSS", "rss"),
    "sandbox": ("Sandbox", "box-seam"),
    "telegram": ("Telegram", "telegram"),
    "threads": ("Threads", "threads"),
    "tiktok": ("TikTok", "tiktok"),
    "whatsapp": ("WhatsApp", "whatsapp"),
    "wordpress": ("WordPress", "wordpress"),
    "x": ("X", "twitter-x"),
    "youtube": ("YouTube", "youtube"),
}


class Look(Protocol):
    """How a state is shown: an icon's name, a word, and a class of static/css/_states.scss."""

    @property
    def icon(self) -> str: ...
    @property
    def word(self) -> str | Promise: ...
    @property
    def css(self) -> str: ...


class HasColour(Protocol):
    """A client, or anything else with the colour of its 4 px mark."""

    @property
    def colour(self) -> str: ...


class IsClient(HasColour, Protocol):
    """A client, or as much of it as its name in a list shows."""

    @property
    def slug(self) -> str: ...
    @property
    def name(self) -> str: ...


# --- pictures -------------------------------------------------------------------------------------
# A page draws the same few icons hundreds of times: each is written once a process and kept.


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, hidden from screen readers: the word stands beside it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"></use></svg>',
        f" {css}" if css else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=64)
def network_icon(network: str, *, bare: bool = False) -> SafeString:
    """A network's glyph with its name for screen readers; ``bare=True`` when the name is written beside it."""
    name, glyph = NETWORKS.get(network, (network.replace("_", " ").title(), "globe2"))
    picture = icon(glyph)
    return picture if bare else format_html('{}<span class="vh">{} </span>', picture, name)


@register.simple_tag
def network_icons(networks: Iterable[str]) -> SafeString:
    """The glyphs of some networks, each with its name for screen readers."""
    return SafeString("".join(network_icon(network) for network in networks))


@register.filter
def network_name(network: str) -> str:
    """What people call a network: ``google_business`` is Google."""
    return NETWORKS.get(network, (network.replace("_", " ").title(), ""))[0]


@register.simple_tag
def client_mark(client: HasColour) -> SafeString:
    """The client's 4 px mark; on a dark ground the same hue, lighter."""
    return _mark(client.colour or "#857f73")


@register.simple_tag
def client_name(client: IsClient, url: str = "") -> SafeString:
    """A client's mark and its name, which leads to its own page, or to ``url``."""
    return format_html(
        '<span class="client-name">{}<a href="{}">{}</a></span>',
        client_mark(client),
        url or screen_of("desk:overview", client.slug),
        client.name,
    )


@lru_cache(maxsize=512)
def _mark(colour: str) -> SafeString:
    return format_html(
        '<svg class="mark" aria-hidden="true">'
        '<rect width="100%" height="100%" rx="2" fill="light-dark({}, {})"></rect></svg>',
        colour,
        _lighter(colour),
    )


def _lighter(colour: str) -> str:
    """``#rrggbb`` mixed with white by four tenths; anything else as it came."""
    digits = colour.removeprefix("#")
    try:
        parts = [int(digits[at : at + 2], 16) for at in (0, 2, 4)]
    except ValueError:
        return colour
    return "#" + "".join(f"{part + (255 - part) * 4 // 10:02x}" for part in parts)


@register.filter
def initials(name: str) -> str:
    """The one or two letters of a person without a picture: Nora Astolfi is NA."""
    words = [word for word in name.replace("@", " ").split() if word[:1].isalnum()]
    if not words:
        return "?"
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@register.simple_tag
@lru_cache(maxsize=512)
def pips(n: int, most: int) -> SafeString:
    """So many of a few, as little bars; the figure stands beside it in words or digits."""
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" width="8" height="6"></rect>',
        (("on" if at < n else "off", round(at * 9.3, 1)) for at in range(most)),
    )
    wide = round(most * 9.3 - 1.3, 1)
    return format_html(
        '<svg class="pips" viewBox="0 0 {} 6" preserveAspectRatio="xMinYMid" aria-hidden="true">{}</svg>',
        wide,
        bars,
    )


# --- states ---------------------------------------------------------------------------------------


@register.simple_tag
def state_chip(look: Look, *, dashed: bool = False) -> SafeString:
    """A state as a chip: icon, word, colour. ``dashed`` says that it is not yet known."""
    return _state(look, "chip dashed" if dashed else "chip")


@register.simple_tag
def state_word(look: Look) -> SafeString:
    """A state as icon and word without a ground, for tables and rows."""
    return _state(look, "state")


def _state(look: Look, css: str) -> SafeString:
    state = look.css if look.css.startswith("s-") else f"s-{look.css}"
    return _said(f"{css} {state}", look.icon, str(look.word))


@lru_cache(maxsize=512)
def _said(css: str, icon_name: str, word: str) -> SafeString:
    return format_html('<span class="{}">{}{}</span>', css, icon(icon_name), word)


# --- figures --------------------------------------------------------------------------------------


@register.filter
def absent(value: Any, reason: str = "") -> SafeString:
    """The value, or a dash that says why there is none. Absent is not zero: 0 stays 0."""
    if value is not None and value != "":
        return format_html("{}", value)
    return format_html(
        '<span class="absent" title="{0}"><span aria-hidden="true">–</span><span class="vh">{0}</span></span>',
        reason or gettext("No figure for this"),
    )


@register.filter
def figure(value: Number | None, decimals: int = -1) -> SafeString:
    """A number as the reader's language writes it: 18.420 or 18,420; ``figure:1`` keeps one decimal."""
    if value is None:
        return absent(None)
    return SafeString(_number(value, decimals))


@register.filter
def signed(value: Number | None, decimals: int = -1) -> SafeString:
    """A difference with its sign, a true minus: +12, −3."""
    if value is None:
        return absent(None)
    sign, size = ("−", -value) if value < 0 else ("+" if value > 0 else "", value)
    return SafeString(sign + _number(size, decimals))


@register.filter
def percent(ratio: Number | None, decimals: int = 0) -> SafeString:
    """A ratio as a percentage: 0.041 with ``percent:1`` is 4,1 % or 4.1%."""
    if ratio is None:
        return absent(None)
    return SafeString(cldr.percent(_number(ratio * 100, decimals)))


@register.filter
def hundredths(share: Number) -> SafeString:
    """A share that is counted in hundredths: 30 is 30 % or 30%."""
    return SafeString(cldr.percent(_number(share, -1)))


def _number(value: Number, decimals: int) -> str:
    pattern = "#,##0.###" if decimals < 0 else "#,##0" + ("." + "0" * decimals if decimals else "")
    return cldr.number(value, pattern)


# --- parts of components ----------------------------------------------------------------------------


@register.filter
def over(used: int, limit: int) -> str:
    """How far a text is over its limit, in words; the same sentence the script writes while one types."""
    return gettext("{n} over the limit").format(n=_number(used - limit, 0))
