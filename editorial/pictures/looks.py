"""How a picture looks in a few numbers, and how far two looks are apart. Pure.

A look is the slopes of light of the whole picture and of the parts that are usually left when somebody crops it: the middle without a few per cent
a side, the middle cut to a usual shape. Of each, sixteen by sixteen steps to the right and sixteen by sixteen down, two bits a step: lighter, darker, or
neither where the light hardly changes, so that what saving does to a plain surface says nothing. Two pictures look alike where the whole of one and the whole
or a part of the other differ in few of the bits that either has: of a card with a word on it few bits are set, and another word changes many of them.
"""

from __future__ import annotations

from collections.abc import Iterator

N = 16
BITS = N * N * 4
DIGITS = BITS // 4
# What the middle keeps of each side when a little is cut off all around, and the shapes a network or a person cuts to.
MIDDLES = (1.0, 0.98, 0.96, 0.94, 0.92, 0.90, 0.88, 0.86)
SHAPES = (1.0, 4 / 5, 3 / 4, 16 / 9)
# Light that changes less is one plain surface, saved more or less well.
LEAST_STEP = 3
# So many bits must be set for a picture to look like anything.
TELLING = 40
# The part of the bits of either that may differ (docs/decisions/quality-figures.md tells what was measured).
MOST_APART = 0.22

Box = tuple[float, float, float, float]


def parts(width: int, height: int) -> Iterator[Box]:
    """What is looked at of a picture of this size, the whole first: left, top, right, bottom."""
    for kept in MIDDLES:
        yield _middle(width, height, width * kept, height * kept)
    for shape in SHAPES:
        yield _middle(width, height, min(width, height * shape), min(height, width / shape))


def _middle(width: int, height: int, inner_width: float, inner_height: float) -> Box:
    left, top = (width - inner_width) / 2, (height - inner_height) / 2
    return (left, top, left + inner_width, top + inner_height)


def slopes(right: bytes, down: bytes) -> str:
    """The hex digits of one part: `right` is its light in N rows of N + 1 points, `down` in N + 1 rows of N."""
    steps = [
        right[at + 1] - right[at]
        for row in range(N)
        for at in range(row * (N + 1), row * (N + 1) + N)
    ]
    steps += [down[at + N] - down[at] for at in range(N * N)]
    bits = 0
    for n, step in enumerate(steps):
        bits |= (step > LEAST_STEP) << 2 * n | (step < -LEAST_STEP) << 2 * n + 1
    return f"{bits:0{DIGITS}x}"


def tells(look: str) -> bool:
    """Whether there is enough to see for it to look like something else."""
    return bool(look) and int(look[:DIGITS], 16).bit_count() >= TELLING


def apart(one: str, other: str) -> float:
    """How far two looks are apart, from 0 to 1: the part of the bits of either that the other does not have; 1 for a plain surface."""
    if not (tells(one) and tells(other)):
        return 1.0
    first, second = _parts_of(one), _parts_of(other)
    pairs = [(first[0], each) for each in second] + [(second[0], each) for each in first[1:]]
    return min((a ^ b).bit_count() / max((a | b).bit_count(), 1) for a, b in pairs)


def _parts_of(look: str) -> list[int]:
    return [int(look[at : at + DIGITS], 16) for at in range(0, len(look), DIGITS)]
