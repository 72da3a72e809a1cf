"""What a server of the Mastodon kind accepts: the usual limits, and those that an Instance tells. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from networks.limits import Limits, PollLimits

JSON = Mapping[str, Any]

# Servers set no bound to a thread; nobody reads longer ones, and each part is a call of its own.
MAX_PARTS = 25
_VISIBILITIES = ("public", "unlisted", "private", "direct")
# https://docs.joinmastodon.org/entities/Instance/ (defaults of the reference server)
USUAL_LIMITS = Limits(
    max_chars=500,
    rule="mastodon",
    url_chars=23,
    counts_spoiler=True,
    max_media=4,
    max_videos=1,
    max_alt_chars=1500,
    mimes=frozenset(
        {
            "image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "image/heic",
            "video/mp4", "video/webm", "video/quicktime", "audio/mpeg", "audio/ogg", "audio/wav",
        }
    ),
    max_image_bytes=16_777_216,
    max_image_pixels=33_177_600,
    max_video_bytes=103_809_024,
    max_video_pixels=8_294_400,
    poll=PollLimits(max_options=4, max_option_chars=50, min_s=300, max_s=2_629_746),
    visibilities=_VISIBILITIES,
    max_parts=MAX_PARTS,
    is_first_comment_offered=True,
)  # fmt: skip


def limits(body: object) -> Limits:
    """The limits in an Instance (v2), the usual ones where it is silent. https://docs.joinmastodon.org/entities/Instance/"""
    configuration = _dig(body, "configuration")
    statuses, media, polls = (
        _dig(configuration, key) for key in ("statuses", "media_attachments", "polls")
    )
    usual, usual_poll = USUAL_LIMITS, USUAL_LIMITS.poll
    assert usual_poll is not None
    mimes = media.get("supported_mime_types")
    return Limits(
        max_chars=_positive(statuses, "max_characters", usual.max_chars),
        rule="mastodon",
        url_chars=_positive(statuses, "characters_reserved_per_url", usual.url_chars),
        counts_spoiler=True,
        max_media=_positive(statuses, "max_media_attachments", usual.max_media),
        max_videos=1,
        max_alt_chars=_positive(media, "description_limit", usual.max_alt_chars or 1500),
        mimes=frozenset(str(m)[:100] for m in mimes[:200])
        if isinstance(mimes, list) and mimes
        else usual.mimes,
        max_image_bytes=_positive(media, "image_size_limit", usual.max_image_bytes or 0),
        max_image_pixels=_positive(media, "image_matrix_limit", usual.max_image_pixels or 0),
        max_video_bytes=_positive(media, "video_size_limit", usual.max_video_bytes or 0),
        max_video_pixels=_positive(media, "video_matrix_limit", usual.max_video_pixels or 0),
        poll=PollLimits(
            max_options=_positive(polls, "max_options", usual_poll.max_options),
            max_option_chars=_positive(
                polls, "max_characters_per_option", usual_poll.max_option_chars
            ),
            min_s=_positive(polls, "min_expiration", usual_poll.min_s),
            max_s=_positive(polls, "max_expiration", usual_poll.max_s),
        ),
        visibilities=_VISIBILITIES,
        max_parts=usual.max_parts,
        is_first_comment_offered=usual.is_first_comment_offered,
        # Servers say nothing of it; our sandbox does, where it is told to (docs/networks/sandbox.md).
        max_posts_24h=_positive(statuses, "max_per_24_hours", 0) or None,
    )


def _positive(body: JSON, key: str, usual: int) -> int:
    value = body.get(key)
    is_number = isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**53
    return int(value) if is_number else usual  # type: ignore[arg-type]


def _dig(body: object, key: str) -> JSON:
    value = body.get(key) if isinstance(body, Mapping) else None
    return value if isinstance(value, Mapping) else {}
