"""Who is in the demo and what they say. All names and places are invented.

One file a client under `clients/` holds its voice, its people, its pictures and its posts; this reads them.
Days are relative, so that the demo is always today's: a post stands in a week counted from this one, on a
weekday ("-3 fri 18:15"), so many days from today ("4d 11:00"), or so many from the day on which the song of
the demo comes out ("out-1 20:00"). Clock times are the client's.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

AGENCY = "Quintavoce"
PASSWORD = "quintavoce-demo"  # noqa: S105 (demo runs on loopback only; a system check refuses it elsewhere)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_FOLDER = Path(__file__).parent / "clients"
# As the agency took them on.
_FILES = ("trecorvi", "lanterne", "irma", "comune", "tornaquercia", "salvafonti", "passolieve")


def out_on(today: date) -> date:
    """The day of the song: two to seven days ahead whatever today is, so that Today always has its line. Songs come
    out on Fridays; only on a Thursday, when tomorrow is too soon, this one waits for Monday.
    """
    ahead = (WEEKDAYS.index("fri") - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead if ahead > 1 else ahead + 3)


def day_of(words: str, today: date) -> date:
    """The day that is so many days ("-3d") or so many weeks ("-3 fri") from today, or from that of the song ("out+2")."""
    if words.startswith("out"):
        return out_on(today) + timedelta(days=int(words.removeprefix("out") or 0))
    if " " not in words:
        return today + timedelta(days=int(words.removesuffix("d")))
    weeks, weekday = words.split()
    monday = today - timedelta(days=today.weekday())
    return monday + timedelta(weeks=int(weeks), days=WEEKDAYS.index(weekday))


def moment_of(words: str, today: date) -> datetime:
    """The wall time that is so many days or weeks from today, at a clock time ("-3 fri 18:15")."""
    day, _, clock = words.rpartition(" ")
    return datetime.combine(day_of(day, today), time.fromisoformat(clock))


@dataclass(frozen=True, slots=True)
class Person:
    """A member of the agency, with the role they have there and on the clients named."""

    key: str
    name: str
    role: str
    clients: tuple[str, ...] = ()
    phone: str = ""
    time_zone: str = ""

    @property
    def email(self) -> str:
        return f"{self.key}@quintavoce.example"


PEOPLE = [
    Person("nora", "Nora Astolfi", "owner"),
    Person("luca", "Luca Ferraguti", "manager", _FILES, phone="+39 000 555 0102"),
    Person(
        "giulia", "Giulia Marchegiani", "editor", ("trecorvi", "lanterne", "irma", "passolieve")
    ),
    Person("davide", "Davide Porro", "community", _FILES),
    Person("sara", "Sara Lunardi", "analyst", ("lanterne", "salvafonti")),
    Person("chiara", "Chiara Tolomelli", "editor", _FILES),
    Person(
        "omar",
        "Omar Bensaid",
        "editor",
        ("trecorvi", "irma", "lanterne", "comune"),
        time_zone="Europe/Lisbon",
    ),
]
STAFF = Person("assistenza", "Assistenza Palinsesto", "")


@dataclass(frozen=True, slots=True)
class Post:
    """What was or will be said: when, on which theme, with which picture.

    `state` is where a post ahead stands ("" leaves that to its day), `asked` how many days ago somebody was
    asked, `note` what the contact answered and `suggested` the text they would have, `earlier` the rounds before that (the words then, the answer, and what the agency said to it if it did), `fame` how many times the usual it did, `late` minutes of delay.
    """

    when: str
    theme: str
    picture: str
    text: str
    title: str = ""
    by: str = ""
    on: str = ""
    lang: str = ""
    state: str = ""
    asked: int = 0
    message: str = ""
    contact: str = ""
    note: str = ""
    suggested: str = ""
    earlier: Sequence[Sequence[str]] = ()
    fame: float = 1.0
    late: int = 0
    # Without the words its client must say under every picture.
    bare: bool = False
    # On its account alone, whatever the channels by hand would take.
    alone: bool = False

    def wall_at(self, today: date) -> datetime:
        """The client's wall time, counted from its today."""
        return moment_of(self.when, today)


@dataclass(frozen=True, slots=True)
class DemoClient:
    """A client as its file has it; `accounts` are those on the sandbox network, the first one is the usual."""

    key: str
    name: str
    kind: str
    colour: str
    palette: tuple[str, ...]
    approval: str
    summary: str
    themes: Mapping[str, float]
    rhythm: tuple[float, ...]
    accounts: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    contacts: tuple[Mapping[str, str], ...]
    pictures: Mapping[str, Mapping[str, str]]
    reports: Mapping[str, tuple[str, ...]]
    posts: tuple[Post, ...]
    # Channels that nobody connected, by network: account, part, followers, growth, fame, which posts go there.
    by_hand: Mapping[str, Mapping[str, Any]]
    # How the weeks went from the first to this one: 0.4 means two fifths better now than then.
    trend: float = 0.0
    # The day of the town's patron, as 12-13.
    patron_on: str = ""
    days_left: int = 0
    # What goes out within so many days is scheduled; later posts are still being written or looked at.
    decided_days: int = 8
    live: Mapping[str, str] = field(default_factory=dict)
    # A post that somebody is to publish by hand just now.
    errand: Mapping[str, str] = field(default_factory=dict)
    # A post that repeats each week from its first day on.
    every_week: Mapping[str, Any] = field(default_factory=dict)
    # What stands under every post with a picture, by language.
    closing: Mapping[str, str] = field(default_factory=dict)

    def text_of(self, post: Post, today: date) -> str:
        """The words, with the days that were left to the first evening, and with what must stand under them."""
        day = post.wall_at(today).date()
        words = post.text.replace("{days}", str(self.days_left - (day - today).days))
        if self.closing and post.picture and not post.bare:
            words += f"\n\n{self.closing[post.lang or 'it']}"
        return words


@cache
def clients() -> tuple[DemoClient, ...]:
    """The demo's clients, from their files."""
    return tuple(_read(key) for key in _FILES)


def _read(key: str) -> DemoClient:
    with (_FOLDER / f"{key}.toml").open("rb") as file:
        raw = tomllib.load(file)
    posts = tuple(Post(*row[:4], **(row[4] if len(row) > 4 else {})) for row in raw.pop("posts"))
    fields: dict[str, Any] = {**raw, "key": key, "posts": posts}
    for name in ("palette", "rhythm", "contacts"):
        fields[name] = tuple(fields[name])
    return DemoClient(**fields)
