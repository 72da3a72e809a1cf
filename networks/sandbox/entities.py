"""Records as the JSON of the Mastodon client API. https://docs.joinmastodon.org/entities/"""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import unquote, urlsplit

from networks.sandbox.network import Network
from networks.sandbox.state import Account, Attachment, Status
from networks.text import hashtags, links, mentions

Entity = dict[str, Any]


def instant(at: float) -> str:
    """An instant as Mastodon writes it."""
    return (
        datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S.")
        + f"{int(at * 1000) % 1000:03d}Z"
    )


def content(network: Network, origin: str, text: str) -> str:
    """The HTML of a text: paragraphs, line breaks, links, mentions and tags; all else escaped."""
    if "://" not in text and "@" not in text and "#" not in text:
        body = escape(text, quote=False)
    else:
        body = _linked(network, origin, text)
    paragraphs = [part.replace("\n", "<br>") for part in body.split("\n\n")]
    return "".join(f"<p>{part}</p>" for part in paragraphs if part) if body else ""


def _linked(network: Network, origin: str, text: str) -> str:
    pieces: list[tuple[int, int, str]] = []
    for span in links(text):
        scheme, _, rest = span.value.partition("://")
        pieces.append(
            (
                span.start,
                span.end,
                f'<a href="{escape(span.value)}" target="_blank" rel="nofollow noopener">'
                f'<span class="invisible">{scheme}://</span><span class="">{escape(rest)}</span></a>',
            )
        )
    for span in mentions(text):
        name = span.value.partition("@")[0]
        if name.lower() in network.by_username:
            html = f'<span class="h-card"><a href="{origin}/@{escape(name)}" class="u-url mention">@<span>{escape(name)}</span></a></span>'
            pieces.append((span.start, span.end, html))
    for span in hashtags(text):
        tag = escape(span.value)
        html = f'<a href="{origin}/tags/{tag.lower()}" class="mention hashtag" rel="tag">#<span>{tag}</span></a>'
        pieces.append((span.start, span.end, html))
    out, at = [], 0
    for start, end, html in sorted(pieces):
        if start >= at:
            out += [escape(text[at:start], quote=False), html]
            at = end
    return "".join([*out, escape(text[at:], quote=False)])


def account(network: Network, origin: str, one: Account) -> Entity:
    """An Account."""
    url = f"{origin}/@{one.username}"
    avatar = f"{origin}/avatars/{one.id}.svg"
    return {
        "id": one.id, "username": one.username, "acct": one.username, "display_name": one.name,
        "locked": False, "bot": False, "group": False, "discoverable": True, "indexable": True, "created_at": instant(one.created_at),
        "note": content(network, origin, one.note), "url": url, "uri": f"{origin}/users/{one.username}",
        "avatar": avatar, "avatar_static": avatar, "header": avatar, "header_static": avatar,
        "followers_count": network.n_followers(one), "following_count": 40 + int(one.id) % 200,
        "statuses_count": len(network.of_account[one.id]), "last_status_at": None, "emojis": [], "fields": [],
        "hide_collections": False, "noindex": False, "roles": [], "attribution_domains": [],
    }  # fmt: skip


def own_account(network: Network, origin: str, one: Account) -> Entity:
    """A CredentialAccount."""
    source = {
        "privacy": "public", "sensitive": False, "language": one.language, "note": one.note, "fields": [],
        "follow_requests_count": 0, "hide_collections": False, "discoverable": True, "indexable": True,
        "attribution_domains": [], "quote_policy": "public",
    }  # fmt: skip
    role = {"id": "-99", "name": "", "permissions": "0", "color": "", "highlighted": False}
    return {**account(network, origin, one), "source": source, "role": role}


def attachment(origin: str, one: Attachment) -> Entity:
    """A MediaAttachment."""
    kind = "image" if one.mime.startswith("image/") else one.mime.partition("/")[0]
    url = f"{origin}/media/{one.id}"
    return {
        "id": one.id, "type": kind if kind in ("image", "video", "audio") else "unknown", "url": url,
        "preview_url": url, "remote_url": None, "meta": {}, "description": one.alt or None, "blurhash": None,
        "preview_remote_url": None, "text_url": None,
    }  # fmt: skip


def status(network: Network, origin: str, one: Status, viewer: str = "") -> Entity:
    """A Status."""
    author = network.accounts[one.account_id]
    n_favourites, n_boosts, n_comments = network.counts(one)
    parent = network.statuses.get(one.parent_id) if one.parent_id else None
    app = network.apps.get(one.client_id)
    url = f"{origin}/@{author.username}/{one.id}"
    return {
        "id": one.id, "created_at": instant(one.created_at), "in_reply_to_id": one.parent_id,
        "in_reply_to_account_id": parent.account_id if parent else None, "sensitive": bool(one.spoiler),
        "spoiler_text": one.spoiler, "visibility": one.visibility, "language": one.language,
        "uri": f"{origin}/users/{author.username}/statuses/{one.id}", "url": url,
        "replies_count": n_comments, "reblogs_count": n_boosts, "favourites_count": n_favourites, "quotes_count": 0,
        "edited_at": instant(one.edited_at) if one.edited_at else None,
        "content": content(network, origin, one.text), "reblog": None,
        "application": {"name": app.name, "website": None} if app else None,
        "account": account(network, origin, author),
        "media_attachments": [attachment(origin, network.attachments[id_]) for id_ in one.media if id_ in network.attachments],
        "mentions": _mentions(network, origin, one),
        "tags": [{"name": tag, "url": f"{origin}/tags/{tag}"} for tag in network.tags(one)],
        "emojis": [], "card": card(one), "poll": _poll(network, one), "favourited": viewer in network.favourites.get(one.id, ()),
        "reblogged": False, "muted": False, "bookmarked": False, "pinned": False, "filtered": [], "quote": None,
        "quote_approval": {"automatic": ["public"], "manual": [], "current_user": "automatic"},
    }  # fmt: skip


