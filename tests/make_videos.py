"""Videos made by code: films of every kind an upload may be, and what only pretends to be one."""

from __future__ import annotations

import io
import struct
from functools import cache
from typing import Any

import av
from av.audio.resampler import AudioResampler

PLACE = "+43.7710+011.2480/"
PLACE_BOX = b"loci"  # where a film keeps it
SECRET = "who-was-behind-the-camera"


@cache
def film(
    *,
    format: str = "mp4",
    codec: str = "libx264",
    sound: str = "aac",
    size: tuple[int, int] = (320, 180),
    seconds: int = 2,
    fps: int = 15,
    turn: int = 0,
    n_more_sounds: int = 0,
    is_told: bool = True,
) -> bytes:
    """The bytes of a film as a camera writes it: with place, author, and turned by `turn` degrees clockwise."""
    out = io.BytesIO()
    source = av.open(
        f"testsrc2=size={size[0]}x{size[1]}:rate={fps}:duration={seconds}", format="lavfi"
    )
    with source, av.open(out, "w", format=format) as made:
        if is_told:
            made.metadata.update({"location": PLACE, "comment": SECRET, "artist": SECRET})
        pictures = made.add_stream(codec, rate=fps)
        pictures.width, pictures.height = size
        pictures.pix_fmt = "yuvj420p" if codec == "mjpeg" else "yuv420p"
        pictures.options = {"preset": "ultrafast"} if codec == "libx264" else {}
        if codec == "libvpx-vp9":
            pictures.options = {"deadline": "realtime", "cpu-used": "8"}
        if turn:
            pictures.set_display_rotation(-turn)
        sounds = [_sound_stream(made, sound) for _ in range(1 + n_more_sounds)] if sound else []
        for frame in source.decode(video=0):
            made.mux(pictures.encode(frame.reformat(format=pictures.pix_fmt)))
        made.mux(pictures.encode(None))
        for stream in sounds:
            _fill(made, stream, seconds)
    return out.getvalue()


def _sound_stream(made: Any, codec: str) -> Any:
    stream = made.add_stream(codec, rate=48_000)
    stream.codec_context.layout = "stereo"
    return stream


def _fill(made: Any, stream: Any, seconds: int) -> None:
    size = stream.codec_context.frame_size or 1024
    resampler = AudioResampler("fltp", "stereo", 48_000, frame_size=size)
    with av.open(f"sine=sample_rate=48000:duration={seconds}", format="lavfi") as tone:
        for frame in tone.decode(audio=0):
            for each in resampler.resample(frame):
                made.mux(stream.encode(each))
    for each in resampler.resample(None):
        made.mux(stream.encode(each))
    made.mux(stream.encode(None))


FTYP = struct.pack(">I", 24) + b"ftypisom\0\0\x02\0isomavc1"


def seconds_of(data: bytes) -> float:
    """How long a film really plays."""
    with av.open(io.BytesIO(data)) as opened:
        return (opened.duration or 0) / av.time_base


def bomb(width: int = 20_000, height: int = 20_000) -> bytes:
    """A film of one small JPEG frame that says of itself, at every place that tells it, to be that big."""
    data = bytearray(film(format="mov", codec="mjpeg", sound="", seconds=1, fps=1))
    told = struct.pack(">HH", height, width)
    at = data.index(b"\xff\xc0")
    data[at + 5 : at + 9] = told
    at = data.index(b"jpeg", data.index(b"stsd"))
    data[at + 28 : at + 32] = struct.pack(">HH", width, height)
    return bytes(data)
