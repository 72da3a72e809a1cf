"""What a network accepts, as numbers, and the check of a draft against them. Pure: composer and publisher share it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from networks.text import Rule, count
from networks.types import Draft, Media, Poll, Problem


@dataclass(frozen=True, slots=True)
class PollLimits:
    """Bounds of a poll; durations in seconds."""

    max_options: int
    max_option_chars: int
    min_s: int
    max_s: int


@dataclass(frozen=True, slots=True)
class Limits:
    """The rules of one network, or of one host of it. None means no bound known.

    `max_bytes` is of the text in UTF-8; the other bytes and the pixels are per file. `max_parts` is how many posts a
    thread may have in all, its first one among them: 1 where there are no threads. `max_posts_24h` is how many posts the
    network takes from one account within any 24 hours.
    """

    max_chars: int
    rule: Rule
    url_chars: int = 23
    counts_spoiler: bool = False
    max_bytes: int | None = None
    max_media: int = 0
    max_videos: int = 0
    is_mixed_media_allowed: bool = False
    max_alt_chars: int | None = None
    max_video_alt_chars: int | None = None
    mimes: frozenset[str] = frozenset()
    max_image_bytes: int | None = None
    max_image_pixels: int | None = None
    max_video_bytes: int | None = None
    max_video_pixels: int | None = None
    poll: PollLimits | None = None
    is_poll_with_media_allowed: bool = False
    visibilities: tuple[str, ...] = ("public",)
    is_media_required: bool = False
    max_video_s: float | None = None
    max_parts: int = 1
    is_first_comment_offered: bool = False
    max_posts_24h: int | None = None


def length(draft: Draft, limits: Limits) -> int:
    """How much of max_chars the draft uses."""
    n = count(draft.text, limits.rule, limits.url_chars)
    if limits.counts_spoiler and draft.spoiler:
        n += count(draft.spoiler, "graphemes" if limits.rule == "mastodon" else limits.rule)
    return n


def check(draft: Draft, limits: Limits) -> list[Problem]:
    """Every rule the draft breaks, blocking ones first; an empty list means the network should take it."""
    problems = [
        *_text(draft, limits),
        *_media(draft, limits),
        *(_poll(draft.poll, draft, limits) if draft.poll else ()),
    ]
    if draft.visibility not in limits.visibilities:
        problems.append(
            Problem("visibility", "not_offered", ",".join(limits.visibilities), draft.visibility)
        )
    return sorted(problems, key=lambda problem: not problem.is_blocking)


def check_follow_ups(
    parts: Sequence[Draft], first_comment: Draft | None, limits: Limits
) -> list[Problem]:
    """Every rule broken by what follows a post: the second and later `parts` of its thread, and its first comment.

    Fields are `thread[0]…` (0 is the second part) and `first_comment`, each with the field of the draft behind a dot.
    """
    problems: list[Problem] = []
    if parts and limits.max_parts <= 1:
        problems.append(Problem("thread", "not_offered"))
    elif len(parts) + 1 > limits.max_parts:
        problems.append(Problem("thread", "too_many_parts", limits.max_parts, len(parts) + 1))
    if first_comment is not None and not limits.is_first_comment_offered:
        problems.append(Problem("first_comment", "not_offered"))
    # What a network demands of a post, such as a picture, it does not demand of an answer to one.
    of_answers = replace(limits, is_media_required=False)
    for at, part in enumerate(parts):
        problems += _inside(f"thread[{at}]", check(part, of_answers))
    if first_comment is not None:
        problems += _inside("first_comment", check(first_comment, of_answers))
    return sorted(problems, key=lambda problem: not problem.is_blocking)


def _inside(field: str, problems: list[Problem]) -> list[Problem]:
    return [replace(problem, field=f"{field}.{problem.field}") for problem in problems]


def counter_rules(limits: Limits) -> dict[str, Any]:
    """The numbers the counter in the browser needs, ready for JSON."""
    return {
        "max_chars": limits.max_chars,
        "rule": limits.rule,
        "url_chars": limits.url_chars,
        "counts_spoiler": limits.counts_spoiler,
        "max_bytes": limits.max_bytes,
        "max_media": limits.max_media,
        "max_alt_chars": limits.max_alt_chars,
        "max_parts": limits.max_parts,
    }


def _text(draft: Draft, limits: Limits) -> Iterator[Problem]:
    if not draft.text.strip(" \t\r\n\u00a0\u200b\u200c\u200d\u2060\ufeff") and not draft.media:
        yield Problem("text", "empty")
    n = length(draft, limits)
    if n > limits.max_chars:
        yield Problem("text", "too_long", limits.max_chars, n)
    if limits.max_bytes is not None:
        n_bytes = count(draft.text, "bytes")
        if n_bytes > limits.max_bytes:
            yield Problem("text", "too_many_bytes", limits.max_bytes, n_bytes)
    if "\x00" in draft.text:
        yield Problem("text", "control_character", None, draft.text.index("\x00"))
    elif any("\ud800" <= char <= "\udfff" for char in draft.text):
        yield Problem("text", "control_character")


def _media(draft: Draft, limits: Limits) -> Iterator[Problem]:
    n = len(draft.media)
    if limits.is_media_required and not n:
        yield Problem("media", "required", 1, 0)
    if n > limits.max_media:
        yield Problem("media", "too_many", limits.max_media, n)
    heavy = [media for media in draft.media if not _is_image(media)]
    if heavy and n > len(heavy) and not limits.is_mixed_media_allowed:
        yield Problem("media", "mixed", None, n)
    if len(heavy) > limits.max_videos:
        yield Problem("media", "too_many_videos", limits.max_videos, len(heavy))
    for at, media in enumerate(draft.media):
        yield from _file(f"media[{at}]", media, limits)


def _file(field: str, media: Media, limits: Limits) -> Iterator[Problem]:
    if limits.mimes and media.mime not in limits.mimes:
        yield Problem(field, "type", None, media.mime)
        return
    is_image = _is_image(media)
    max_bytes = limits.max_image_bytes if is_image else limits.max_video_bytes
    if max_bytes is not None and media.n_bytes > max_bytes:
        yield Problem(field, "bytes", max_bytes, media.n_bytes)
    max_pixels = limits.max_image_pixels if is_image else limits.max_video_pixels
    pixels = (media.width or 0) * (media.height or 0)
    if max_pixels is not None and pixels > max_pixels:
        yield Problem(field, "pixels", max_pixels, pixels)
    max_s = None if is_image else limits.max_video_s
    # Encoders round up: a video of exactly the limit often lasts some hundredths longer.
    if max_s is not None and media.duration_s is not None and media.duration_s > max_s + 0.5:
        yield Problem(field, "seconds", int(max_s), math.ceil(media.duration_s))
    max_alt = limits.max_alt_chars
    if not is_image and limits.max_video_alt_chars is not None:
        max_alt = limits.max_video_alt_chars
    if max_alt is not None and len(media.alt) > max_alt:
        yield Problem(f"{field}.alt", "too_long", max_alt, len(media.alt))
    if limits.max_alt_chars and is_image and not media.alt.strip():
        yield Problem(f"{field}.alt", "missing", is_blocking=False)


def _poll(poll: Poll, draft: Draft, limits: Limits) -> Iterator[Problem]:
    bounds = limits.poll
    if bounds is None:
        yield Problem("poll", "not_offered")
        return
    if draft.media and not limits.is_poll_with_media_allowed:
        yield Problem("poll", "with_media")
    if len(poll.options) < 2:
        yield Problem("poll", "too_few_options", 2, len(poll.options))
    if len(poll.options) > bounds.max_options:
        yield Problem("poll", "too_many_options", bounds.max_options, len(poll.options))
    seen: set[str] = set()
    for at, option in enumerate(poll.options):
        field = f"poll.options[{at}]"
        n = count(option, "graphemes")
        if not option.strip():
            yield Problem(field, "empty")
        elif option.strip() in seen:
            yield Problem(field, "repeated", None, option.strip())
        if n > bounds.max_option_chars:
            yield Problem(field, "too_long", bounds.max_option_chars, n)
        seen.add(option.strip())
    if not bounds.min_s <= poll.expires_in_s <= bounds.max_s:
        limit = bounds.min_s if poll.expires_in_s < bounds.min_s else bounds.max_s
        yield Problem("poll.expires_in_s", "duration", limit, poll.expires_in_s)


def _is_image(media: Media) -> bool:
    # An animated GIF becomes a silent video at the networks that transcode it, yet is uploaded as an image.
    return media.mime.startswith("image/")
