"""What changed between two revisions of a post: in its words, and besides them. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from editorial.contents import Picture, parts_in, pictures_in, poll_in, text_in
from editorial.own import JOINED
from people.differences import Change, word_changes


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs: words per channel id (None is the text for all), what follows them, what is not words."""

    words: dict[int | None, list[Change]] = field(default_factory=dict)
    threads: dict[int | None, list[Change]] = field(default_factory=dict)
    polls: dict[int | None, list[Change]] = field(default_factory=dict)
    links: list[Change] = field(default_factory=list)
    first_comments: dict[int, list[Change]] = field(default_factory=dict)
    has_other_pictures: bool = False
    has_other_channels: bool = False
    has_other_settings: bool = False

    @property
    def are_any(self) -> bool:
        """Whether anything differs at all."""
        return bool(
            self.words
            or self.threads
            or self.polls
            or self.links
            or self.first_comments
            or self.has_other_pictures
            or self.has_other_channels
            or self.has_other_settings
        )


_KNOWN = ("text", "language", "versions", "thread", "poll")
_POLL_SETTINGS = ("expires_in_s", "is_multiple", "hides_totals")


def content_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What differs between two frozen contents (editorial/contents.py)."""
    old, new = before["versions"], after["versions"]
    both = [key for key in new if key in old]
    own_text = [k for k in both if _has_own_text(old[k]) or _has_own_text(new[k])]
    own_thread = [k for k in both if "thread" in old[k] or "thread" in new[k]]
    own_poll = [k for k in both if "poll" in old[k] or "poll" in new[k]]
    return Changes(
        words=_each(before, after, own_text, _text),
        threads=_each(before, after, own_thread, _parts),
        polls=_each(before, after, own_poll, _options),
        links=word_changes(_links(before, both), _links(after, both))
        or word_changes(_all_links(before, both), _all_links(after, both)),
        first_comments={
            int(key): changed
            for key in both
            if (changed := word_changes(_comment(old[key]), _comment(new[key])))
        },
        has_other_pictures=_other(before, _KNOWN) != _other(after, _KNOWN)
        or any(_media(before, key) != _media(after, key) for key in both),
        has_other_channels=set(old) != set(new),
        has_other_settings=any(
            old[key][name] != new[key][name] for key in both for name in ("spoiler", "visibility")
        )
        or any(
            _poll_settings(was) != _poll_settings(is_now)
            for key in (None, *both)
            if (was := _poll(before, key)) and (is_now := _poll(after, key))
        ),
    )


def _each(
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    own: list[str],
    said: Callable[[Mapping[str, Any], str | None], str],
) -> dict[int | None, list[Change]]:
    """What changed of all channels' (None), and of each channel's own."""
    keys: list[str | None] = [None, *own]
    return {
        None if key is None else int(key): changed
        for key in keys
        if (changed := word_changes(said(before, key), said(after, key)))
    }


def _has_own_text(version: Mapping[str, Any]) -> bool:
    return bool(version["text"]) or version.get("thread") == JOINED


def _text(content: Mapping[str, Any], key: str | None) -> str:
    return str(content["text"]) if key is None else text_in(content, int(key))


def _parts(content: Mapping[str, Any], key: str | None) -> str:
    return "\n\n".join(content.get("thread", ()) if key is None else parts_in(content, int(key)))


def _poll(content: Mapping[str, Any], key: str | None) -> Mapping[str, Any]:
    return (content.get("poll") if key is None else poll_in(content, int(key))) or {}


def _options(content: Mapping[str, Any], key: str | None) -> str:
    return "\n".join(_poll(content, key).get("options", ()))


def _media(content: Mapping[str, Any], key: str) -> list[Picture]:
    return pictures_in(content, int(key))


def _links(content: Mapping[str, Any], keys: list[str]) -> str:
    """The addresses of these channels, each once."""
    found = [content["versions"][key].get("link", "") for key in keys]
    return "\n".join(dict.fromkeys(link for link in found if link))


def _all_links(content: Mapping[str, Any], keys: list[str]) -> str:
    """The same of each channel: one of them may have what another had."""
    return "\n".join(content["versions"][key].get("link", "") for key in keys)


def _comment(version: Mapping[str, Any]) -> str:
    return str(version.get("first_comment", ""))


def _poll_settings(poll: Mapping[str, Any]) -> list[Any]:
    return [poll.get(name) for name in _POLL_SETTINGS]


def _other(content: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """What a content holds besides words; empty values do not count as there."""
    return {name: value for name, value in content.items() if name not in known and value}
