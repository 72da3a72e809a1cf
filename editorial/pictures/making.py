"""Opening an upload for good and making files of it. Runs only in the closed process (closed.py).

What is kept is made anew from the pixels: turned upright, in sRGB, without location, camera, author or anything
hidden behind the picture. Only an animation keeps its own frames, in a file rebuilt from its blocks.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageCms, ImageOps, ImageSequence

from editorial.pictures import gif, looks
from editorial.pictures.cutting import Cut, box_of, fitted
from editorial.pictures.inspecting import first_look
from editorial.pictures.rules import (
    COLOURS_CONVERTED,
    FIRST_FRAME,
    FORMATS,
    LOCATION_REMOVED,
    MOST_PIXELS,
    SUFFIXES,
    Refusal,
)

THUMB_SIDE = 320
SCREEN_SIDE = 1600
# A graphic up to this size keeps PNG's sharp edges; a bigger one would only be a slow, heavy photograph.
PNG_UP_TO = 12_000_000
KEPT_QUALITY = 92
SEND_QUALITIES = (90, 82, 74, 64)
_GPS = 0x8825


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was made."""

    purpose: str
    file: str
    mime: str
    width: int
    height: int


def open_for_good(source: Path, folder: Path) -> dict[str, Any]:
    """The kept file, the thumbnail and the one for screens. Raises Refusal for what turns out not to be whole."""
    data = source.read_bytes()
    seen = first_look(data)
    try:
        if seen.n_frames > 1:
            return _animation(data, seen.n_frames, folder)
        return _still(data, folder)
    except (OSError, SyntaxError, EOFError, ValueError, Image.DecompressionBombError):
        raise Refusal("truncated") from None


def _animation(data: bytes, n_frames: int, folder: Path) -> dict[str, Any]:
    clean = gif.cleaned(data)
    with Image.open(io.BytesIO(clean), formats=("GIF",)) as picture:
        first = _upright_srgb(picture.copy())[0]
        width, height = picture.size
        for frame in ImageSequence.Iterator(picture):
            frame.load()
    (folder / "kept.gif").write_bytes(clean)
    kept = Made("kept", "kept.gif", "image/gif", width, height)
    notes = [LOCATION_REMOVED] if b"GPSL" in data and b"GPSL" not in clean else []
    made = [kept, *for_screens(first, folder)]
    return _answer(made, notes, n_frames, thumb=folder / made[-1].file)


def _still(data: bytes, folder: Path) -> dict[str, Any]:
    with Image.open(io.BytesIO(data), formats=FORMATS) as opened:
        kind = opened.format
        notes = _notes_of(opened)
        picture, is_converted = _upright_srgb(opened)
    del opened, data
    if is_converted:
        notes.append(COLOURS_CONVERTED)
    is_graphic = kind in ("PNG", "GIF") and picture.width * picture.height <= PNG_UP_TO
    if picture.mode == "RGBA" or is_graphic:
        kept = _save(picture, folder, "kept", "image/png", compress_level=3)
    else:
        kept = _save(picture, folder, "kept", "image/jpeg", quality=KEPT_QUALITY, subsampling=0)
    made = [kept, *for_screens(picture, folder)]
    return _answer(made, notes, 1, thumb=folder / made[-1].file)


def _notes_of(opened: Image.Image) -> list[str]:
    notes = []
    if opened.getexif().get_ifd(_GPS) or b"exif:GPS" in _xmp(opened):
        notes.append(LOCATION_REMOVED)
    if getattr(opened, "is_animated", False):
        notes.append(FIRST_FRAME)
    return notes


def _xmp(opened: Image.Image) -> bytes:
    raw = opened.info.get("xmp") or opened.info.get("XML:com.adobe.xmp") or b""
    return raw.encode() if isinstance(raw, str) else bytes(raw)


def _upright_srgb(opened: Image.Image) -> tuple[Image.Image, bool]:
    """The pixels as they are meant to be seen, RGB or RGBA, and whether print colours were converted."""
    opened.load()
    profile = opened.info.get("icc_profile")
    # In place: a copy of fifty megapixels is 200 MB.
    ImageOps.exif_transpose(opened, in_place=True)
    picture = opened
    is_print = picture.mode in ("CMYK", "YCCK", "LAB")
    if picture.mode.startswith("I"):
        # Sixteen bits a pixel: the high byte is what a screen shows.
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
        profile = None
    if picture.mode in ("P", "PA", "LA", "1", "La", "RGBa", "F"):
        has_alpha = "transparency" in picture.info or picture.mode in ("PA", "LA", "La", "RGBa")
        picture = picture.convert("RGBA" if has_alpha else "RGB")
    elif picture.mode in ("RGB", "L") and "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if profile:
        picture = _by_profile(picture, profile)
    if picture.mode not in ("RGB", "RGBA"):
        picture = picture.convert("RGB")
    if picture.mode == "RGBA" and picture.getchannel("A").getextrema() == (255, 255):
        picture = picture.convert("RGB")
    picture.info.clear()
    return picture, is_print


