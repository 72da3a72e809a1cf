"""Bottles, rooms, instruments, tables, things."""

from __future__ import annotations

import math

from smm.demo.scenes.canvas import HEIGHT, WIDTH, Canvas


def bottles(c: Canvas) -> None:
    """Three bottles in a row, with their labels."""
    c.paper(c.light)
    c.box(0, 930, WIDTH, HEIGHT, c.accent)
    for x, glass in ((180, c.main), (430, c.second), (680, c.dark)):
        c.box(x, 520, x + 170, 1010, glass, 34)
        c.shape([(x, 560), (x + 170, 560), (x + 116, 400), (x + 54, 400)], glass)
        c.box(x + 54, 200, x + 116, 430, glass, 10)
        c.box(x + 48, 190, x + 122, 260, c.accent, 10)
        c.box(x + 14, 660, x + 156, 880, c.light, 6)
        c.box(x + 30, 690, x + 140, 700, glass)
        c.write(c.words, x + 85, 770, 21 if len(c.words) > 7 else 30, c.dark, anchor="mm")
        c.box(x + 30, 838, x + 140, 848, glass)


def glass(c: Canvas) -> None:
    """A glass of wine on a chequered cloth."""
    c.paper(c.accent)
    side = 125
    for row in range(4):
        for at in range(8):
            if (row + at) % 2:
                c.box(at * side, 790 + row * side, (at + 1) * side, 790 + (row + 1) * side, c.light)
            else:
                c.box(at * side, 790 + row * side, (at + 1) * side, 790 + (row + 1) * side, c.main)
    c.disc(500, 1080, 160, c.dark, 40)
    c.box(486, 700, 514, 1070, c.light)
    c.pie(500, 470, 250, 0, 180, c.light)
    c.shape([(250, 470), (750, 470), (690, 190), (310, 190)], c.light)
    c.pie(500, 470, 226, 8, 172, c.main)
    c.disc(500, 486, 224, c.dark, 34)
    c.disc(500, 480, 212, c.main, 26)


def barrels(c: Canvas) -> None:
    """Barrels seen from the front, in the half dark."""
    c.paper(c.dark)
    c.pie(500, 560, 620, 180, 360, c.second)
    c.box(0, 1060, WIDTH, HEIGHT, c.main)
    for x, y, size in ((270, 830, 240), (740, 830, 240), (505, 440, 230)):
        c.disc(x, y, size, c.accent)
        c.disc(x, y, size - 34, c.light)
        for at in range(-3, 4):
            high = math.sqrt(max((size - 40) ** 2 - (at * 52) ** 2, 0))
            c.stroke([(x + at * 52, y - high), (x + at * 52, y + high)], c.accent, 5)
        c.disc(x, y + 20, 24, c.main)
        c.ring(x, y, size, c.dark, 12)


def plate(c: Canvas) -> None:
    """A laid place from above."""
    c.paper(c.second)
    c.disc(470, 660, 390, c.light)
    c.ring(470, 660, 300, c.accent, 8)
    c.disc(470, 660, 240, c.accent)
    for at in range(14):
        angle = at * 0.9
        c.disc(
            470 + 150 * math.cos(angle),
            660 + 150 * math.sin(angle),
            44,
            c.main if at % 2 else c.light,
        )
    c.disc(840, 260, 130, c.light)
    c.disc(840, 260, 106, c.main)
    c.stroke([(110, 150), (240, 330)], c.dark, 10)
    for at in range(6):
        x, y = 120 + at * 22, 164 + at * 30
        c.stroke([(x, y), (x + 44, y - 14)], c.dark, 9)
        c.stroke([(x, y), (x - 20, y + 40)], c.dark, 9)
    c.box(900, 480, 926, 1120, c.light, 12)
    c.box(886, 480, 940, 640, c.light, 20)


