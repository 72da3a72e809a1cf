"""The bounds of an upload, and the codes by which it is refused or changed. Sentences are made in picture_words.py.

One list for the page that takes a file and for the process that opens it, so that both refuse the same things.
"""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1_000_000
# Pixels of one picture: what two cores and 600 MB can turn, cut and write in ten seconds.
MOST_PIXELS = 50_000_000
MOST_FRAMES = 600
# Frames times pixels of an animation: every frame is decoded once to see that it is whole.
MOST_FRAME_PIXELS = 400_000_000
MOST_SIDE = 30_000
# What we read with; anything else that Pillow knows stays shut.
FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
MIMES = {
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "GIF": "image/gif",
    "WEBP": "image/webp",
}
SUFFIXES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/gif": "gif",
    "image/webp": "webp",
    "video/mp4": "mp4",
    "video/webm": "webm",
}

# Notes: what was changed in a picture that was taken.
LOCATION_REMOVED = "location_removed"
COLOURS_CONVERTED = "colours_converted"
FIRST_FRAME = "first_frame"


class Refusal(Exception):
    """Why a file is not taken: a code, and its numbers."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True, slots=True)
class Seen:
    """What the first bytes of a file tell: its kind by content, its size in pixels, its frames where it is a GIF."""

    mime: str
    width: int
    height: int
    n_frames: int = 1
