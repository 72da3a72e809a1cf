"""How another app shows a post as its network does, without including this app's templates."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from html import escape
from typing import Any
from uuid import UUID

from django import template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from clients.models import Channel, Client
from editorial.contents import short_title
from editorial.lifecycle import Look
from editorial.models import Post
from editorial.queries.calendar import Card, Whose
from editorial.queries.certificates import Certificate
from editorial.queries.fitting import Sight
from editorial.wording import visibility_word
from editorial.words import rounds
from networks.types import Draft
from people.templatetags.times import clock_there, zone_name
from people.templatetags.ui import client_mark, icon, network_icons

register = template.Library()

_ANY_POST = UUID(int=0)


@register.simple_tag
def post_address(slug: str, public_id: UUID) -> str:
    """The address of a post's page: what `url` says, worked out once a client and not once a post of a full page."""
    return _address_of_any(slug).replace(str(_ANY_POST), str(public_id))


@register.simple_tag
def round_as_extra(client: Client, post: Post, n_rounds: int) -> str:
    """What the form of an extra is filled with for a round of changes beyond the contract."""
    # The client reads it: their own words of the post before a title that colleagues gave it.
    return rounds.as_an_extra(client.language, short_title(post.text) or post.title, n_rounds)


@lru_cache(maxsize=1024)
def _address_of_any(slug: str) -> str:
    return reverse("editorial:post", args=[slug, _ANY_POST])


@register.simple_tag
def card_address(card: Card) -> str:
    """The address of what a card of the calendar stands for: a post's page, or the results of what was made outside."""
    if card.is_outside:
        return reverse("analytics:post", args=[card.client.slug, card.public_id])
    return post_address(card.client.slug, card.public_id)


@register.simple_tag
def calendar_cards(
    cards: Iterable[Card], page_zone: str, own_zone: str, *, shows_client: bool
) -> SafeString:
    """Posts on the calendar, each an item of its day. ``page_zone`` is the one the page names,
    ``own_zone`` that of the person who reads.

    Written here and not as a template because a month has 250 of them: so they take a tenth of the time. Only words
    that people wrote are escaped: the rest is ours.
    """
    language, move = get_language(), escape(gettext("Move…"))
    return SafeString(
        "".join(
            _card(
                card, page_zone, own_zone, shows_client=shows_client, language=language, move=move
            )
            for card in cards
        )
    )


def _card(
    card: Card,
    page_zone: str,
    own_zone: str,
    *,
    shows_client: bool,
    language: str | None,
    move: str,
) -> str:
    url = card_address(card)
    css, state = _state(card.look, language)
    name = escape(card.name)
    is_elsewhere = card.zone != own_zone
    is_named = is_elsewhere or card.zone != page_zone
    place = f" <small>{escape(zone_name(card.zone))}</small>" if is_named else ""
    fold = f" <small>{escape(pgettext('hour', 'the second'))}</small>" if card.fold else ""
    fixed = f' data-fixed="{card.why_fixed}"' if card.why_fixed else ""
    again = (
        f'<small>{icon("arrow-repeat")}<span class="vh">{escape(gettext("repeats"))}</span></small>'
        if card.repeats
        else ""
    )
    to_move = f'<a class="to-move" href="{url}move/">{icon("three-dots")}<span class="vh">{move} {name}</span></a>'
    return (
        f'<li class="{css}" data-wall="{card.wall}"{fixed}><a href="{url}"><span class="when"><time>{card.clock}</time>'
        f'{fold}{place}{again}<span class="nets">{network_icons(card.networks)}</span></span>'
        f"{clock_there(card.instant, card.zone, own_zone) if is_elsewhere else ''}{_whose(card.client) if shows_client else ''}"
        f'<bdi class="clamp"{_lang(card, language)}>{name}</bdi>{state}</a>{"" if fixed else to_move}</li>'
    )


@lru_cache(maxsize=256)
def _state(look: Look, language: str | None) -> tuple[str, str]:
    """The classes of a card that stands so, and how it says so in a language."""
    words = f'<span class="state">{icon(look.icon)}{escape(str(look.word))}</span>'
    return f"post {look.css}" if look.is_certain else f"post {look.css} unsure", words


def _whose(client: Whose) -> str:
    return f'<span class="whose">{client_mark(client)}{escape(client.name)}</span>'


def _lang(card: Card, language: str | None) -> str:
    return "" if card.language in ("", language) else f' lang="{escape(card.language)}"'


# By which people know a network's posts: the signs below one.
_SIGNS: dict[str, tuple[str, ...]] = {
    "bluesky": ("chat", "repeat", "heart", "three-dots"),
    "facebook": ("hand-thumbs-up", "chat", "share"),
    "google_business": ("share", "three-dots"),
    "instagram": ("heart", "chat", "send", "bookmark"),
    "linkedin": ("hand-thumbs-up", "chat-square-text", "repeat", "send"),
    "mastodon": ("reply", "repeat", "star", "bookmark", "three-dots"),
    "sandbox": ("reply", "repeat", "star", "bookmark", "three-dots"),
    "threads": ("heart", "chat", "repeat", "send"),
    "tiktok": ("heart", "chat", "bookmark", "share"),
    "x": ("chat", "repeat", "heart", "bar-chart", "bookmark"),
    "youtube": ("hand-thumbs-up", "hand-thumbs-down", "share"),
}
_USUAL_SIGNS = ("heart", "chat", "share")


@register.simple_tag
def preview_signs(network: str) -> SafeString:
    """The signs below a post of that network, for who looks at its preview."""
    return SafeString("".join(map(icon, _SIGNS.get(network, _USUAL_SIGNS))))


register.filter("who_sees", visibility_word)


@register.inclusion_tag("editorial/preview.html")
def post_preview(channel: Channel, draft: Draft, shots: Any = ()) -> dict[str, Any]:
    """The preview of a draft on a channel; `shots` are its pictures, with addresses the reader may open."""
    return {
        "fit": Sight(channel=channel, draft=draft),
        "language": draft.language,
        "shots": shots,
    }


@register.inclusion_tag("editorial/certificate_body.html")
def certificate(sheet: Certificate, client: Client, file_url: str) -> dict[str, Any]:
    """The certificate of a yes; `file_url` is where its reader gets the words whose SHA-256 is the fingerprint."""
    return {
        "sheet": sheet,
        "client": client,
        "file_url": file_url,
        "LANGUAGE_CODE": get_language(),
    }
