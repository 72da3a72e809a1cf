"""Hours proposed from what somebody did here. Pure: acts in, lines out.

A person leaves traces: approvals, texts, pictures, what was scheduled. Acts of one client and one activity with gaps
under 15 minutes are one line. Each act is worth the time since the person's act before, whichever client that was
for, so that no minute is counted for two; after a longer pause it is worth 5 minutes, the shortest line there is. What
is done during a meeting is of the meeting. A line is rounded up to 5 minutes and never longer than 4 hours. It is a
proposal: people correct it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from clients.work import Activity

GAP = timedelta(minutes=15)
SHORTEST = 5
LONGEST = 240
STEP = 5


class Deed(StrEnum):
    """What an act is counted as in the reasons of a line."""

    TEXT = "text"
    PICTURE = "picture"
    APPROVAL = "approval"
    CHANGES = "changes"
    SCHEDULED = "scheduled"
    BY_HAND = "by_hand"
    ANSWER = "answer"
    REPORT = "report"
    PLAN = "plan"
    MEETING = "meeting"
    OTHER = "other"


ACTIVITY_OF: dict[Deed, Activity] = {
    Deed.TEXT: Activity.TEXTS,
    Deed.PICTURE: Activity.VISUALS,
    Deed.APPROVAL: Activity.ROUNDS,
    Deed.CHANGES: Activity.ROUNDS,
    Deed.SCHEDULED: Activity.PUBLISHING,
    Deed.BY_HAND: Activity.PUBLISHING,
    Deed.ANSWER: Activity.COMMUNITY,
    Deed.REPORT: Activity.MEETINGS,
    Deed.PLAN: Activity.PLANNING,
    Deed.MEETING: Activity.MEETINGS,
    Deed.OTHER: Activity.OTHER,
}

# By the verb of the audit, or the thing before its dot.
_OF_VERB: dict[str, Deed | None] = {
    "post.created": Deed.TEXT,
    "post.edited": Deed.TEXT,
    "post.counted_as": None,
    # Laid by the program when a client says yes to an offer.
    "post.planned": None,
    "post": Deed.SCHEDULED,
    "picture": Deed.PICTURE,
    "review.approved": Deed.APPROVAL,
    "review.changes": Deed.CHANGES,
    "review": Deed.APPROVAL,
    "delivery.published_by_hand": Deed.BY_HAND,
    "delivery.not_published_by_hand": Deed.BY_HAND,
    "delivery": Deed.SCHEDULED,
    "release": Deed.SCHEDULED,
    "hold": Deed.SCHEDULED,
    "comment": Deed.ANSWER,
    "reply": Deed.ANSWER,
    "conversation": Deed.ANSWER,
    "report": Deed.REPORT,
    "figures": Deed.REPORT,
    "posts": Deed.PLAN,
    # A meeting is worth the time it lasted, whatever was ticked in it: its own act says how long.
    "meeting": None,
    "meeting.minutes_sent": Deed.MEETING,
    # The agency's own keeping of accounts, people and access is nobody's hours.
    "contract": None, "rates": None, "hours": None, "timer": None, "cost": None, "boost": None, "boosts": None,
    "extra": None, "statement": None, "client": None, "contact": None, "member": None, "invitation": None,
    "person": None, "duty": None, "installation": None, "agency": None, "channel": None, "gate": None, "outbox": None,
}  # fmt: skip
# What writes the strategy has many names: brief, goal, audience, pillar, voice and more.
_ELSE = Deed.PLAN


def deed_of(verb: str) -> Deed | None:
    """What an act of the audit counts as; None where it is no work for a client."""
    if verb in _OF_VERB:
        return _OF_VERB[verb]
    return _OF_VERB.get(verb.partition(".")[0], _ELSE)


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did for a client. `post_id` is the post it was about, if it was about one; `lasted` how long it
    took, where that is known: then it is worth that, and `at` is its end."""

    at: datetime
    client_id: int
    deed: Deed
    name: str = ""
    post_id: int | None = None
    lasted: timedelta | None = None

    @property
    def activity(self) -> Activity:
        return ACTIVITY_OF[self.deed]


