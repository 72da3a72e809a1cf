"""What the channels would get of an editor's form as it stands, and the answer to a page that asks while one types."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from clients.models import Client
from editorial.actions import linking
from editorial.actions.picturing import media_of, shared_media
from editorial.checking import checks_of
from editorial.contents import ChannelText, freeze
from editorial.forms.editor import ChannelForm, EditorForm
from editorial.hinting import out_of_order, repeats
from editorial.models import Post
from editorial.queries.fitting import Fit, fit
from editorial.queries.pictures import Shown
from editorial.queries.tone import Kept
from editorial.tone_checking import tone_of_form
from people.models import Member
from people.templatetags.ui import network_name


def content_of_form(client: Client, form: EditorForm, post: Post | None) -> dict[str, Any]:
    """The content that saving this form would freeze, of every channel whether ticked or not; nothing is judged."""
    owns = {each.channel.pk: form.own_of(each) for each in form.channel_forms}
    as_is = form.post_now
    channels = [(each.channel, owns[each.channel.pk].link) for each in form.channel_forms]
    typed = linking.typed_links(as_is, channels)
    links = linking.links_in_editor(as_is, typed, pillar=form.aim.pillar_now)
    pictures = form.pictures.now
    return freeze(
        text=str(form["text"].value() or ""),
        language=post.language if post else client.language,
        versions={
            each.channel.pk: ChannelText(
                text=each.own_text,
                spoiler=str(each["spoiler"].value() or ""),
                visibility=str(each["visibility"].value() or "public"),
                first_comment=str(each["first_comment"].value() or ""),
                link=links[each.channel.pk],
                own=owns[each.channel.pk],
                media=media_of(pictures, owns[each.channel.pk]),
            )
            for each in form.channel_forms
        },
        pictures=shared_media(pictures),
        thread=form.additions.parts,
        poll=form.additions.poll,
    )


def fits_of(client: Client, form: EditorForm, post: Post | None) -> list[tuple[ChannelForm, Fit]]:
    """Each channel of the form with what it would get."""
    content = content_of_form(client, form, post)
    return [
        (
            each,
            fit(
                content=content, channel=each.channel, limits=each.limits, shown=form.pictures.shown
            ),
        )
        for each in form.channel_forms
    ]


def channel_contexts(
    form: EditorForm, pairs: list[tuple[ChannelForm, Fit]]
) -> list[dict[str, Any]]:
    """What the templates show of each channel: its fields, its counters, its preview."""
    networks = [each.channel.network for each in form.channel_forms]
    return [
        {
            "form": each,
            "fit": fitting,
            "channel": each.channel,
            "name": network_name(each.channel.network)
            if networks.count(each.channel.network) == 1
            else each.channel.handle,
            "id": each.channel.public_id.hex,
            "is_on": bool(each["is_on"].value()),
            "used": fitting.used,
            "limit": each.limits.max_chars,
            "most_bytes": each.limits.max_bytes,
            "method": each.limits.rule,
            "url_chars": each.limits.url_chars,
            "counts_spoiler": each.limits.counts_spoiler,
            "has_threads": each.limits.max_parts > 1,
            "choices": _choices(form, each),
        }
        for each, fitting in pairs
    ]


def _choices(form: EditorForm, each: ChannelForm) -> list[tuple[Shown, bool]]:
    """The pictures a channel may choose, those it has in their order first, and whether it has them."""
    known = {str(shown.asset.public_id): shown for shown in form.pictures.shown}
    chosen = form.own_of(each).pictures
    if chosen is None:
        return [
            (known[key], row.is_shared) for key, row in zip(known, form.pictures.rows, strict=True)
        ]
    first = [(known[key], True) for key in chosen if key in known]
    return first + [(shown, False) for key, shown in known.items() if key not in chosen]


def shown_context(
    client: Client,
    form: EditorForm,
    post: Post | None,
    *,
    member: Member,
    now: datetime,
    kept: Kept | None = None,
) -> dict[str, Any]:
    """What follows from the form as it stands: each channel with its preview, and the checks. `kept` is what the caller
    has read of the client already."""
    pairs = fits_of(client, form, post)
    hints = repeats(client=client, member=member, form=form, post=post, now=now)
    hints += out_of_order(client=client, form=form, post=post)
    return {
        "channels": channel_contexts(form, pairs),
        "checks": checks_of(
            client, form, pairs, post, hints, tone=tone_of_form(client, form, post, kept)
        ),
    }


def parts_context(
    form: EditorForm, channels: list[dict[str, Any]]
) -> list[tuple[str, str, list[tuple[dict[str, Any], int]]]]:
    """Each part that follows: its text, the id of its field, and each channel's counter of it."""
    return [
        (
            part,
            f"part-{at}",
            [
                (each, each["fit"].used_by(replace(each["fit"].draft, text=part, media=())))
                for each in channels
                if each["has_threads"] and form.own_of(each["form"]).thread is None
            ],
        )
        for at, part in enumerate(form.additions.parts)
    ]


def additions_context(form: EditorForm) -> dict[str, Any]:
    """Which channels have threads, polls and first comments, and why the others have not, in their own lines."""
    forms = form.channel_forms
    polls = [each.limits.poll for each in forms if each.limits.poll]
    return {
        "with_thread": [each for each in forms if each.limits.max_parts > 1],
        "without_thread": [
            each
            for each in forms
            if each.limits.max_parts <= 1 and form.own_of(each).thread is None
        ],
        "with_poll": [each for each in forms if each.limits.poll],
        "without_poll": [
            each for each in forms if not each.limits.poll and form.own_of(each).poll is None
        ],
        "options": form.additions.option_rows(
            min(max((p.max_options for p in polls), default=0), 4)
        ),
        "most_option": max((p.max_option_chars for p in polls), default=50),
    }
