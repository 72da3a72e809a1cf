"""Opening a video for good and making files of it. Runs only in the closed process (closed.py).

What networks take everywhere is H.264 with AAC in an MP4 that begins to play before it is all there. A video that
is that already keeps its pictures and sound bit by bit; anything else is encoded anew. Either way only one picture
stream and one sound stream go into a new file: place, camera, telemetry, subtitles, chapters and covers stay behind.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from editorial.pictures.cutting import fitted
from editorial.pictures.making import Made, for_screens, look_of
from editorial.pictures.rules import LOCATION_REMOVED, Refusal
from editorial.pictures.video_encoding import MP4, encode, turn_of
from editorial.pictures.video_fitting import Wanted, even, wanted_for
from editorial.pictures.video_rules import (
    LEAST_SIDE,
    MIME,
    MOST_FPS,
    MOST_FRAME_PIXELS,
    MOST_S,
    MOST_SIDE,
    MOST_STREAMS,
    MOST_WORK,
    VIDEO_CONVERTED,
    VIDEO_WITHOUT_SOUND,
    Film,
    container_of,
    work_of,
)

PICTURE_CODECS = ("h264", "hevc", "vp8", "vp9", "av1", "mpeg4", "prores", "mjpeg")
SOUND_CODECS = ("aac", "mp3", "opus", "vorbis", "alac", "ac3", "eac3", "flac", "amr_nb")
CONVERTED_SIDE = 1920
CONVERTED_FPS = 60
_PLACES = ("location", "gps", "xyz", "com.apple.quicktime.location.iso6709")
# Of the demuxer: a bound of its own, below which look_at counts in words; a short look is enough for what we take.
_OPENING = {"max_streams": "64", "probesize": "8000000", "analyzeduration": "8000000"}


@contextmanager
def opened(source: Path) -> Iterator[InputContainer]:
    """The container, read by the demuxer its first bytes call for and by no other: a list of links opens nothing."""
    with source.open("rb") as reader:
        container = container_of(reader.read(512))
        if not container:
            raise Refusal("not_a_video")
        reader.seek(0)
        with av.open(reader, "r", format=container, options=_OPENING) as found:
            yield found


def open_video(source: Path, folder: Path) -> dict[str, Any]:
    """The kept file, the poster for screens and the thumbnail. Raises Refusal."""
    try:
        with opened(source) as container:
            film, stream = look_at(container)
            notes = _notes(container)
            is_fit = _goes_as_it_is(container, stream)
        if is_fit:
            copy_streams(source, folder / "kept.mp4", film)
        else:
            _convert(source, folder, film)
            notes.append(VIDEO_CONVERTED)
        with opened(folder / "kept.mp4") as container:
            kept, stream = look_at(container)
            poster = poster_of(container, stream)
            if not container.streams.audio:
                notes.append(VIDEO_WITHOUT_SOUND)
    except MemoryError:
        raise
    except (av.FFmpegError, OSError, ValueError, EOFError, OverflowError, ZeroDivisionError):
        raise Refusal("video_truncated") from None
    made = [Made("kept", "kept.mp4", MIME, kept.width, kept.height), *for_screens(poster, folder)]
    return {
        "files": [asdict(one) for one in made],
        "notes": notes,
        "n_frames": kept.n_frames,
        "duration_ms": kept.duration_ms,
        "look": look_of(folder / made[-1].file),
    }


def look_at(container: InputContainer) -> tuple[Film, VideoStream]:
    """What the headers say of the video, inside our bounds. Raises Refusal."""
    if len(container.streams) > MOST_STREAMS:
        raise Refusal("video_streams", streams=len(container.streams), most=MOST_STREAMS)
    films = [each for each in container.streams.video if not _is_cover(each)]
    if not films:
        raise Refusal("not_a_video")
    stream = films[0]
    codec = stream.codec_context
    if codec is None or codec.name not in PICTURE_CODECS:
        raise Refusal("video_codec", codec=str(codec.name if codec else "?")[:20])
    width, height = codec.width, codec.height
    if min(width, height) < LEAST_SIDE:
        raise Refusal("not_a_video" if min(width, height) < 1 else "video_too_small")
    if width * height > MOST_FRAME_PIXELS or max(width, height) > MOST_SIDE:
        raise Refusal("video_too_many_pixels", width=width, height=height)
    duration_ms = _duration_ms(container, stream)
    if duration_ms < 1:
        raise Refusal("video_no_duration")
    if duration_ms > MOST_S * 1000:
        raise Refusal("video_too_long", minutes=-(-duration_ms // 60_000), most=MOST_S // 60)
    fps = float(stream.average_rate or stream.guessed_rate or 0)
    if fps > MOST_FPS * 1.01:
        raise Refusal("video_too_fast", fps=round(fps), most=MOST_FPS)
    if _turn(container, stream) % 180 == 90:
        width, height = height, width
    n_frames = min(stream.frames or round(fps * duration_ms / 1000), MOST_S * MOST_FPS)
    return Film(width, height, duration_ms, fps, max(n_frames, 1)), stream


def _is_cover(stream: VideoStream) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _duration_ms(container: InputContainer, stream: VideoStream) -> int:
    if stream.duration and stream.time_base:
        return int(stream.duration * stream.time_base * 1000)
    return int((container.duration or 0) / 1000)


def _notes(container: InputContainer) -> list[str]:
    told = [*container.metadata, *(name for each in container.streams for name in each.metadata)]
    has_place = any(place in name.lower() for name in told for place in _PLACES)
    # Cameras write where they were, frame by frame, into streams of data.
    is_tracked = any(each.type == "data" for each in container.streams)
    return [LOCATION_REMOVED] if has_place or is_tracked else []


def _goes_as_it_is(container: InputContainer, stream: VideoStream) -> bool:
    codec = stream.codec_context
    sounds = container.streams.audio
    return (
        codec.name == "h264"
        and codec.pix_fmt in ("yuv420p", "yuvj420p")
        and not (codec.width % 2 or codec.height % 2)
        and (not sounds or sounds[0].codec_context.name == "aac")
    )


def copy_streams(source: Path, target: Path, film: Film) -> None:
    """The first picture stream and the first sound stream, bit by bit, in a new file. Raises Refusal when it ends early."""
    with opened(source) as container, av.open(str(target), "w", format="mp4", options=MP4) as out:
        picture = look_at(container)[1]
        wanted = [picture, *container.streams.audio[:1]]
        streams = {each.index: out.add_stream_from_template(each) for each in wanted}
        tick_s = float(picture.time_base or 0)
        end_s = 0.0
        for packet in container.demux(wanted):
            if packet.dts is None:
                continue
            if packet.is_corrupt:
                raise Refusal("video_truncated")
            if packet.stream is picture and packet.pts is not None:
                end_s = max(end_s, (packet.pts + (packet.duration or 0)) * tick_s)
            packet.stream = streams[packet.stream.index]
            out.mux(packet)
    refuse_if_short(end_s - (picture.start_time or 0) * tick_s, film)


def refuse_if_short(seconds: float, film: Film) -> None:
    """Raises Refusal for a video whose pictures end well before it says."""
    if seconds < film.duration_ms / 1000 * 0.95 - 0.5:
        raise Refusal("video_truncated")


def _convert(source: Path, folder: Path, film: Film) -> None:
    fps = min(film.fps or 30, CONVERTED_FPS)
    width, height = fitted(film.width, film.height, most_side=CONVERTED_SIDE)
    refuse_if_much_work(film)
    wanted = Wanted(even(width), even(height), fps, None)
    with opened(source) as container:
        stream = look_at(container)[1]
        end_s = encode(container, stream, folder / "kept.mp4", wanted)
    refuse_if_short(end_s, film)


def refuse_if_much_work(film: Film) -> None:
    """Raises Refusal for what would take longer to encode than we let it."""
    work = work_of(film.width, film.height, film.duration_ms, film.fps)
    if work > MOST_WORK:
        raise Refusal(
            "video_too_heavy", most=max(int(film.duration_ms / 1000 * MOST_WORK / work), 1)
        )


def poster_of(container: InputContainer, stream: VideoStream) -> Image.Image:
    """A frame that stands for the video: near a tenth of it, the first that is not black."""
    start = stream.start_time or 0
    at = int(start + (stream.duration or 0) // 10)
    container.seek(at, stream=stream)
    best: VideoFrame | None = None
    for n, frame in enumerate(container.decode(stream)):
        if frame.width * frame.height > MOST_FRAME_PIXELS:
            raise Refusal("video_too_many_pixels", width=frame.width, height=frame.height)
        if best is None or not _is_dark(frame):
            best = frame
        if not _is_dark(best) or n >= 60:
            break
    if best is None:
        raise Refusal("video_truncated")
    return best.to_image().convert("RGB").rotate(-turn_of(best), expand=True)


def _is_dark(frame: VideoFrame) -> bool:
    small = frame.reformat(width=16, height=16, format="gray")
    return max(bytes(small.planes[0])[:256], default=0) < 40


# --- what one network takes ------------------------------------------------------------------------


def fit_video(source: Path, folder: Path, rule: Mapping[str, Any]) -> dict[str, Any]:
    """A file of the kept video inside a network's bytes and pixels, encoded anew. Raises Refusal."""
    with opened(source) as container:
        film, stream = look_at(container)
        refuse_if_much_work(film)
        wanted = wanted_for(film, rule)
        if wanted is None:
            raise Refusal("video_does_not_fit")
        encode(container, stream, folder / "send.mp4", wanted)
    most = rule["most_bytes"]
    if most is not None and (folder / "send.mp4").stat().st_size > most:
        raise Refusal("video_does_not_fit")
    made = Made("send", "send.mp4", MIME, wanted.width, wanted.height)
    return {"files": [asdict(made)], "notes": [], "n_frames": film.n_frames, "box": []}


def _turn(container: InputContainer, stream: VideoStream) -> int:
    """How the first frame must be turned; the stream itself does not say."""
    stream.codec_context.thread_count = 2
    stream.codec_context.options = {"max_pixels": str(MOST_FRAME_PIXELS)}
    frame = next(iter(container.decode(stream)), None)
    if frame is None:
        raise Refusal("video_truncated")
    if frame.width * frame.height > MOST_FRAME_PIXELS:
        raise Refusal("video_too_many_pixels", width=frame.width, height=frame.height)
    container.seek(0)
    stream.codec_context.flush_buffers()
    return turn_of(frame)
