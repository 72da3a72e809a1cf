"""The sandbox's web pages: what a reader of that network would see. Everything from outside is escaped."""

from __future__ import annotations

import re
from html import escape
from itertools import islice
from urllib.parse import urlsplit

from networks.sandbox.asgi import HTML_TYPE, Answer, Request
from networks.sandbox.cards import Cards
from networks.sandbox.network import PUBLIC, Network
from networks.sandbox.style import CSS, face
from networks.sandbox.words import figure, words

SHOWN = 50
SHOWN_TYPES = frozenset({
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif",
    "video/mp4", "video/webm", "audio/mpeg", "audio/ogg",
})  # fmt: skip
RANGE = re.compile(r"bytes=(\d{1,12})-(\d{0,12})")


class Pages:
    """Handlers of the pages for people."""

    def __init__(self, network: Network, origin: str) -> None:
        self.network = network
        self.origin = origin
        self.cards = Cards(network)

    def timeline(self, request: Request) -> Answer:
        language, say = words(request.header(b"accept-language"))
        posts = islice((one for one in self.network.timeline() if one.parent_id is None), SHOWN)
        cards = "".join(self.cards.show(one, say) for one in posts)
        body = f"<h1>{say['timeline']}</h1>" + (cards or f'<p class="card">{say["empty"]}</p>')
        return self.page(language, say, say["title"], body)

    def profile(self, request: Request) -> Answer:
        language, say = words(request.header(b"accept-language"))
        account = self.network.by_username.get(request.id.lower())
        if account is None:
            return self.missing(request)
        posts = (one for one in self.network.newest(account) if one.visibility in PUBLIC)
        shown = islice((one for one in posts if one.parent_id is None), SHOWN)
        cards = "".join(self.cards.show(one, say) for one in shown)
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
        chain = self.network.chain(status)
        parts = [one for one in chain if int(one.id) > int(status.id)]
        comments = [one for one in below if one not in chain]
        author = escape(self.network.accounts[status.account_id].name)
        body = f'<p><a href="/">{say["back"]}</a></p><h1>{say["post_of"]} {author}</h1>'
        if above := [one for one in self.network.above(status) if one.visibility in PUBLIC]:
            shown = "".join(self.cards.show(one, say) for one in above)
            body += f'<h2 class="soft">{say["above"]}</h2><div class="chain">{shown}</div>'
        body += self.cards.show(status, say)
        if parts:
            shown = "".join(self.cards.show(one, say) for one in parts)
            body += f'<h2 class="soft">{say["goes_on"]}</h2><div class="chain">{shown}</div>'
        if comments:
            shown = "".join(self.cards.show(one, say) for one in comments)
            body += f'<h2 class="soft">{say["comments"]}</h2><div class="below">{shown}</div>'
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
        headers = [
            (b"content-security-policy", b"default-src 'none'; sandbox"),
            (b"cache-control", b"max-age=3600"),
            (b"accept-ranges", b"bytes"),
        ]
        kind = (mime if mime in SHOWN_TYPES else "application/octet-stream").encode()
        asked = RANGE.fullmatch(request.header(b"range"))
        if asked is None:
            return Answer(body, 200, kind, headers)
        # Players of videos ask for pieces, and some play nothing that is not given to them in pieces.
        start, end = int(asked[1]), min(int(asked[2] or len(body)), len(body) - 1)
        if not 0 <= start <= end:
            return Answer(b"", 416, kind, [(b"content-range", b"bytes */%d" % len(body))])
        headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end, len(body))))
        return Answer(body[start : end + 1], 206, kind, headers)

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
