"""Sentences about videos: why one is not taken, what was changed in one that was."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.pictures.video_rules import VIDEO_CONVERTED, VIDEO_WITHOUT_SOUND

Params = Mapping[str, str | int]


def _figure(params: Params, key: str) -> str:
    return str(number_format(int(params.get(key, 0)), use_l10n=True, force_grouping=True))


def _not_a_video(params: Params, name: str) -> str:
    return _("There is no video in this file. Export it again as MP4 (H.264).")


def _video_kind(params: Params, name: str) -> str:
    return _("This kind of video is not taken. Export it as MP4 (H.264).")


def _video_codec(params: Params, name: str) -> str:
    return _(
        "This video is packed in a way that is not read here (%(codec)s). Export it as MP4 (H.264)."
    ) % {"codec": params.get("codec", "?")}


def _video_streams(params: Params, name: str) -> str:
    return _(
        "This file holds %(actual)s tracks; %(most)s is the most. Export only the video and its sound."
    ) % {"actual": _figure(params, "streams"), "most": _figure(params, "most")}


def _video_too_many_pixels(params: Params, name: str) -> str:
    return _(
        "This video has %(width)s × %(height)s pixels; 4K (4096 × 2304) is the most. Export it smaller."
    ) % {
        "width": _figure(params, "width"),
        "height": _figure(params, "height"),
    }


def _video_too_small(params: Params, name: str) -> str:
    return _("This video is too small to be seen. Export it bigger.")


def _video_no_duration(params: Params, name: str) -> str:
    return _("This video does not say how long it lasts. Export it again as MP4 (H.264).")


def _video_too_long(params: Params, name: str) -> str:
    return _("This video lasts %(actual)s minutes; %(most)s is the most. Cut it.") % {
        "actual": _figure(params, "minutes"),
        "most": _figure(params, "most"),
    }


def _video_too_fast(params: Params, name: str) -> str:
    return _(
        "This video has %(actual)s frames a second; %(most)s is the most. Export it with 30 or 60."
    ) % {"actual": _figure(params, "fps"), "most": _figure(params, "most")}


def _video_truncated(params: Params, name: str) -> str:
    return _("This video ends early; the file seems incomplete. Upload it again.")


def _video_too_heavy(params: Params, name: str) -> str:
    n = int(params.get("most", 0))
    words = ngettext(
        "This video must be converted, and only about %(n)s second of it could be. Export it as MP4 (H.264, AAC).",
        "This video must be converted, and only about %(n)s seconds of it could be. Export it as MP4 (H.264, AAC).",
        n,
    )
    return words % {"n": number_format(n, use_l10n=True, force_grouping=True)}


def _video_does_not_fit(params: Params, name: str) -> str:
    return _(
        "This video cannot be made small enough for the network. Cut it, or export it smaller."
    )


VIDEO_REFUSALS: dict[str, Callable[[Params, str], str]] = {
    "not_a_video": _not_a_video,
    "video_kind": _video_kind,
    "video_codec": _video_codec,
    "video_streams": _video_streams,
    "video_too_many_pixels": _video_too_many_pixels,
    "video_too_small": _video_too_small,
    "video_no_duration": _video_no_duration,
    "video_too_long": _video_too_long,
    "video_too_fast": _video_too_fast,
    "video_truncated": _video_truncated,
    "video_too_heavy": _video_too_heavy,
    "video_does_not_fit": _video_does_not_fit,
}
VIDEO_NOTES = {
    VIDEO_CONVERTED: gettext_lazy("Converted to MP4 (H.264), which every network takes."),
    VIDEO_WITHOUT_SOUND: gettext_lazy("This video has no sound."),
}
