"""One post as the sandbox's pages show it: words, files, poll, the card of its link, its place in a thread."""

from __future__ import annotations

from html import escape

from networks.sandbox import entities
from networks.sandbox.network import Network
from networks.sandbox.state import Account, Attachment, Status
from networks.sandbox.words import language_of, told

Words = dict[str, str]


class Cards:
    """Makes the HTML of posts; everything from outside is escaped."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def show(self, one: Status, say: Words) -> str:
        """The post as a card."""
        author = self.network.accounts[one.account_id]
        n_favourites, n_boosts, n_comments = self.network.counts(one)
        spoiler = f"<p><b>{escape(one.spoiler)}</b></p>" if one.spoiler else ""
        files = "".join(
            _file(self.network.attachments[id_], say)
            for id_ in one.media
            if id_ in self.network.attachments
        )
        return (
            f'<article class="card">{self._by(author, one, say)}'
            f'<div class="text" lang="{escape(one.language)}" dir="auto">{spoiler}'
            f"{entities.content(self.network, '', one.text)}{files}{self._poll(one, say)}{_link(one)}</div>"
            f'<ul class="counts"><li>{say["likes"]} <b>{n_favourites}</b></li>'
            f"<li>{say['boosts']} <b>{n_boosts}</b></li><li>{say['comments']} <b>{n_comments}</b></li>"
            f"{self._place(author, one, say)}</ul></article>"
        )

    def _by(self, author: Account, one: Status, say: Words) -> str:
        name = escape(author.username)
        at = entities.instant(one.created_at)
        when = told(one.created_at, self.network.clock.now(), language_of(say))
        edited = f" · {say['edited']}" if one.edited_at else ""
        return (
            f'<div class="by"><img src="/avatars/{author.id}.svg" width="40" height="40" alt="">'
            f'<div><a href="/@{name}">{escape(author.name)}</a> <span class="soft">@{name}</span><br>'
            f'<a class="soft" href="/@{name}/{one.id}"><time datetime="{at}">{when}</time></a>'
            f'<span class="soft">{edited}</span></div></div>'
        )

    def _place(self, author: Account, one: Status, say: Words) -> str:
        """Which part of a thread of the same author this is, with a way to the whole of it."""
        chain = self.network.chain(one)
        if len(chain) < 2:
            return ""
        at = next(n for n, part in enumerate(chain, 1) if part.id == one.id)
        words = f"{say['part']} {at}/{len(chain)}"
        return f'<li><a href="/@{escape(author.username)}/{chain[0].id}">{words}</a></li>'

    def _poll(self, one: Status, say: Words) -> str:
        if not one.poll:
            return ""
        poll = entities.status(self.network, "", one)["poll"]
        total = poll["votes_count"]
        rows = ""
        for option in poll["options"]:
            n = option["votes_count"]
            title = escape(option["title"])
            share = "" if n is None else _votes(n, say)
            bar = f'<progress max="{total or 1}" value="{n or 0}" aria-hidden="true"></progress>'
            rows += f"<li><span>{title}</span><span>{share}</span>{bar}</li>"
        state = say["poll_over"] if poll["expired"] else say["poll_open"]
        many = f" · {say['poll_many']}" if poll["multiple"] else ""
        return (
            f'<ul class="poll">{rows}</ul><p class="soft">{_votes(total, say)} · {state}{many}</p>'
        )


def _votes(n: int, say: Words) -> str:
    return f"{n} {say['vote'] if n == 1 else say['votes']}"


def _file(one: Attachment, say: Words) -> str:
    source, alt = f"/media/{one.id}", escape(one.alt)
    if one.mime.startswith("image/"):
        return f'<img src="{source}" alt="{alt}">'
    kind = "video" if one.mime.startswith("video/") else "audio"
    name = alt or say[kind]
    words = f'<p class="soft">{alt}</p>' if alt else ""
    return (
        f'<{kind} controls preload="metadata" src="{source}" aria-label="{name}"></{kind}>{words}'
    )


def _link(one: Status) -> str:
    card = entities.card(one)
    if card is None:
        return ""
    url, title, host = (escape(card[name]) for name in ("url", "title", "provider_name"))
    return (
        f'<a class="link" href="{url}" target="_blank" rel="nofollow noopener">'
        f'<b>{title}</b><span class="soft">{host}</span></a>'
    )
