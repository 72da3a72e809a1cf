"""What each post of a month counts as: a list of rows with a choice in each, written by Python, because a template takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from editorial.templatetags.posts import post_address
from people import cldr

register = template.Library()


@register.simple_tag
def piece_rows(
    slug: str,
    posts: Iterable[tuple[Any, str]],
    choices: Sequence[tuple[str, str]],
    *,
    may_write: bool,
) -> SafeString:
    """The rows of these posts of one client, each with what it counts as by itself; who may not write reads what it counts as."""
    names = [(value, escape(str(label))) for value, label in choices]
    return SafeString("".join(_row(slug, post, own, names, may_write) for post, own in posts))


def _row(slug: str, post: Any, own: str, names: list[tuple[str, str]], may_write: bool) -> str:
    url = post_address(slug, post.public_id)
    on = post.wall_at.date()
    counts_as = (
        _select(post, own, names) if may_write else dict(names).get(post.piece) or escape(own)
    )
    return (
        f'<li class="line"><span class="meta"><time datetime="{on.isoformat()}">{escape(cldr.day(on, "EEE d MMM"))}</time></span>'
        f'<a class="name what" href="{url}" lang="{escape(post.language)}"><bdi class="clamp">{escape(post.first_words)}</bdi></a>'
        f'<span class="push">{counts_as}</span></li>'
    )


def _select(post: Any, own: str, names: list[tuple[str, str]]) -> str:
    label = escape(gettext("Counts as, %(what)s") % {"what": post.name})
    by_itself = escape(gettext("Automatic: %(own)s") % {"own": own})
    options = "".join(
        f'<option value="{value}"{" selected" if value == post.piece else ""}>{name}</option>'
        for value, name in names
    )
    return (
        f'<select class="form-select" name="piece-{post.pk}" aria-label="{label}">'
        f'<option value="">{by_itself}</option>{options}</select>'
    )
