"""Sentences about pictures and videos: why a file is not taken, what was changed in one that was, how its alt text stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from editorial.pictures.rules import (
    COLOURS_CONVERTED,
    FIRST_FRAME,
    LOCATION_REMOVED,
    Refusal,
)
from editorial.words.videos import VIDEO_NOTES, VIDEO_REFUSALS

Params = Mapping[str, str | int]
_VIDEO_SUFFIXES = (".mp4", ".m4v", ".mov", ".webm", ".mkv")


def refusal_sentence(refusal: Refusal, *, name: str = "") -> str:
    """Why a file is not taken, with its numbers and what to do; `name` is the file's."""
    return sentence_of(refusal.code, refusal.params, name=name)


def sentence_of(code: str, params: Params, *, name: str = "") -> str:
    """The sentence of a stored refusal."""
    maker = _REFUSALS.get(code, _not_readable)
    return maker(params, name)


def note_sentences(notes: list[str]) -> list[str]:
    """What was changed in a picture that was taken."""
    return [str(_NOTES[note]) for note in notes if note in _NOTES]


def _figure(params: Params, key: str) -> str:
    return str(number_format(int(params.get(key, 0)), use_l10n=True, force_grouping=True))


def _suffix(name: str) -> str:
    return "." + name.rpartition(".")[2].lower() if "." in name else ""


def _empty(params: Params, name: str) -> str:
    return _("This file is empty.")


def _not_a_picture(params: Params, name: str) -> str:
    suffix = {"suffix": _suffix(name)}
    if _suffix(name) in (".jpg", ".jpeg", ".png", ".gif", ".webp"):
        return _("This file is not a picture, although it ends in %(suffix)s.") % suffix
    if _suffix(name) in _VIDEO_SUFFIXES:
        return _("This file is not a video, although it ends in %(suffix)s.") % suffix
    return _(
        "This file is neither a picture nor a video. JPEG, PNG, WebP, GIF, MP4, MOV and WebM are taken."
    )


def _svg(params: Params, name: str) -> str:
    return _("SVG is not accepted by networks. Export it as PNG.")


def _heic(params: Params, name: str) -> str:
    return _("HEIC and AVIF are not taken here. Save the picture as JPEG and upload it again.")


def _too_many_bytes(params: Params, name: str) -> str:
    words = {"actual": _figure(params, "megabytes"), "most": _figure(params, "most")}
    if "megabytes" in params:
        return _("This file has %(actual)s MB; %(most)s is the most.") % words
    return _("This file is too big; %(most)s MB is the most.") % words


def _too_many_pixels(params: Params, name: str) -> str:
    return _("This picture has %(actual)s megapixels; %(most)s is the most.") % {
        "actual": _figure(params, "megapixels"),
        "most": _figure(params, "most"),
    }


def _too_many_frames(params: Params, name: str) -> str:
    return _("Too long for a GIF (%(actual)s frames; %(most)s at most). Convert it to a video.") % {
        "actual": _figure(params, "frames"),
        "most": _figure(params, "most"),
    }


def _animation_too_big(params: Params, name: str) -> str:
    n = int(params.get("frames", 0))
    words = ngettext(
        "This GIF is too big for its %(n)s frame. Make it smaller or shorter.",
        "This GIF is too big for its %(n)s frames. Make it smaller or shorter.",
        n,
    )
    return words % {"n": n}


def _truncated(params: Params, name: str) -> str:
    return _("This picture ends early; the file seems incomplete. Upload it again.")


def _too_heavy(params: Params, name: str) -> str:
    if _suffix(name) in _VIDEO_SUFFIXES:
        return _("This video takes too much to open. Export it again as MP4 (H.264), in Full HD.")
    return _("This picture takes too much to open. Export it again, smaller.")


def _not_readable(params: Params, name: str) -> str:
    if _suffix(name) in _VIDEO_SUFFIXES:
        return _("This video cannot be opened. Export it again as MP4 (H.264).")
    return _("This picture cannot be opened. Export it again as JPEG or PNG.")


def _no_room(params: Params, name: str) -> str:
    return _(
        "There is no room for this upload right now: %(n)s MB are on the way already. Finish or give up one, then try again."
    ) % {"n": _figure(params, "megabytes")}


def _rights_ended(params: Params, name: str) -> str:
    return _("The rights of «%(name)s» have ended.") % {"name": params.get("name", name)}


def _gone(params: Params, name: str) -> str:
    return _("This picture is no longer in the library.")


def _no_logo(params: Params, name: str) -> str:
    return _("A video cannot be a logo. Choose a picture.")


_REFUSALS: dict[str, Callable[[Params, str], str]] = {
    "empty": _empty,
    "not_a_picture": _not_a_picture,
    "svg": _svg,
    "heic": _heic,
    **VIDEO_REFUSALS,
    "too_many_bytes": _too_many_bytes,
    "too_many_pixels": _too_many_pixels,
    "too_many_frames": _too_many_frames,
    "animation_too_big": _animation_too_big,
    "truncated": _truncated,
    "too_heavy": _too_heavy,
    "not_readable": _not_readable,
    "gone": _gone,
    "no_room": _no_room,
    "rights_ended": _rights_ended,
    "no_logo": _no_logo,
}
_NOTES = {
    **VIDEO_NOTES,
    LOCATION_REMOVED: gettext_lazy("Location data was removed."),
    COLOURS_CONVERTED: gettext_lazy("Colours converted for screens; please check the preview."),
    FIRST_FRAME: gettext_lazy("Only the first frame is used: of what moves, GIF alone is taken."),
}
