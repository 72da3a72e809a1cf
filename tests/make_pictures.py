"""Pictures made by code: files of every kind an upload may be, and assets of a library in any state."""

from __future__ import annotations

import io
import struct
import zlib
from datetime import datetime
from typing import Any

from PIL import Image

from clients.models import Client
from editorial.actions import library, making_pictures
from editorial.models import Asset
from people.clock import database_now
from people.models import Member

GPS_MARK = b"GPS-IS-HERE"


def picture(
    kind: str = "JPEG",
    size: tuple[int, int] = (640, 480),
    colour: Any = (160, 60, 40),
    mode: str = "RGB",
    **how: Any,
) -> bytes:
    """The bytes of a plain picture."""
    out = io.BytesIO()
    Image.new(mode, size, colour).save(out, kind, **how)
    return out.getvalue()


def photograph(size: tuple[int, int] = (1200, 900), *, orientation: int = 1) -> bytes:
    """A JPEG as a telephone writes it: with position, camera and turning."""
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    exif[0x0112] = orientation
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2], gps[3], gps[4] = "N", (43.0, 46.0, 14.5), "E", (11.0, 15.0, 21.0)
    gps[29] = "2026:11:25"
    gps[27] = GPS_MARK
    half = Image.new("RGB", size, (20, 40, 160))
    half.paste((220, 200, 40), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    half.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def gif(n_frames: int, size: tuple[int, int] = (32, 32), *, comment: bytes = b"") -> bytes:
    """An animation; every frame differs a little, so that none is dropped."""
    frames = [Image.new("P", size, n % 250) for n in range(n_frames)]
    for frame in frames:
        frame.putpalette([value for n in range(256) for value in (n, 255 - n, 128)])
    out = io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=40, loop=0, comment=comment
    )
    return out.getvalue()


def png_that_says(width: int, height: int, n_bytes: int = 0) -> bytes:
    """A PNG whose header promises that many pixels; the data are rows of nothing, packed small."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data))
            + name
            + data
            + struct.pack(">I", zlib.crc32(name + data) & 0xFFFFFFFF)
        )

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000, 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", packed + b"\0" * n_bytes)
        + chunk(b"IEND", b"")
    )


def received(
    member: Member, client: Client, data: bytes | None = None, *, name: str = "vigna.jpg"
) -> Asset:
    """An upload that waits for a worker."""
    data = picture(colour=_colour_of(name)) if data is None else data
    return library.receive(
        client=client, member=member, file_name=name, data=data, now=database_now()
    ).asset


def ready(
    member: Member,
    client: Client,
    data: bytes | None = None,
    *,
    name: str = "vigna.jpg",
    alt: str = "",
    now: datetime | None = None,
) -> Asset:
    """A picture of the library, as the worker leaves it."""
    asset = received(member, client, data, name=name)
    making_pictures.make_due(now=now or database_now())
    asset.refresh_from_db()
    if alt:
        library.describe(asset=asset, member=member, alt=alt, now=database_now())
    return asset


def _colour_of(name: str) -> tuple[int, int, int]:
    """A colour of the name's own, so that two names are two pictures."""
    value = zlib.crc32(name.encode())
    return (value & 255, value >> 8 & 255, value >> 16 & 255)
