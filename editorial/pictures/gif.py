"""GIF by its own blocks: how many frames, and the same file without anything that is not picture or timing.

A GIF is walked, not decoded, so that three thousand frames are counted in milliseconds. The clean copy keeps header,
colour tables, frames, timing and the loop; comments, foreign application data (where cameras and editors leave
their notes) and whatever follows the end are dropped.
"""

from __future__ import annotations

from collections.abc import Iterator

from editorial.pictures.rules import Refusal

_LOOPS = (b"NETSCAPE2.0", b"ANIMEXTS1.0")
_EXTENSION, _FRAME, _END = 0x21, 0x2C, 0x3B
_TIMING, _APPLICATION = 0xF9, 0xFF


def count_frames(data: bytes) -> int:
    """The frames; raises Refusal("truncated") where a block ends beyond the file."""
    return sum(1 for kind, _, _ in _blocks(data) if kind == _FRAME)


def cleaned(data: bytes) -> bytes:
    """The same animation without comments, notes, or bytes after the end."""
    kept = [data[: _header_end(data)]]
    for kind, start, end in _blocks(data):
        if kind == _EXTENSION and not _is_wanted(data, start):
            continue
        kept.append(data[start:end])
    kept.append(bytes([_END]))
    return b"".join(kept)


def _is_wanted(data: bytes, start: int) -> bool:
    label = data[start + 1]
    if label == _APPLICATION:
        return data[start + 3 : start + 14] in _LOOPS
    return label == _TIMING


def _header_end(data: bytes) -> int:
    if len(data) < 13 or data[:6] not in (b"GIF87a", b"GIF89a"):
        raise Refusal("not_a_picture")
    flags = data[10]
    return 13 + (3 * (2 << (flags & 7)) if flags & 0x80 else 0)


def _blocks(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Kind, start and end of each block up to the trailer; a missing trailer after a whole frame is forgiven."""
    at = _header_end(data)
    has_frame = False
    while at < len(data):
        kind, start = data[at], at
        if kind == _END:
            return
        if kind == _EXTENSION:
            at = _after_sub_blocks(data, at + 2)
        elif kind == _FRAME:
            if at + 10 > len(data):
                raise Refusal("truncated")
            flags = data[at + 9]
            table = 3 * (2 << (flags & 7)) if flags & 0x80 else 0
            at = _after_sub_blocks(data, at + 10 + table + 1)
            has_frame = True
        elif kind == 0 and has_frame:
            at += 1  # stray padding between blocks, as some programs write it
            continue
        else:
            raise Refusal("truncated" if has_frame else "not_a_picture")
        yield kind, start, at
    if not has_frame:
        raise Refusal("truncated")


def _after_sub_blocks(data: bytes, at: int) -> int:
    while True:
        if at >= len(data):
            raise Refusal("truncated")
        size = data[at]
        at += 1 + size
        if size == 0:
            return at