@dataclass(slots=True)
class Line:
    """Minutes for a client that follow from acts; whoever did them confirms it."""

    client_id: int
    activity: Activity
    acts: list[Act] = field(default_factory=list)
    worth: timedelta = timedelta(0)

    @property
    def from_at(self) -> datetime:
        return self.acts[0].at - (self.acts[0].lasted or timedelta(0))

    @property
    def until_at(self) -> datetime:
        return self.acts[-1].at

    @property
    def minutes(self) -> int:
        """Rounded up to 5, at least 5, at most 240."""
        whole = -(-int(self.worth.total_seconds()) // (60 * STEP)) * STEP
        return min(max(whole, SHORTEST), LONGEST)

    @property
    def counts(self) -> Counter[Deed]:
        """How many of what: the reasons of the line."""
        return Counter(act.deed for act in self.acts)

    @property
    def post_id(self) -> int | None:
        """The post it was about, where it was one alone."""
        ids = {act.post_id for act in self.acts}
        return next(iter(ids)) if len(ids) == 1 else None

    @property
    def key(self) -> str:
        """What the line is known by between two looks at the page."""
        return f"{self.client_id}-{self.activity}-{int(self.from_at.timestamp())}"


Done = tuple[int, str, datetime, datetime]


def proposed(acts: Iterable[Act], confirmed: Collection[Done] = ()) -> list[Line]:
    """The lines that follow from one person's acts of a day, in the order in which they began.

    `confirmed` are lines that the person has dealt with: client, activity, first and last act. What lies inside one is
    not proposed again, and still counts as what was done before the next act. What was done while an act lasted has its
    minutes in that act, so it is in no line.
    """
    acts = list(acts)
    spans = [(act.at - act.lasted, act.at) for act in acts if act.lasted]
    lines: list[Line] = []
    open_lines: dict[tuple[int, Activity], Line] = {}
    before: datetime | None = None
    busy_until: datetime | None = None
    for act in sorted(acts, key=_turn):
        pause = None if before is None else act.at - before
        before = act.at
        worth = _worth_after(pause)
        if act.lasted:
            begun = max(act.at - act.lasted, busy_until or act.at - act.lasted)
            worth, busy_until = act.at - begun, act.at
        elif any(begun < act.at <= ended for begun, ended in spans):
            continue
        if any(_is_inside(act, each) for each in confirmed):
            continue
        line = open_lines.get((act.client_id, act.activity))
        if line is None or act.at - line.until_at >= GAP:
            line = Line(act.client_id, act.activity)
            open_lines[act.client_id, act.activity] = line
            lines.append(line)
        line.worth += worth
        line.acts.append(act)
    return lines


def _turn(act: Act) -> tuple[datetime, int, Deed, timedelta]:
    """Where an act stands among those of a day; of one instant what lasted longer comes first, whoever tells it first."""
    return act.at, act.client_id, act.deed, -(act.lasted or timedelta())


def _worth_after(pause: timedelta | None) -> timedelta:
    """What an act is worth so long after the person's act before."""
    return timedelta(minutes=SHORTEST) if pause is None or pause >= GAP else pause


def _is_inside(act: Act, line: Done) -> bool:
    client_id, activity, from_at, until_at = line
    return client_id == act.client_id and activity == act.activity and from_at <= act.at <= until_at


# A bare whole number up to here is hours, above it minutes: nobody works for 7 minutes and writes them down.
MOST_BARE_HOURS = 12


def minutes_of(text: str) -> int | None:
    """The minutes that a person typed: 0:35, 1h10, 1,5 (hours), 2 (hours), 35 (minutes), 35 min. None: cannot be read."""
    bare = text.strip().lower()
    if found := re.fullmatch(r"(\d{1,2})\s*[:h]\s*([0-5]\d)(?:\s*m(?:in)?)?", bare):
        return int(found[1]) * 60 + int(found[2])
    if found := re.fullmatch(r"(\d{1,4})\s*m(?:in)?", bare):
        return int(found[1])
    if re.fullmatch(r"\d{1,4}", bare) and int(bare) > MOST_BARE_HOURS:
        return int(bare)
    if found := re.fullmatch(r"(\d{1,2}(?:[.,]\d{1,2})?)\s*h?", bare):
        return round(float(found[1].replace(",", ".")) * 60)
    return None
