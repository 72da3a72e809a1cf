"""What only one session of the whole installation does at a time, by the database's advisory locks."""

from __future__ import annotations

from enum import IntEnum, unique


@unique
class Lock(IntEnum):
    """The number of each: two that shared one would wait for each other without anybody seeing why.

    Apart from these, a round that publishes holds a number of its own, drawn at random (`owner` of a delivery).
    """

    BEAT = 7_206_001  # one running clock, whatever was started twice
    CLAIM = (
        7_206_002  # ranking looks at the whole backlog: contended it takes a hundred times longer
    )
    ROLL_UP = 7_206_003  # two rounds on the same channel and day would each miss the other's half
