"""The bounds of a video, and the first look at one: by its opening bytes, cheap enough for the page that takes it.

What is inside is found out in the closed process alone (videos.py).
"""

from __future__ import annotations

from dataclasses import dataclass

from editorial.pictures.inspecting import is_heic
from editorial.pictures.rules import Refusal

# Pixels of one frame: cinema 4K. Frames a second, and the hour that an upload may last.
MOST_FRAME_PIXELS = 4096 * 2304
MOST_SIDE = 4096
LEAST_SIDE = 16
MOST_FPS = 120
MOST_S = 3600
MOST_STREAMS = 12
# Frames times pixels that one job may encode anew: what one core does in about two minutes.
MOST_WORK = 6_000_000_000
MIME = "video/mp4"

# Notes: what was changed in a video that was taken.
VIDEO_CONVERTED = "video_converted"
VIDEO_WITHOUT_SOUND = "video_without_sound"

# What a file that is an ISO film begins with, four bytes in; the second row is of old QuickTime.
_ISO_BOXES = (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip")
EBML = b"\x1aE\xdf\xa3"
_OTHERS = (
    b"FLV\x01",
    b"\x30\x26\xb2\x75\x8e\x66\xcf\x11",  # Windows Media
    b"\x00\x00\x01\xba",  # MPEG
    b"\x00\x00\x01\xb3",
    b"OggS",
)


@dataclass(frozen=True, slots=True)
class Film:
    """What the closed process found in a video: pixels as they are seen (upright), duration, frames a second."""

    width: int
    height: int
    duration_ms: int
    fps: float
    n_frames: int


def container_of(head: bytes) -> str:
    """The demuxer for a file that begins so: "mov" or "matroska"; "" for what is no video of a kind we take."""
    if head[4:8] in _ISO_BOXES:
        return "mov"
    return "matroska" if head[:4] == EBML else ""


def first_look_at_video(head: bytes) -> bool:
    """Whether a file that begins so is to be opened as a video. Raises Refusal for a video of a kind we do not take."""
    if is_other_video(head):
        raise Refusal("video_kind")
    return bool(container_of(head)) and not is_heic(head)


def is_other_video(head: bytes) -> bool:
    """Whether these are the first bytes of a video of a kind that is not taken."""
    is_transport_stream = head[:1] == b"G" and head[188:189] == b"G" and head[376:377] == b"G"
    is_avi = head[:4] == b"RIFF" and head[8:12] == b"AVI "
    return is_avi or is_transport_stream or head.startswith(_OTHERS)


def work_of(width: int, height: int, duration_ms: int, fps: float) -> int:
    """Frames times pixels of encoding this."""
    return int(width * height * max(fps, 1) * duration_ms / 1000)
