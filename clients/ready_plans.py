"""What to begin with, by kind of client: ready pillars with their shares, and a plan of lines counted from a day. Pure.

The day is the one the client lives for (clients/countdown.py: first evening, release), else the day the work begins:
T-30 is thirty days before it. Nobody has to take any of it; who does may change it afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class ReadyPillar:
    """A pillar to begin with: what we talk about, and its share in percent."""

    name: Promise
    share: int


@dataclass(frozen=True, slots=True)
class ReadyLine:
    """A line of the plan: how many days from the day (negative: before), and what goes out."""

    days: int
    title: Promise

    @property
    def mark(self) -> str:
        """As planners write it: T-30, T, T+7."""
        return f"T{self.days:+d}" if self.days else "T"

    def key(self, kind: str) -> str:
        """What a draft of it is known again by, whatever its title: artist-21."""
        return f"{kind}{self.days:+d}"

    def on(self, day: date) -> date:
        """The day it falls on."""
        return day + timedelta(days=self.days)


PILLARS: dict[str, tuple[ReadyPillar, ...]] = {
    "company": (
        ReadyPillar(_("What we make"), 35),
        ReadyPillar(_("How we work"), 25),
        ReadyPillar(_("What to do with it"), 20),
        ReadyPillar(_("People and places"), 20),
    ),
    "artist": (
        ReadyPillar(_("The work"), 40),
        ReadyPillar(_("On stage"), 25),
        ReadyPillar(_("Behind the door"), 20),
        ReadyPillar(_("You who listen"), 15),
    ),
    "professional": (
        ReadyPillar(_("To understand"), 40),
        ReadyPillar(_("To do at home"), 30),
        ReadyPillar(_("The practice"), 20),
        ReadyPillar(_("The place we work in"), 10),
    ),
    "public_figure": (
        ReadyPillar(_("Services"), 45),
        ReadyPillar(_("Works under way"), 20),
        ReadyPillar(_("Community"), 25),
        ReadyPillar(_("Emergencies (in reserve)"), 10),
    ),
    "project": (
        ReadyPillar(_("What we find"), 35),
        ReadyPillar(_("How we know"), 30),
        ReadyPillar(_("Who works on it"), 20),
        ReadyPillar(_("Appointments"), 15),
    ),
    "event": (
        ReadyPillar(_("Artists"), 40),
        ReadyPillar(_("The town"), 20),
        ReadyPillar(_("Behind the scenes"), 20),
        ReadyPillar(_("What one needs to know"), 20),
    ),
}

LINES: dict[str, tuple[ReadyLine, ...]] = {
    "company": (
        ReadyLine(0, _("Who we are, in one picture")),
        ReadyLine(3, _("The question people ask most")),
        ReadyLine(7, _("How one of our things is made")),
        ReadyLine(11, _("A face and a name of the team")),
        ReadyLine(15, _("What to do with it: a use one would not think of")),
        ReadyLine(19, _("Where we are, and when we are open")),
        ReadyLine(24, _("What others say about us")),
        ReadyLine(30, _("A month together: what worked")),
    ),
    # Most work alone: the one face there is, and no team. Nothing here promises a result or shows whom one looks after.
    "professional": (
        ReadyLine(0, _("Who I am, and whom I can help")),
        ReadyLine(3, _("The question I hear most, with a plain answer")),
        ReadyLine(7, _("What happens at the first appointment")),
        ReadyLine(11, _("One thing to do at home, in three steps")),
        ReadyLine(15, _("When to come, and when to go to somebody else")),
        ReadyLine(19, _("A mistaken belief, put right with its source")),
        ReadyLine(24, _("The room I work in")),
        ReadyLine(30, _("A month of questions, answered together")),
    ),
    "public_figure": (
        ReadyLine(0, _("What you find on these pages, and who answers")),
        ReadyLine(3, _("A service, step by step")),
        ReadyLine(7, _("A work under way: how far we are")),
        ReadyLine(14, _("Questions and answers of the fortnight")),
        ReadyLine(30, _("A month in figures")),
    ),
    "artist": (
        ReadyLine(-21, _("Teaser: one line, one picture")),
        ReadyLine(-14, _("Title and date, pre-save opens")),
        ReadyLine(-7, _("The cover, if the embargo is over")),
        ReadyLine(-3, _("How it came about")),
        ReadyLine(-1, _("Tomorrow")),
        ReadyLine(0, _("It is out, with the link")),
        ReadyLine(2, _("What you wrote about it")),
        ReadyLine(7, _("A week later: live version or thanks")),
    ),
    "project": (
        ReadyLine(0, _("Why we do this, and who pays")),
        ReadyLine(14, _("Who works on it")),
        ReadyLine(30, _("How we measure")),
        ReadyLine(60, _("A first finding, with its limits")),
        ReadyLine(90, _("Invitation to the first appointment")),
    ),
    "event": (
        ReadyLine(-120, _("Save the dates")),
        ReadyLine(-90, _("Early tickets")),
        ReadyLine(-60, _("Line-up, first part")),
        ReadyLine(-45, _("Volunteers wanted")),
        ReadyLine(-30, _("Line-up, second part")),
        ReadyLine(-21, _("Getting there, sleeping, eating")),
        ReadyLine(-14, _("Line-up, last part, with hours")),
        ReadyLine(-7, _("The week: what to bring")),
        ReadyLine(-1, _("Tomorrow: gates and hours")),
        ReadyLine(0, _("Today’s programme")),
        ReadyLine(1, _("The first evening in pictures")),
        ReadyLine(7, _("Thanks, and the figures")),
    ),
}
