"""What the sandbox refuses of a status, in the words that Mastodon uses. https://docs.joinmastodon.org/methods/statuses/"""

from __future__ import annotations

from typing import Any

from networks.sandbox.asgi import Refused, error
from networks.sandbox.network import Network
from networks.sandbox.state import Account
from networks.text import count

MAX_CHARS = 500
MAX_MEDIA = 4
MAX_OPTIONS = 4
MAX_OPTION_CHARS = 50
POLL_S = range(300, 2_629_747)
VISIBILITIES = ("public", "unlisted", "private", "direct")


def fields(network: Network, data: dict[str, Any], account: Account) -> dict[str, Any]:
    """The fields of a status besides its text; raises Refused with the answer that Mastodon would give."""
    text, spoiler = str(data.get("status") or ""), str(data.get("spoiler_text") or "")
    given = data.get("media_ids")
    media = [str(id_) for id_ in given] if isinstance(given, list) else []
    poll = data.get("poll") if isinstance(data.get("poll"), dict) else None
    if not text.strip() and not media:
        raise _invalid("Text can't be blank")
    if count(text, "mastodon") + count(spoiler, "graphemes") > MAX_CHARS:
        raise _invalid(f"Text character limit of {MAX_CHARS} exceeded")
    if len(media) > MAX_MEDIA or (media and poll):
        raise _invalid("Cannot attach this many files, or files and a poll")
    _check_media(network, media, account)
    if poll:
        poll = _poll(poll)
    visibility = str(data.get("visibility") or "public")
    if visibility not in VISIBILITIES:
        raise _invalid("Visibility is not included in the list")
    parent_id = data.get("in_reply_to_id")
    if parent_id and str(parent_id) not in network.statuses:
        raise Refused(error(404, "Record not found"))
    return {
        "visibility": visibility, "language": str(data.get("language") or account.language)[:12], "spoiler": spoiler,
        "media": media, "poll": poll, "parent_id": str(parent_id) if parent_id else None,
    }  # fmt: skip


def refuse_beyond(network: Network, account: Account, quota: int) -> None:
    """Raises Refused where the account has made as many posts within 24 hours as it may."""
    now = network.clock.now()
    made = [
        one.created_at
        for one in network.statuses.values()
        if one.account_id == account.id and one.created_at > now - 86_400
    ]
    if len(made) >= quota:
        raise Refused(error(429, "Too many posts today"))


def _check_media(network: Network, ids: list[str], account: Account) -> None:
    mimes: list[str] = []
    for id_ in ids:
        one = network.attachments.get(id_)
        if one is None or one.account_id != account.id:
            raise _invalid("Media attachments could not be found")
        if one.ready_at > network.clock.now():
            words = "Cannot attach files that have not finished processing. Try again in a moment!"
            raise Refused(error(422, words))
        mimes.append(one.mime)
    if len(mimes) > 1 and not all(mime.startswith("image/") for mime in mimes):
        raise _invalid("Cannot attach a video to a post that already contains images")


def _poll(poll: dict[str, Any]) -> dict[str, Any]:
    options = poll.get("options")
    titles = [str(one).strip() for one in options] if isinstance(options, list) else []
    if not 2 <= len(titles) <= MAX_OPTIONS:
        raise _invalid(f"Poll must have between 2 and {MAX_OPTIONS} options")
    if not all(titles) or len(set(titles)) < len(titles):
        raise _invalid("Poll options must be there and differ from each other")
    if any(count(one, "graphemes") > MAX_OPTION_CHARS for one in titles):
        raise _invalid(f"Poll options cannot be longer than {MAX_OPTION_CHARS} characters")
    try:
        seconds = int(poll.get("expires_in") or 0)
    except (TypeError, ValueError):
        seconds = 0
    if seconds not in POLL_S:
        raise _invalid("Poll duration is too short or too long")
    return {
        "options": titles, "expires_in": seconds,
        "multiple": _is_true(poll.get("multiple")), "hide_totals": _is_true(poll.get("hide_totals")),
    }  # fmt: skip


def _is_true(value: Any) -> bool:
    return str(value).lower() in ("true", "1")


def _invalid(words: str) -> Refused:
    return Refused(error(422, f"Validation failed: {words}"))
