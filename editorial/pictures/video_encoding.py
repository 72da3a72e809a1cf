"""Encoding a video anew: H.264 and AAC in an MP4 that begins to play at once. Runs only in the closed process."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.container import InputContainer, OutputContainer
from av.filter import Graph
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from editorial.pictures.rules import Refusal
from editorial.pictures.video_fitting import SOUND_BITS_S, Wanted
from editorial.pictures.video_rules import MOST_FRAME_PIXELS, MOST_S

MP4 = {"movflags": "+faststart", "fflags": "+bitexact"}
CLOCK = Fraction(1, 90_000)
# Few reference frames and a short look ahead: memory stays small and bounded.
_X264 = {"preset": "veryfast", "profile": "high", "rc-lookahead": "10", "threads": "2"}
_TURNS = {90: ["transpose=clock"], 180: ["hflip", "vflip"], 270: ["transpose=cclock"]}


def turn_of(frame: VideoFrame) -> int:
    """How far a frame must be turned clockwise to be upright: 0, 90, 180 or 270."""
    return round(-frame.rotation / 90) * 90 % 360


def encode(container: InputContainer, stream: VideoStream, target: Path, wanted: Wanted) -> float:
    """Write the video as `wanted`, upright; returns how many seconds of pictures there were. Raises Refusal."""
    with av.open(str(target), "w", format="mp4", options=MP4) as out:
        pictures = _Pictures(out, stream, wanted)
        sounds = container.streams.audio
        sound = _Sound(out, sounds[0]) if sounds else None
        read = [stream, *sounds[:1]]
        for packet in container.demux(read):
            if packet.stream is stream:
                for frame in packet.decode():
                    if isinstance(frame, VideoFrame):
                        pictures.take(frame)
            elif sound is not None:
                for heard in packet.decode():
                    sound.take(heard)
        pictures.end()
        if sound is not None:
            sound.end()
        return pictures.seconds


class _Pictures:
    """The picture stream: turned, scaled, at most so many frames a second."""

    def __init__(self, out: OutputContainer, source: VideoStream, wanted: Wanted) -> None:
        self.out, self.source, self.wanted = out, source, wanted
        self.stream = out.add_stream("libx264", rate=Fraction(wanted.fps).limit_denominator(1001))
        self.stream.width, self.stream.height = wanted.width, wanted.height
        self.stream.pix_fmt = "yuv420p"
        how: dict[str, object] = dict(_X264)
        if wanted.bits_s is None:
            how["crf"] = "21"
        else:
            self.stream.bit_rate = wanted.bits_s
            how |= {"maxrate": str(wanted.bits_s), "bufsize": str(wanted.bits_s)}
        self.stream.options = how
        self.stream.codec_context.time_base = CLOCK
        self.graph: Graph | None = None
        self.first: float | None = None
        self.seconds, self.last = 0.0, -1

    def take(self, frame: VideoFrame) -> None:
        """One decoded frame."""
        if frame.width * frame.height > MOST_FRAME_PIXELS:
            raise Refusal("video_too_many_pixels", width=frame.width, height=frame.height)
        if frame.pts is None:
            return
        if self.first is None:
            self.first = float(frame.time)
        at = float(frame.time) - self.first
        if at > MOST_S + 60:
            raise Refusal("video_too_long", minutes=MOST_S // 60 + 1, most=MOST_S // 60)
        self.seconds = max(self.seconds, at + 1 / max(self.wanted.fps, 1))
        ticks = round(at / float(CLOCK))
        # A frame that comes sooner than the rate allows is left out.
        if self.last >= 0 and ticks - self.last < 0.6 / self.wanted.fps / float(CLOCK):
            return
        self.last = ticks
        upright = self._upright(frame)
        upright.pts, upright.time_base = ticks, CLOCK
        upright.pict_type = 0
        for packet in self.stream.encode(upright):
            self.out.mux(packet)

    def _upright(self, frame: VideoFrame) -> VideoFrame:
        turn = turn_of(frame)
        if turn:
            if self.graph is None:
                self.graph = self._turning(turn, frame)
            self.graph.vpush(frame)
            frame = self.graph.vpull()
        return frame.reformat(width=self.wanted.width, height=self.wanted.height, format="yuv420p")

    def _turning(self, turn: int, frame: VideoFrame) -> Graph:
        graph = Graph()
        nodes = [graph.add_buffer(template=self.source)]
        for each in _TURNS[turn]:
            name, _, how = each.partition("=")
            nodes.append(graph.add(name, how) if how else graph.add(name))
        nodes.append(graph.add("buffersink"))
        graph.link_nodes(*nodes).configure()
        return graph

    def end(self) -> None:
        """What the encoder still holds."""
        if self.first is None:
            raise Refusal("video_truncated")
        for packet in self.stream.encode(None):
            self.out.mux(packet)


class _Sound:
    """The sound stream: AAC in stereo."""

    def __init__(self, out: OutputContainer, source: AudioStream) -> None:
        self.out = out
        self.stream = out.add_stream("aac", rate=48_000)
        self.stream.codec_context.layout = "stereo"
        self.stream.bit_rate = SOUND_BITS_S
        self.resampler = AudioResampler("fltp", "stereo", 48_000, frame_size=1024)

    def take(self, frame: av.AudioFrame) -> None:
        """One decoded frame of sound."""
        for each in self.resampler.resample(frame):
            self._write(each)

    def _write(self, frame: av.AudioFrame | None) -> None:
        for packet in self.stream.encode(frame):
            self.out.mux(packet)

    def end(self) -> None:
        """What is still held."""
        for each in self.resampler.resample(None):
            self._write(each)
        self._write(None)
