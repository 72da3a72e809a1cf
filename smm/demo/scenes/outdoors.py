"""Vineyards, hills, squares, streets, weather."""

from __future__ import annotations

import math

from smm.demo.scenes.canvas import HEIGHT, WIDTH, Canvas


def rows(c: Canvas) -> None:
    """Rows of vines that run towards a hill."""
    c.paper(c.light)
    c.disc(770, 300, 120, c.accent)
    c.wave(470, 60, 1400, c.second, shift=200)
    c.wave(620, 26, 1900, c.main)
    for at in range(-6, 7):
        near, far = 500 + at * 230, 500 + at * 62
        c.shape(
            [(far - 9, 640), (far + 9, 640), (near + 62, HEIGHT), (near - 62, HEIGHT)], c.second
        )
        for step in range(1, 7):
            share = (step / 6) ** 1.8
            x, y = far + (near - far) * share, 640 + (HEIGHT - 640) * share
            c.disc(x, y - 26 * share, 12 + 46 * share, c.second)
            c.disc(x + 20 * share, y - 34 * share, 5 + 15 * share, c.accent)


def hills(c: Canvas) -> None:
    """Hills one behind the other, birds above."""
    c.paper(c.light)
    c.disc(330, 360, 150, c.accent)
    for at, (y, colour) in enumerate(
        ((520, c.second), (690, c.main), (900, c.dark), (1080, c.second))
    ):
        c.wave(y, 52, 900 + 260 * at, colour, shift=310 * at + c.dice.randint(0, 200))
    for x, y in ((610, 250), (700, 310), (820, 230)):
        c.stroke([(x - 46, y - 18), (x, y + 12), (x + 46, y - 22)], c.dark, 11)


def pickers(c: Canvas) -> None:
    """Two people between the rows, seen from the front, a basket between them."""
    c.paper(c.light)
    c.wave(470, 30, 1000, c.second, shift=c.dice.randint(0, 400))
    for row in range(4):
        y = 560 + 150 * row
        c.box(0, y, WIDTH, y + 46, c.dark, 20)
    for x, shirt, hat in ((310, c.main, c.accent), (690, c.accent, c.main)):
        tall = c.dice.randint(0, 70)
        c.box(x - 130, 620 - tall, x + 130, HEIGHT, shirt, 90)
        c.disc(x, 520 - tall, 105, c.light)
        c.disc(x, 448 - tall, 165, hat, 34)
        c.box(x - 92, 372 - tall, x + 92, 448 - tall, hat, 40)
        for eye in (-38, 38):
            c.disc(x + eye, 512 - tall, 11, c.dark)
        c.stroke([(x - 36, 562 - tall), (x, 582 - tall), (x + 36, 562 - tall)], c.dark, 9)
    c.box(380, 990, 620, 1170, c.light, 40)
    c.ring(500, 985, 96, c.light, 16)


def mist(c: Canvas) -> None:
    """Poles that come out of a bank of mist."""
    c.paper(c.second)
    c.disc(500, 300, 110, c.light)
    for row, (y, size) in enumerate(((560, 16), (720, 24), (930, 36))):
        for at in range(-1, 9):
            x = at * (110 + 40 * row) + 30 * row
            c.box(x, y - size * 9, x + size, y + 60, c.dark, size / 2)
        c.wave(y - 10, 20, 700, c.light, shift=240 * row, to=y + 150)
    c.wave(1020, 26, 820, c.light)


def square(c: Canvas) -> None:
    """Arcades, a tower with its clock, three trees."""
    c.paper(c.light)
    c.box(90, 470, 910, 900, c.accent)
    c.shape([(70, 470), (930, 470), (870, 400), (130, 400)], c.dark)
    c.box(420, 120, 580, 480, c.main)
    c.shape([(400, 130), (600, 130), (500, 20)], c.dark)
    c.disc(500, 240, 54, c.light)
    c.stroke([(500, 205), (500, 240), (526, 256)], c.dark, 9)
    for at in range(6):
        x = 120 + at * 132
        c.box(x, 720, x + 100, 900, c.dark)
        c.pie(x + 50, 722, 50, 180, 360, c.dark)
        c.box(x + 24, 540, x + 76, 640, c.light, 8)
    c.box(0, 900, WIDTH, HEIGHT, c.second)
    for at in range(5):
        c.shape(
            [
                (at * 230 - 60, 900),
                (at * 230, 900),
                (at * 330 - 260, HEIGHT),
                (at * 330 - 360, HEIGHT),
            ],
            c.light,
        )
    for x in (140, 520, 880):
        c.box(x - 9, 880, x + 9, 1040, c.dark)
        c.disc(x, 850, 74, c.main)


def barrier(c: Canvas) -> None:
    """Works in the street behind a striped barrier."""
    c.paper(c.main)
    c.box(0, 900, WIDTH, HEIGHT, c.dark)
    c.shape([(180, 920), (820, 920), (940, HEIGHT), (60, HEIGHT)], c.second)
    for y in (560, 760):
        c.box(90, y, 910, y + 110, c.light, 14)
        for at in range(5):
            x = 120 + at * 165
            c.shape([(x, y + 110), (x + 70, y + 110), (x + 130, y), (x + 60, y)], c.accent)
    for x in (180, 780):
        c.box(x, 520, x + 40, 1010, c.light, 12)
    c.shape([(500, 130), (690, 450), (310, 450)], c.accent)
    c.shape([(500, 205), (625, 415), (375, 415)], c.light)
    c.disc(500, 290, 22, c.dark)
    c.stroke([(500, 320), (470, 390)], c.dark, 20)
    c.stroke([(490, 340), (560, 390)], c.dark, 14)