def window(c: Canvas) -> None:
    """A bus window at night, the lights of the road behind it."""
    c.paper(c.dark)
    c.box(70, 130, 930, 1010, c.main, 70)
    for _ in range(26):
        x, y = c.dice.randint(110, 890), c.dice.randint(190, 940)
        c.disc(x, y, c.dice.randint(12, 58), c.dice.choice((c.accent, c.second, c.light)))
    c.box(70, 700, 930, 1010, c.dark)
    for at in range(5):
        c.box(110 + at * 180, 860, 210 + at * 180, 876, c.accent, 8)
    c.box(485, 110, 515, 1030, c.dark)
    c.box(0, 1080, WIDTH, HEIGHT, c.second)
    c.box(60, 1110, 940, 1140, c.dark, 14)


def guitar(c: Canvas) -> None:
    """A guitar against a wall."""
    c.paper(c.second)
    c.box(0, 1080, WIDTH, HEIGHT, c.dark)
    c.box(470, 90, 530, 640, c.dark)
    c.box(448, 60, 552, 190, c.dark, 16)
    c.disc(500, 640, 170, c.accent)
    c.disc(500, 880, 240, c.accent)
    c.box(390, 640, 610, 880, c.accent)
    c.disc(500, 730, 78, c.dark)
    c.box(430, 960, 570, 990, c.dark, 10)
    for at in range(6):
        c.stroke([(477 + at * 9, 100), (477 + at * 9, 970)], c.light, 2.5)


def stage(c: Canvas) -> None:
    """An empty stage, one light, one microphone."""
    c.paper(c.dark)
    c.shape([(470, 0), (530, 0), (860, 1030), (140, 1030)], c.accent)
    c.shape([(490, 0), (510, 0), (700, 1030), (300, 1030)], c.light)
    c.box(0, 1020, WIDTH, HEIGHT, c.main)
    c.disc(500, 1030, 360, c.accent, 60)
    c.stroke([(500, 1030), (500, 560)], c.dark, 16)
    c.stroke([(410, 1040), (500, 990), (590, 1040)], c.dark, 14)
    c.stroke([(500, 560), (440, 500)], c.dark, 18)
    c.disc(430, 490, 46, c.dark)
    for side in (0, 1):
        for at in range(3):
            x = at * 44 if side == 0 else WIDTH - at * 44 - 44
            c.box(x, 0, x + 40, 1020 - at * 40, c.main)


def room(c: Canvas) -> None:
    """A room in the evening: a lamp, a plant, a window with light in it."""
    c.paper(c.main)
    c.box(0, 980, WIDTH, HEIGHT, c.dark)
    c.box(560, 180, 880, 620, c.accent, 12)
    c.box(712, 180, 728, 620, c.main)
    c.box(560, 392, 880, 408, c.main)
    c.box(90, 760, 700, 1000, c.light, 30)
    c.box(90, 690, 260, 1000, c.second, 30)
    c.stroke([(180, 690), (180, 420)], c.dark, 14)
    c.shape([(80, 420), (280, 420), (230, 260), (130, 260)], c.accent)
    c.shape([(770, 1000), (900, 1000), (880, 860), (790, 860)], c.second)
    for at in range(7):
        angle = math.pi * (0.12 + 0.127 * at)
        x, y = 835 + 170 * math.cos(angle), 860 - 250 * math.sin(angle)
        c.stroke([(835, 870), ((835 + x) / 2 + 20, (870 + y) / 2 - 30), (x, y)], c.light, 14)


def cassette(c: Canvas) -> None:
    """A cassette with a title written by hand."""
    c.paper(c.accent)
    c.box(90, 330, 910, 880, c.dark, 44)
    c.box(150, 390, 850, 700, c.light, 20)
    c.box(150, 390, 850, 470, c.main, 20)
    c.write(c.words, 500, 430, 50, c.light, anchor="mm", is_serif=True)
    c.box(270, 540, 730, 660, c.dark, 56)
    for x in (340, 660):
        c.disc(x, 600, 48, c.light)
        for at in range(6):
            angle = at * math.pi / 3
            c.disc(x + 30 * math.cos(angle), 600 + 30 * math.sin(angle), 8, c.dark)
    c.shape([(260, 880), (740, 880), (690, 770), (310, 770)], c.second)
    for x in (340, 660):
        c.disc(x, 832, 17, c.dark)


