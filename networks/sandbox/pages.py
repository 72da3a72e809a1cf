"""The sandbox's web pages: what a reader of that network would see. Everything from outside is escaped."""

from __future__ import annotations

from html import escape
from itertools import islice
from urllib.parse import urlsplit

from networks.sandbox import entities
from networks.sandbox.asgi import HTML_TYPE, Answer, Request
from networks.sandbox.network import PUBLIC, Network
from networks.sandbox.state import Account, Status
from networks.sandbox.style import CSS, face
from networks.sandbox.words import figure, language_of, told, words

SHOWN = 50


class Pages:
    """Handlers of the pages for people."""

    def __init__(self, network: Network, origin: str) -> None:
        self.network = network
        self.origin = origin

    def timeline(self, request: Request) -> Answer:
        language, say = words(request.header(b"accept-language"))
        posts = islice((one for one in self.network.timeline() if one.parent_id is None), SHOWN)
        cards = "".join(self._card(one, say) for one in posts)
        body = f"<h1>{say['timeline']}</h1>" + (cards or f'<p class="card">{say["empty"]}</p>')
        return self.page(language, say, say["title"], body)

    def profile(self, request: Request) -> Answer:
        language, say = words(request.header(b"accept-language"))
        account = self.network.by_username.get(request.id.lower())
        if account is None:
            return self.missing(request)
        posts = (one for one in self.network.newest(account) if one.visibility in PUBLIC)
        shown = islice((one for one in posts if one.parent_id is None), SHOWN)
        cards = "".join(self._card(one, say) for one in shown)
        n = len(self.network.of_account[account.id])
        body = (
            f'<div class="who"><img src="/avatars/{account.id}.svg" width="72" height="72" alt="">'
            f"<div><h1>{escape(account.name)}</h1>"
            f'<p class="note">@{escape(account.username)} · <b>{figure(self.network.n_followers(account), language)}</b> '
            f"{say['followers']} · <b>{n}</b> {say['posts']}</p></div></div>"
        )
        body += cards or f'<p class="card">{say["empty"]}</p>'
        return self.page(language, say, account.name, body)

    def post(self, request: Request, id_: str) -> Answer:
        language, say = words(request.header(b"accept-language"))
        status = self.network.statuses.get(id_)
        if status is None or status.visibility not in PUBLIC:
            return self.missing(request)
        below = [one for one in self.network.below(status) if one.visibility in PUBLIC]
        comments = "".join(self._card(one, say) for one in below)
        author = escape(self.network.accounts[status.account_id].name)
        body = f'<p><a href="/">{say["back"]}</a></p><h1>{say["post_of"]} {author}</h1>'
        body += self._card(status, say)
        if comments:
            body += f'<h2 class="soft">{say["comments"]}</h2><div class="below">{comments}</div>'
        return self.page(language, say, self.network.accounts[status.account_id].name, body)

    def missing(self, request: Request) -> Answer:
        language, say = words(request.header(b"accept-language"))
        body = f'<h1>{say["missing"]}</h1><p class="card">{say["missing_more"]} <a href="/">{say["back"]}</a></p>'
        return self.page(language, say, say["missing"], body, status=404)

    def css(self, request: Request) -> Answer:
        return Answer(
            CSS.encode(), 200, b"text/css; charset=utf-8", [(b"cache-control", b"max-age=3600")]
        )

    def avatar(self, request: Request) -> Answer:
        id_ = request.id.removesuffix(".svg")
        account = self.network.accounts.get(id_)
        picture = face(account.name if account else "S", id_ if id_.isdigit() else "0")
        headers = [
            (b"cache-control", b"max-age=3600"),
            (b"content-security-policy", b"default-src 'none'"),
        ]
        return Answer(picture.encode(), 200, b"image/svg+xml", headers)

    def file(self, request: Request) -> Answer:
        found = self.network.journal.file(request.id)
        if found is None:
            return self.missing(request)
        mime, body = found
        safe = (
            mime
            if mime
            in (
                "image/jpeg",
                "image/png",
                "image/gif",
                "image/webp",
                "image/avif",
                "video/mp4",
                "video/webm",
            )
            else "application/octet-stream"
        )
        headers = [
            (b"content-security-policy", b"default-src 'none'; sandbox"),
            (b"cache-control", b"max-age=3600"),
        ]
        return Answer(body, 200, safe.encode(), headers)

    def page(
        self,
        language: str,
        say: dict[str, str],
        title: str,
        body: str,
        *,
        status: int = 200,
        may_go_to: str = "",
    ) -> Answer:
        """A whole page. `may_go_to` is the address that its form may lead to."""
        parts = urlsplit(may_go_to)
        target = (
            f" {parts.scheme}://{parts.netloc}"
            if parts.scheme in ("http", "https") and parts.netloc
            else ""
        )
        csp = (
            "default-src 'none'; style-src 'self'; img-src 'self'; media-src 'self'; base-uri 'none'; "
            f"frame-ancestors 'none'; form-action 'self'{target}"
        )
        html = (
            f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
            f"<title>{escape(title)} · Sandbox</title>"
            '<link rel="stylesheet" href="/sandbox.css"><link rel="icon" href="/avatars/0.svg"></head><body>'
            f'<header class="top"><div class="wide"><a class="brand" href="/">{say["title"]}</a>'
            f'<p class="note">{say["what"]}</p></div></header><main class="wide">{body}</main></body></html>'
        )
        headers = [
            (b"content-security-policy", csp.encode("latin-1", "ignore")),
            (b"cache-control", b"no-store"),
        ]
        return Answer(html.encode("utf-8", "replace"), status, HTML_TYPE, headers)

    def _card(self, one: Status, say: dict[str, str]) -> str:
        author = self.network.accounts[one.account_id]
        n_favourites, n_boosts, n_comments = self.network.counts(one)
        spoiler = f"<p><b>{escape(one.spoiler)}</b></p>" if one.spoiler else ""
        edited = f" · {say['edited']}" if one.edited_at else ""
        return (
            f'<article class="card">{self._by(author, one, edited, say)}'
            f'<div class="text" lang="{escape(one.language)}" dir="auto">{spoiler}'
            f"{entities.content(self.network, '', one.text)}{self._media(one)}{self._poll(one, say)}</div>"
            f'<ul class="counts"><li>{say["likes"]} <b>{n_favourites}</b></li>'
            f"<li>{say['boosts']} <b>{n_boosts}</b></li><li>{say['comments']} <b>{n_comments}</b></li></ul></article>"
        )

    def _by(self, author: Account, one: Status, edited: str, say: dict[str, str]) -> str:
        name = escape(author.username)
        at = entities.instant(one.created_at)
        when = told(one.created_at, self.network.clock.now(), language_of(say))
        return (
            f'<div class="by"><img src="/avatars/{author.id}.svg" width="40" height="40" alt="">'
            f'<div><a href="/@{name}">{escape(author.name)}</a> <span class="soft">@{name}</span><br>'
            f'<a class="soft" href="/@{name}/{one.id}"><time datetime="{at}">{when}</time></a>'
            f'<span class="soft">{edited}</span></div></div>'
        )

    def _media(self, one: Status) -> str:
        found = [
            self.network.attachments[id_] for id_ in one.media if id_ in self.network.attachments
        ]
        return "".join(
            f'<img src="/media/{each.id}" alt="{escape(each.alt)}">'
            if each.mime.startswith("image/")
            else f'<p class="soft">{escape(each.mime)} {escape(each.alt)}</p>'
            for each in found
        )

    def _poll(self, one: Status, say: dict[str, str]) -> str:
        if not one.poll:
            return ""
        options = entities.status(self.network, "", one)["poll"]["options"]
        rows = "".join(
            f"<li><span>{escape(option['title'])}</span><span>{option['votes_count']} {say['votes']}</span></li>"
            for option in options
        )
        return f'<ul class="poll">{rows}</ul>'