def bus(c: Canvas) -> None:
    """The bus of the line, at its stop."""
    c.paper(c.light)
    c.disc(800, 260, 130, c.accent)
    c.box(0, 960, WIDTH, HEIGHT, c.dark)
    c.box(0, 940, WIDTH, 965, c.second)
    c.box(110, 430, 890, 930, c.main, 60)
    for at in range(3):
        c.box(160 + at * 190, 500, 320 + at * 190, 690, c.light, 22)
    c.box(740, 500, 850, 900, c.light, 22)
    c.box(110, 760, 735, 790, c.accent)
    for x in (280, 700):
        c.disc(x, 940, 92, c.dark)
        c.disc(x, 940, 40, c.light)
    c.box(390, 320, 610, 440, c.dark, 26)
    c.write(c.words, 500, 380, 108, c.accent, anchor="mm")
    c.box(60, 200, 76, 960, c.dark)
    c.box(20, 160, 200, 270, c.second, 18)


def rain(c: Canvas) -> None:
    """Rain on the roofs."""
    c.paper(c.dark)
    for at in range(90):
        x, y = (at * 137) % 1080 - 40, (at * 211) % 900
        c.stroke([(x, y), (x - 26, y + 74)], c.second if at % 3 else c.light, 6)
    for at, colour in enumerate((c.second, c.main, c.second, c.main)):
        left, top = at * 260 - 60, 820 + 60 * (at % 2)
        c.box(left, top, left + 300, HEIGHT, colour)
        c.shape([(left - 30, top), (left + 330, top), (left + 150, top - 150)], c.light)
        for n in range(2):
            c.box(left + 60 + n * 110, top + 90, left + 120 + n * 110, top + 180, c.accent, 6)
    c.shape([(740, 120), (900, 400), (580, 400)], c.accent)
    c.box(728, 200, 752, 320, c.dark, 12)
    c.disc(740, 356, 16, c.dark)


def trees(c: Canvas) -> None:
    """An avenue of young trees, each tied to its stake."""
    c.paper(c.light)
    c.shape([(440, 480), (560, 480), (960, HEIGHT), (40, HEIGHT)], c.accent)
    c.box(0, 470, WIDTH, 490, c.main)
    for share in (0.12, 0.26, 0.46, 0.75):
        for side in (-1, 1):
            x, y = 500 + side * (90 + 420 * share), 480 + 720 * share
            size = 40 + 130 * share
            c.box(x - size / 12, y - size * 2.2, x + size / 12, y, c.dark)
            c.box(x + size / 3, y - size * 1.5, x + size / 2.3, y, c.main)
            c.disc(x, y - size * 2.3, size * 0.78, c.second)
            c.disc(x - size * 0.4, y - size * 1.9, size * 0.5, c.second)


def school(c: Canvas) -> None:
    """A school with its gate open."""
    c.paper(c.light)
    c.box(0, 980, WIDTH, HEIGHT, c.second)
    c.box(150, 460, 850, 990, c.accent)
    c.shape([(110, 460), (890, 460), (500, 240)], c.main)
    c.box(430, 760, 570, 990, c.dark, 10)
    for x in (220, 640):
        for y in (540, 760):
            c.box(x, y, x + 140, y + 150, c.light, 8)
            c.box(x + 64, y, x + 76, y + 150, c.main)
    c.box(492, 120, 508, 260, c.dark)
    c.shape([(508, 120), (640, 158), (508, 200)], c.main)
    for at in range(6):
        x = 40 + at * 50 if at < 3 else 660 + at * 50
        c.box(x, 960, x + 14, 1130, c.dark, 6)


def path(c: Canvas) -> None:
    """A white road between meadows, footprints along it."""
    c.paper(c.accent)
    c.wave(430, 44, 1200, c.main, shift=90)
    c.wave(560, 30, 900, c.second)
    c.shape([(560, 560), (640, 560), (880, HEIGHT), (180, HEIGHT), (470, 860)], c.light)
    for at in range(8):
        share = at / 8
        x = 600 - 120 * math.sin(share * 3) + (36 if at % 2 else -36) * (0.5 + share)
        c.disc(x, 640 + 560 * share, 12 + 20 * share, c.dark, 20 + 32 * share)


def spring(c: Canvas) -> None:
    """A spring that comes out of the rock and fills a basin of stone."""
    c.paper(c.light)
    c.shape([(0, 0), (620, 0), (560, 300), (420, 420), (330, 760), (0, 860)], c.dark)
    c.shape([(0, 240), (300, 300), (380, 470), (260, 700), (0, 760)], c.second)
    for at in range(5):
        c.stroke([(430 + at * 22, 400), (470 + at * 24, 640), (480 + at * 26, 900)], c.main, 13)
    c.box(180, 890, 900, 1080, c.accent, 30)
    c.disc(540, 895, 330, c.main, 46)
    for radius in (120, 210, 290):
        c.ring(520, 895, radius * 0.4, c.light, 6)
    c.wave(1120, 20, 600, c.second)


def map_(c: Canvas) -> None:
    """A valley from above, its springs ringed."""
    c.paper(c.second)
    for at in range(9):
        c.ring(260, 420, 90 + at * 64, c.light, 4)
        c.ring(820, 900, 70 + at * 58, c.light, 4)
    c.stroke([(-20, 250), (260, 380), (420, 620), (560, 760), (620, 980), (840, 1270)], c.main, 42)
    c.stroke([(700, -10), (640, 300), (420, 620)], c.main, 24)
    for at in range(9):
        x, y = 130 + (at * 271) % 760, 170 + (at * 389) % 940
        c.disc(x, y, 30, c.light)
        c.disc(x, y, 17, c.accent)
