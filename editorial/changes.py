"""What changed between two revisions of a post: in its words, and besides them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from people.differences import Change, word_changes


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that differs: words per channel id (None is the text for all), what follows them, what is not words."""

    words: dict[int | None, list[Change]] = field(default_factory=dict)
    thread: list[Change] = field(default_factory=list)
    poll: list[Change] = field(default_factory=list)
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
            or self.thread
            or self.poll
            or self.links
            or self.first_comments
            or self.has_other_pictures
            or self.has_other_channels
            or self.has_other_settings
        )


_KNOWN = ("text", "language", "versions", "thread", "poll")
_WORDS = ("text", "spoiler", "visibility", "first_comment", "link")
_POLL_SETTINGS = ("expires_in_s", "is_multiple", "hides_totals")


def content_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Changes:
    """What differs between two frozen contents (editorial/contents.py)."""
    old, new = before["versions"], after["versions"]
    words: dict[int | None, list[Change]] = {}
    if changed := word_changes(before["text"], after["text"]):
        words[None] = changed
    both = [key for key in new if key in old]
    for key in both:
        was = old[key]["text"] or before["text"]
        is_now = new[key]["text"] or after["text"]
        is_own = bool(old[key]["text"] or new[key]["text"])
        if is_own and (changed := word_changes(was, is_now)):
            words[int(key)] = changed
    return Changes(
        words=words,
        thread=word_changes(_parts(before), _parts(after)),
        poll=word_changes(_options(before), _options(after)),
        links=word_changes(_links(before, both), _links(after, both)),
        first_comments={
            int(key): changed
            for key in both
            if (changed := word_changes(_comment(old[key]), _comment(new[key])))
        },
        has_other_pictures=_other(before, _KNOWN) != _other(after, _KNOWN)
        or any(_other(old[key], _WORDS) != _other(new[key], _WORDS) for key in both),
        has_other_channels=set(old) != set(new),
        has_other_settings=any(
            old[key][name] != new[key][name] for key in both for name in ("spoiler", "visibility")
        )
        or (
            bool(before.get("poll") and after.get("poll"))
            and _poll_settings(before) != _poll_settings(after)
        ),
    )


def _parts(content: Mapping[str, Any]) -> str:
    return "\n\n".join(content.get("thread", ()))


def _options(content: Mapping[str, Any]) -> str:
    return "\n".join((content.get("poll") or {}).get("options", ()))


def _links(content: Mapping[str, Any], keys: list[str]) -> str:
    """The addresses of these channels, each once."""
    found = [content["versions"][key].get("link", "") for key in keys]
    return "\n".join(dict.fromkeys(link for link in found if link))


def _comment(version: Mapping[str, Any]) -> str:
    return str(version.get("first_comment", ""))


def _poll_settings(content: Mapping[str, Any]) -> list[Any]:
    poll = content.get("poll") or {}
    return [poll.get(name) for name in _POLL_SETTINGS] if poll else []


def _other(content: Mapping[str, Any], known: tuple[str, ...]) -> dict[str, Any]:
    """What a content holds besides words; empty values do not count as there."""
    return {name: value for name, value in content.items() if name not in known and value}