def clock(c: Canvas) -> None:
    """A station clock at ten to midnight."""
    c.paper(c.main)
    c.box(0, 1040, WIDTH, HEIGHT, c.dark)
    c.box(486, 0, 514, 260, c.dark)
    c.disc(500, 560, 340, c.dark)
    c.disc(500, 560, 304, c.light)
    for at in range(12):
        angle = at * math.pi / 6
        inner = 250 if at % 3 else 226
        c.stroke(
            [
                (500 + inner * math.sin(angle), 560 - inner * math.cos(angle)),
                (500 + 280 * math.sin(angle), 560 - 280 * math.cos(angle)),
            ],
            c.dark,
            16,
        )
    for angle, length, width in ((math.radians(355), 150, 26), (math.radians(300), 240, 18)):
        c.stroke(
            [(500, 560), (500 + length * math.sin(angle), 560 - length * math.cos(angle))],
            c.dark,
            width,
        )
    c.disc(500, 560, 26, c.second)


def chair(c: Canvas) -> None:
    """A chair from the side, and which way to turn."""
    c.paper(c.light)
    c.disc(500, 640, 430, c.accent)
    c.box(330, 250, 376, 1040, c.dark, 16)
    c.box(330, 690, 700, 744, c.dark, 16)
    c.box(654, 700, 700, 1040, c.dark, 16)
    for y in (300, 400, 500):
        c.box(330, y, 400, y + 40, c.main, 12)
    c.ring(660, 400, 150, c.main, 22)
    c.box(480, 240, 600, 420, c.accent)
    c.shape([(560, 300), (640, 240), (560, 190)], c.main)


def spine(c: Canvas) -> None:
    """A backbone, drawn as a row of stones."""
    c.paper(c.main)
    c.disc(760, 640, 620, c.second)
    for at in range(12):
        x = 470 + 90 * math.sin(at / 11 * math.pi * 1.9)
        y, wide = 150 + at * 84, 62 + at * 6
        c.box(x - wide, y, x + wide, y + 58, c.light if at != 9 else c.accent, 24)
        c.disc(x + wide + 30, y + 30, 20, c.light)


def bins(c: Canvas) -> None:
    """Three bins and what goes into each."""
    c.paper(c.light)
    c.box(0, 1000, WIDTH, HEIGHT, c.second)
    for at, (word, colour) in enumerate(
        zip(c.words.split(), (c.main, c.second, c.accent), strict=True)
    ):
        x = 90 + at * 290
        c.box(x + 16, 540, x + 224, 1060, colour, 24)
        c.box(x, 470, x + 240, 540, c.dark, 20)
        c.box(x + 80, 430, x + 160, 480, c.dark, 14)
        c.box(x + 40, 660, x + 200, 780, c.light, 14)
        c.write(word, x + 120, 720, 44, c.dark, anchor="mm")
        c.disc(x + 60, 1068, 26, c.dark)
        c.disc(x + 180, 1068, 26, c.dark)


def notebook(c: Canvas) -> None:
    """A ruled notebook with dates and temperatures."""
    c.paper(c.accent)
    c.box(150, 130, 880, 1150, c.dark, 24)
    c.box(170, 120, 860, 1130, c.light, 16)
    c.box(250, 120, 256, 1130, c.main)
    for at in range(15):
        y = 220 + at * 60
        c.box(170, y, 860, y + 3, c.second)
        if at:
            day, value = 3 + at * 2, 7.1 + ((at * 7) % 9) / 10
            c.write(f"{day:02}", 280, y - 24, 36, c.dark, is_serif=True, weight=400)
            c.write(
                f"{value:.1f}".replace(".", ","), 500, y - 24, 36, c.main, is_serif=True, weight=400
            )
            c.write(
                "sereno" if at % 3 else "pioggia",
                640,
                y - 24,
                34,
                c.dark,
                is_serif=True,
                weight=400,
            )


