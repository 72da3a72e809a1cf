"""A first look at an upload, by its content and never by its name: cheap enough for the page that takes it.

Only headers are read: no pixel is decoded here, so a picture that would unfold to gigabytes is refused in
milliseconds. Whether the rest of the file is whole is found out in the closed process (making.py).
"""

from __future__ import annotations

import io
import re
import warnings

from PIL import Image, UnidentifiedImageError

from editorial.pictures import gif
from editorial.pictures.rules import (
    FORMATS,
    MIMES,
    MOST_FRAME_PIXELS,
    MOST_FRAMES,
    MOST_PIXELS,
    MOST_SIDE,
    Refusal,
    Seen,
)

_HEIC_BRANDS = (
    b"heic",
    b"heix",
    b"heim",
    b"heis",
    b"hevc",
    b"hevx",
    b"mif1",
    b"msf1",
    b"avif",
    b"avis",
)


def first_look(data: bytes) -> Seen:
    """What the file is. Raises Refusal: empty, svg, heic, not_a_picture, too_many_pixels, too_many_frames, truncated."""
    if not data:
        raise Refusal("empty")
    _refuse_known_strangers(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter(
                "ignore"
            )  # Pillow warns at half of its own bound; ours is asked below
            with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
                kind, width, height = picture.format or "", *picture.size
    except Image.DecompressionBombError as error:
        raise Refusal("too_many_pixels", **_numbers_of_a_bomb(error)) from None
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Refusal("truncated" if _begins_like_a_picture(data) else "not_a_picture") from None
    seen = Seen(MIMES[kind], width, height, gif.count_frames(data) if kind == "GIF" else 1)
    refuse_if_huge(seen)
    return seen


def refuse_if_huge(seen: Seen) -> None:
    """Raises Refusal for more pixels or frames than we open."""
    if seen.width < 1 or seen.height < 1:
        raise Refusal("not_a_picture")
    pixels = seen.width * seen.height
    if pixels > MOST_PIXELS or max(seen.width, seen.height) > MOST_SIDE:
        raise Refusal(
            "too_many_pixels",
            megapixels=-(-pixels // 1_000_000),
            most=MOST_PIXELS // 1_000_000,
        )
    if seen.n_frames > MOST_FRAMES:
        raise Refusal("too_many_frames", frames=seen.n_frames, most=MOST_FRAMES)
    if seen.n_frames > 1 and seen.n_frames * pixels > MOST_FRAME_PIXELS:
        raise Refusal("animation_too_big", frames=seen.n_frames)


def _refuse_known_strangers(data: bytes) -> None:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if (
        head.startswith((b"<?xml", b"<svg", b"<!--", b"<!doctype svg"))
        and b"<svg" in data[:4096].lower()
    ):
        raise Refusal("svg")
    if is_heic(data):
        raise Refusal("heic")


def is_heic(head: bytes) -> bool:
    """Whether a file that begins so is a picture in a film's box: HEIC or AVIF."""
    return head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS


def _begins_like_a_picture(data: bytes) -> bool:
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a")) or (
        data[:4] == b"RIFF" and data[8:12] == b"WEBP"
    )


def _numbers_of_a_bomb(error: Exception) -> dict[str, str | int]:
    """The megapixels of a picture that Pillow refused to open: it states them only in its sentence."""
    most = MOST_PIXELS // 1_000_000
    found = re.search(r"\((\d+) pixels\)", str(error))
    return {"megapixels": -(-int(found[1]) // 1_000_000) if found else most, "most": most}