def _by_profile(picture: Image.Image, profile: bytes) -> Image.Image:
    """Colours by the picture's own profile; one that cannot be read is left aside."""
    try:
        theirs = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        if "sRGB" in ImageCms.getProfileDescription(theirs):
            return picture
        mode = "RGBA" if picture.mode == "RGBA" else "RGB"
        changed = ImageCms.profileToProfile(
            picture, theirs, ImageCms.createProfile("sRGB"), outputMode=mode
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return changed or picture


def for_screens(picture: Image.Image, folder: Path) -> list[Made]:
    """The file for screens and the thumbnail of these pixels."""
    made = []
    screen = picture
    for purpose, side in (("screen", SCREEN_SIDE), ("thumb", THUMB_SIDE)):
        size = fitted(*screen.size, most_side=side)
        screen = screen if size == screen.size else screen.resize(size, Image.Resampling.LANCZOS)
        if screen.mode == "RGBA":
            made.append(_save(screen, folder, purpose, "image/png", compress_level=6))
        else:
            made.append(_save(screen, folder, purpose, "image/jpeg", quality=82, optimize=True))
    return made


def cut_for_sending(source: Path, folder: Path, rule: Mapping[str, Any]) -> dict[str, Any]:
    """One file a network takes: cut, not bigger than `rule` says, JPEG in sRGB (PNG where it is see-through)."""
    with Image.open(source, formats=FORMATS) as opened:
        opened.load()
        picture = opened if opened.mode in ("RGB", "RGBA") else opened.convert("RGB")
        box = box_of(*picture.size, Cut(**rule["cut"]))
        picture = picture.crop(box)
    del opened
    picture.info.clear()
    size = fitted(*picture.size, most_side=rule["most_side"], most_pixels=rule["most_pixels"])
    if size != picture.size:
        picture = picture.resize(size, Image.Resampling.LANCZOS)
    made = _light_enough(picture, folder, most_bytes=rule["most_bytes"], png=rule["takes_png"])
    return {**_answer([made], [], 1), "box": list(box)}


def _light_enough(picture: Image.Image, folder: Path, *, most_bytes: int | None, png: bool) -> Made:
    if picture.mode == "RGBA" and png:
        made = _save(picture, folder, "send", "image/png", compress_level=6)
        if most_bytes is None or (folder / made.file).stat().st_size <= most_bytes:
            return made
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    for _ in range(8):
        for quality in SEND_QUALITIES:
            made = _save(picture, folder, "send", "image/jpeg", quality=quality, progressive=True)
            if most_bytes is None or (folder / made.file).stat().st_size <= most_bytes:
                return made
        smaller = (max(picture.width * 4 // 5, 1), max(picture.height * 4 // 5, 1))
        picture = picture.resize(smaller, Image.Resampling.LANCZOS)
    raise Refusal("too_heavy")


def _save(picture: Image.Image, folder: Path, purpose: str, mime: str, **how: Any) -> Made:
    name = f"{purpose}.{SUFFIXES[mime]}"
    picture.save(folder / name, format=mime.partition("/")[2].upper(), **how)
    return Made(purpose, name, mime, *picture.size)


def look_of(thumb: Path) -> str:
    """What the picture looks like (looks.py), as hex digits."""
    with Image.open(thumb, formats=("JPEG", "PNG")) as opened:
        grey = opened.convert("L")
    return "".join(
        looks.slopes(
            _light(grey, looks.N + 1, looks.N, box), _light(grey, looks.N, looks.N + 1, box)
        )
        for box in looks.parts(*grey.size)
    )


def _light(grey: Image.Image, width: int, height: int, box: looks.Box) -> bytes:
    return grey.resize((width, height), Image.Resampling.BOX, box=box).tobytes()


def _answer(
    made: list[Made], notes: list[str], n_frames: int, *, thumb: Path | None = None
) -> dict[str, Any]:
    files = [asdict(one) for one in made]
    look = look_of(thumb) if thumb else ""
    return {"files": files, "notes": notes, "n_frames": n_frames, "look": look}


# Pillow's own bound stays, at ours: a bomb that hid from the first look is refused when it is opened.
Image.MAX_IMAGE_PIXELS = MOST_PIXELS
