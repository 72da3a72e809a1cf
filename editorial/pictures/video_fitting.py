"""Whether and how a video fits a network: size and bits a second that stay inside its bytes. Pure arithmetic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from editorial.pictures.cutting import fitted
from editorial.pictures.video_rules import MOST_WORK, Film, work_of

SENT_FPS = 60
SOUND_BITS_S = 128_000
# Bits a pixel and frame that still look like something: below it a network gets nothing rather than porridge.
LEAST_BITS = 0.03
# The container's own bytes, and an encoder that overshoots.
SPARE = 0.90
_SIDES = (1920, 1280, 960, 640)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the encoder shall make; `bits_s` of the pictures, None for as many as they need."""

    width: int
    height: int
    fps: float
    bits_s: int | None


def even(side: int) -> int:
    """H.264 wants sides that are even."""
    return max(side - side % 2, 2)


def wanted_for(film: Film, rule: Mapping[str, Any]) -> Wanted | None:
    """The biggest picture that fits `rule` (most_bytes, most_pixels); None when none does."""
    fps = min(film.fps or 30, SENT_FPS)
    seconds = film.duration_ms / 1000
    bits_s = None
    if rule["most_bytes"] is not None:
        bits_s = int(rule["most_bytes"] * 8 * SPARE / seconds) - SOUND_BITS_S
    for side in _SIDES:
        width, height = fitted(
            film.width, film.height, most_side=side, most_pixels=rule["most_pixels"]
        )
        if bits_s is None or bits_s >= width * height * fps * LEAST_BITS:
            return Wanted(even(width), even(height), fps, bits_s)
    return None


def can_be_made(film: Film, rule: Mapping[str, Any]) -> bool:
    """Whether a file inside `rule` can be made of this video, in the time we give it."""
    work = work_of(film.width, film.height, film.duration_ms, film.fps)
    return work <= MOST_WORK and wanted_for(film, rule) is not None
