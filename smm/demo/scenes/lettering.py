"""Posters, a line of words, a figure with its curve."""

from __future__ import annotations

import math

from smm.demo.scenes.canvas import HEIGHT, WIDTH, Canvas


def poster(c: Canvas) -> None:
    """Big words, a small line, one figure of flat shapes."""
    c.paper(c.main)
    c.disc(760, 300, 330, c.accent)
    c.disc(820, 240, 190, c.light)
    c.shape([(0, 520), (0, 260), (380, 520)], c.second)
    c.box(0, 520, WIDTH, HEIGHT, c.light)
    longest = max(len(line) for line in c.words.split("\n"))
    size = min(210.0, 1340 / longest)
    c.write(c.words, 80, 650, size, c.dark, weight=900)
    c.box(80, 1060, 300, 1072, c.accent)
    c.write(c.small, 80, 1130, 54, c.dark, weight=500)


def type_(c: Canvas) -> None:
    """A line somebody wrote, and nothing else."""
    c.paper(c.main)
    c.box(80, 250, 92, 1000, c.accent)
    c.write(c.words, 140, 520, 118, c.light, is_serif=True, weight=500)
    c.disc(880, 1110, 46, c.second)


def chart(c: Canvas) -> None:
    """A thermometer beside a line that climbs slowly through thirty years."""
    c.paper(c.light)
    c.box(150, 170, 250, 960, c.second, 50)
    c.box(176, 430, 224, 980, c.main, 20)
    c.disc(200, 1020, 96, c.main)
    for at in range(9):
        c.box(262, 230 + at * 80, 300 if at % 2 else 324, 238 + at * 80, c.dark)
    points = [(400 + at * 18, 840 - at * 13 + 46 * math.sin(at * 1.7)) for at in range(30)]
    c.box(390, 1000, 940, 1008, c.dark)
    c.stroke(points, c.main, 16)
    for x, y in points[::4]:
        c.disc(x, y, 17, c.accent)
    c.write(c.words, 390, 270, 130, c.dark, weight=800)