def lanterns(c: Canvas) -> None:
    """Paper lanterns on a line, none of them straight."""
    c.paper(c.second)
    for at in range(60):
        c.disc((at * 173) % 1000, (at * 97) % 620, 3, c.light)
    for row, y in enumerate((210, 560, 930)):
        c.stroke([(-20, y - 70), (300, y), (650, y - 20), (1020, y - 90)], c.light, 5)
        for at in range(4):
            x, lean = 110 + at * 260 + 60 * (row % 2), c.dice.uniform(-60, 60)
            colour = (c.main, c.accent, c.light)[(at + row) % 3]
            c.shape(
                [
                    (x - 60, y + 40),
                    (x + 60, y + 40),
                    (x + 84 + lean, y + 210),
                    (x - 84 + lean, y + 210),
                ],
                colour,
            )
            c.stroke([(x - 50, y + 40), (x + 50, y + 40)], c.dark, 14)
            c.stroke([(x - 70 + lean, y + 210), (x + 70 + lean, y + 210)], c.dark, 14)
            c.stroke([(x, y - 20), (x, y + 40)], c.light, 5)


def ladder(c: Canvas) -> None:
    """Three acrobats and a ladder."""
    c.paper(c.light)
    c.disc(500, 560, 430, c.main)
    c.stroke([(330, 1130), (450, 200)], c.dark, 24)
    c.stroke([(620, 1130), (560, 200)], c.dark, 24)
    for at in range(9):
        y = 260 + at * 100
        share = (y - 200) / 930
        c.stroke([(450 - 120 * share, y), (560 + 60 * share, y)], c.dark, 14)
    for x, y, colour, arms in (
        (505, 170, c.accent, 1),
        (300, 560, c.second, -1),
        (730, 760, c.light, 1),
    ):
        c.disc(x, y - 70, 42, colour)
        c.stroke([(x, y - 30), (x, y + 110)], colour, 42)
        c.stroke([(x - 110, y - 40 * arms), (x, y + 10), (x + 110, y - 60 * arms)], colour, 22)
        c.stroke([(x - 50, y + 220), (x, y + 110), (x + 70, y + 200)], colour, 26)


def accordion(c: Canvas) -> None:
    """An accordion, open."""
    c.paper(c.light)
    c.box(110, 340, 320, 920, c.dark, 40)
    c.box(690, 300, 890, 880, c.accent, 40)
    for at in range(9):
        x = 320 + at * 41
        c.shape(
            [(x, 380 - at * 4), (x + 21, 340 - at * 4), (x + 41, 380 - at * 5), (x + 41, 870 - at * 4),
             (x + 21, 910 - at * 4), (x, 870 - at * 3)],
            c.accent if at % 2 else c.dark,
        )  # fmt: skip
    for row in range(3):
        for at in range(7):
            c.disc(160 + row * 55, 410 + at * 72, 18, c.light)
    for at in range(9):
        c.box(740, 340 + at * 58, 850, 384 + at * 58, c.light, 8)
        if at % 3:
            c.box(740, 326 + at * 58, 800, 354 + at * 58, c.dark, 6)


def tiles(c: Canvas) -> None:
    """A pattern of quarters, discs and triangles."""
    side = 250
    colours = (c.main, c.second, c.accent, c.dark)
    for row in range(5):
        for at in range(4):
            x, y = at * side, row * side
            ground, front = c.dice.sample(colours, 2)
            c.box(x, y, x + side, y + side, ground if c.dice.random() < 0.6 else c.light)
            match c.dice.randrange(4):
                case 0:
                    c.pie(x, y, side, 0, 90, front)
                case 1:
                    c.pie(x + side, y + side, side, 180, 270, front)
                case 2:
                    c.disc(x + side / 2, y + side / 2, side * 0.36, front)
                case _:
                    c.shape([(x, y), (x + side, y), (x + side / 2, y + side)], front)