def card(one: Status) -> Entity | None:
    """A PreviewCard of the first link, made of its address alone: the sandbox reads no pages."""
    found = links(one.text) if not one.media and "://" in one.text else []
    if not found:
        return None
    parts = urlsplit(found[0].value)
    words = unquote(parts.path.rstrip("/").rpartition("/")[2]).replace("-", " ").replace("_", " ")
    host = parts.hostname or ""
    return {
        "url": found[0].value, "title": words.partition(".")[0].strip().capitalize() or host, "description": "",
        "type": "link", "author_name": "", "author_url": "", "authors": [], "provider_name": host, "provider_url": "",
        "html": "", "width": 0, "height": 0, "image": None, "embed_url": "", "blurhash": None, "published_at": None,
    }  # fmt: skip


def notification(network: Network, origin: str, one: Status, viewer: str) -> Entity:
    """A Notification (v1) of type mention, which is how Mastodon tells of comments too."""
    return {
        "id": one.id, "type": "mention", "created_at": instant(one.created_at), "group_key": f"ungrouped-{one.id}",
        "account": account(network, origin, network.accounts[one.account_id]),
        "status": status(network, origin, one, viewer),
    }  # fmt: skip


def instance(origin: str, n_users: int, quota: int = 0) -> Entity:
    """An Instance (v2)."""
    host = origin.partition("://")[2]
    image = f"{origin}/avatars/0.svg"
    return {
        "domain": host, "title": "Sandbox", "version": "4.5.0+sandbox", "source_url": origin,
        "description": "A network that is not real: nothing leaves this machine.",
        "usage": {"users": {"active_month": n_users}},
        "thumbnail": {"url": image, "blurhash": None, "versions": {}, "description": ""},
        "icon": [], "languages": ["it", "en"], "api_versions": {"mastodon": 7},
        "configuration": {
            "urls": {"streaming": origin.replace("http", "ws", 1), "about": origin, "privacy_policy": None, "terms_of_service": None},
            "vapid": {"public_key": ""},
            "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
            "statuses": {"max_characters": 500, "max_media_attachments": 4, "characters_reserved_per_url": 23, **({"max_per_24_hours": quota} if quota else {})},
            "media_attachments": {
                "supported_mime_types": ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "video/mp4", "video/webm", "video/quicktime"],
                "description_limit": 1500, "image_size_limit": 16_777_216, "image_matrix_limit": 33_177_600,
                "video_size_limit": 103_809_024, "video_frame_rate_limit": 120, "video_matrix_limit": 8_294_400,
            },
            "polls": {"max_options": 4, "max_characters_per_option": 50, "min_expiration": 300, "max_expiration": 2_629_746},
            "translation": {"enabled": False}, "limited_federation": True,
        },
        "registrations": {"enabled": True, "approval_required": False, "reason_required": False, "message": None, "url": None, "min_age": None},
        "contact": {"email": "", "account": None}, "rules": [],
    }  # fmt: skip


def _mentions(network: Network, origin: str, one: Status) -> list[Entity]:
    if "@" not in one.text:
        return []
    named = [
        network.by_username.get(span.value.partition("@")[0].lower()) for span in mentions(one.text)
    ]
    return [
        {
            "id": each.id,
            "username": each.username,
            "url": f"{origin}/@{each.username}",
            "acct": each.username,
        }
        for id_ in dict.fromkeys(account.id for account in named if account)
        for each in [network.accounts[id_]]
    ]


def _poll(network: Network, one: Status) -> Entity | None:
    if one.poll is None:
        return None
    options = [str(option) for option in one.poll.get("options", [])]
    n_votes, _, _ = network.counts(one)
    shares = [(len(options) - at) for at in range(len(options))]
    votes = [n_votes * share // (sum(shares) or 1) for share in shares]
    expires_at = one.created_at + float(one.poll.get("expires_in", 86_400))
    is_over = network.clock.now() > expires_at
    is_hidden = bool(one.poll.get("hide_totals")) and not is_over
    return {
        "id": one.id, "expires_at": instant(expires_at), "expired": is_over,
        "multiple": bool(one.poll.get("multiple")), "votes_count": sum(votes), "voters_count": sum(votes),
        "options": [
            {"title": title, "votes_count": None if is_hidden else n}
            for title, n in zip(options, votes, strict=True)
        ],
        "emojis": [], "voted": False, "own_votes": [],
    }  # fmt: skip
