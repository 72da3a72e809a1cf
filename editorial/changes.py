"""What changed between two revisions, as a person reads it: only the words that differ, with a few around them. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any, Literal

from editorial.comparing import MOST_WORDS

_PIECE = re.compile(r"\s+|\w+|[^\w\s]")
# Unchanged words shown on each side of a change; pieces count words, spaces and signs alike.
AROUND = 14

Kind = Literal["same", "removed", "added", "gap"]


@dataclass(frozen=True, slots=True)
class Change:
    """A run of text: unchanged, taken out, put in, or left away because nothing changed there."""

    kind: Kind
    text: str


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


def word_changes(before: str, after: str) -> list[Change]:
    """The changes from one text to another in reading order; empty when they are equal."""
    if before == after:
        return []
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    if len(old) + len(new) > MOST_WORDS:
        return [Change("removed", before), Change("added", after)]
    found: list[Change] = []
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Change("same", "".join(old[a:b])))
            continue
        if a < b:
            found.append(Change("removed", "".join(old[a:b])))
        if c < d:
            found.append(Change("added", "".join(new[c:d])))
    return _shortened(_joined(found))


def _joined(changes: list[Change]) -> list[Change]:
    """Changes that only a space separates read as one change."""
    joined: list[Change] = []
    removed = added = ""
    for at, change in enumerate(changes):
        is_bridge = change.kind == "same" and change.text.isspace() and "\n" not in change.text
        if is_bridge and (removed or added) and at + 1 < len(changes):
            removed, added = removed + change.text, added + change.text
        elif change.kind == "removed":
            removed += change.text
        elif change.kind == "added":
            added += change.text
        else:
            joined += _pair(removed, added)
            removed = added = ""
            joined.append(change)
    return joined + _pair(removed, added)


def _pair(removed: str, added: str) -> list[Change]:
    pair = [Change("removed", removed)] if removed.strip() or (removed and not added) else []
    return pair + ([Change("added", added)] if added.strip() or (added and not removed) else [])


def _shortened(changes: list[Change]) -> list[Change]:
    """Long unchanged stretches are cut to the words around a change."""
    short: list[Change] = []
    for at, change in enumerate(changes):
        pieces = _PIECE.findall(change.text)
        is_first, is_last = at == 0, at == len(changes) - 1
        if change.kind != "same" or len(pieces) <= AROUND * 2:
            short.append(change)
            continue
        if not is_first:
            short.append(Change("same", "".join(pieces[:AROUND])))
        short.append(Change("gap", " … "))
        if not is_last:
            short.append(Change("same", "".join(pieces[-AROUND:])))
    return short


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
