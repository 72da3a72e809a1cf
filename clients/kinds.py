"""What we ask about a client, by kind. Pure: fields, labels, help and examples; no database.

The answers are kept in ``Client.facts`` under the fields' names. A field that a kind no longer
asks for stays stored and is simply not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from people import cldr

Shape = Literal["line", "text", "date", "choice", "link"]


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One question: its label, why we ask, and an example of an answer."""

    name: str
    label: Promise
    help: Promise | str = ""
    example: Promise | str = ""
    shape: Shape = "line"
    choices: tuple[tuple[str, Promise], ...] = ()
    # Asked as rows of a page of its own since (clients/matters.py): what was answered here stays readable.
    is_rows: bool = False
    # What who writes reads beside every text.
    is_rule: bool = False


@dataclass(frozen=True, kw_only=True)
class KindOfClient:
    """A kind with its questions and the sentence that introduces them."""

    kind: str
    label: Promise
    says: Promise
    icon: str
    facts: tuple[Fact, ...]

    @property
    def asked(self) -> tuple[Fact, ...]:
        """The questions that are asked today."""
        return tuple(fact for fact in self.facts if not fact.is_rows)


# The words that a project owes its funders, as a fact.
FUNDING = "funding_sentence"

_COMPANY = KindOfClient(
    kind="company",
    label=_("Company"),
    says=_("It sells or serves: what, to whom, and when it is busy."),
    icon="building",
    facts=(
        Fact(
            name="sector",
            label=_("Sector"),
            help=_("In the client's own words; competitors and rules follow from it."),
            example=_("Winery, 9 hectares, sells in the shop and online"),
        ),
        Fact(
            name="offer",
            label=_("What it sells"),
            help=_("Products or services, the ones that matter first."),
            example=_("Red, white, rosé; guided visits on Sundays"),
            shape="text",
        ),
        Fact(
            name="season",
            label=_("Season"),
            help=_("When it is busy and when it is quiet."),
            example=_("Harvest in September, boxes before Christmas"),
        ),
        Fact(
            name="places",
            label=_("Places and hours"),
            help=_("Where people can go, and when it is open."),
            example=_("Cellar door, Thursday to Sunday, 10–18"),
            shape="text",
        ),
        Fact(
            name="rules",
            label=_("Rules to respect"),
            help=_("Law or habit that limits what may be said."),
            example=_("Alcohol: no minors, no health claims, no driving"),
            shape="text",
            is_rule=True,
        ),
        Fact(name="website", label=_("Website"), example="https://example.org", shape="link"),
    ),
)

_ARTIST = KindOfClient(
    kind="artist",
    label=_("Artist"),
    says=_("Works come out on a day, and somebody else may have to say yes."),
    icon="star",
    facts=(
        Fact(
            name="stage_name",
            label=_("Stage name"),
            help=_("As it must be written, capitals included."),
            example="Irma Velluto",
        ),
        Fact(
            name="discipline",
            label=_("Discipline"),
            example=_("Singer-songwriter"),
        ),
        Fact(
            name="label_approves",
            label=_("Label or publisher that must approve"),
            help=_("Who has to say yes before artwork or music goes out; empty if nobody."),
            example="Dischi Mezzaluna Storta",
        ),
        Fact(
            name="management",
            label=_("Management"),
            help=_("Who decides on dates and interviews."),
        ),
        Fact(
            name="next_release",
            label=_("Next release"),
            example=_("“Fuori orario”, single"),
        ),
        Fact(name="next_release_on", label=_("Release day"), shape="date"),
        Fact(
            name="embargo",
            label=_("What must not be shown before"),
            example=_("The cover, until Friday at midnight"),
            shape="text",
            is_rule=True,
        ),
    ),
)

_PROFESSIONAL = KindOfClient(
    kind="professional",
    label=_("Professional"),
    says=_("An order or register sets rules for what may be promised."),
    icon="person-circle",
    facts=(
        Fact(
            name="profession",
            label=_("Profession"),
            example=_("Physiotherapist"),
        ),
        Fact(
            name="order",
            label=_("Order or register"),
            help=_("Name and number, as they must appear."),
            example=_("Order of physiotherapists of Valdoppia, no. 1042"),
            is_rule=True,
        ),
        Fact(
            name="rules",
            label=_("Rules of the profession"),
            help=_("What the order forbids or asks for in communication."),
            example=_("No guarantees, no before and after, no discounts"),
            shape="text",
            is_rule=True,
        ),
        Fact(
            name="services",
            label=_("Services"),
            shape="text",
            example=_("First visit, back pain, rehabilitation after surgery"),
        ),
        Fact(
            name="hours",
            label=_("Hours and urgent cases"),
            help=_("What to answer to somebody who writes at night."),
            example=_("Mon–Fri 9–19; urgent cases by phone"),
        ),
        Fact(
            name="confidentiality",
            label=_("Confidentiality"),
            help=_("What must never be asked or answered in public."),
            example=_("No advice by message, no patients' pictures without a release form"),
            shape="text",
            is_rule=True,
        ),
    ),
)

_PUBLIC_FIGURE = KindOfClient(
    kind="public_figure",
    label=_("Public figure"),
    says=_("Two hats, person and institution, that never mix."),
    icon="person-lines-fill",
    facts=(
        Fact(
            name="office",
            label=_("Office"),
            example=_("Mayor of Serravento"),
        ),
        Fact(
            name="hat",
            label=_("Which hat this client wears"),
            help=_(
                "Make two clients for two hats, or say on each channel whose it is: one post never mixes them."
            ),
            shape="choice",
            choices=(
                ("person", _("The person")),
                ("institution", _("The institution")),
            ),
        ),
        Fact(
            name="institution",
            label=_("Institution"),
            example=_("Municipality of Serravento"),
        ),
        Fact(
            name="party",
            label=_("Party or list"),
            help=_("Its symbols never appear on the institution's channels."),
            is_rule=True,
        ),
        Fact(name="term_ends_on", label=_("Term ends"), shape="date", is_rule=True),
        Fact(
            name="rules",
            label=_("Rules and windows"),
            help=_("Electoral silence, public-body communication, who signs what."),
            example=_("From the calling of the vote: no names, no portraits"),
            shape="text",
            is_rule=True,
        ),
    ),
)

_PROJECT = KindOfClient(
    kind="project",
    label=_("Project"),
    says=_("It has funders, deliverables and an end."),
    icon="journal-text",
    facts=(
        Fact(
            name="funders",
            label=_("Funders"),
            help=_("Who pays and must be named."),
            example=_("European Union, Region"),
            shape="text",
        ),
        Fact(
            name="funding_sentence",
            label=_("Sentence that must appear"),
            help=_("Word for word, with the emblem if one is asked for."),
            example=_("Funded by the European Union"),
            shape="text",
        ),
        Fact(
            name="partners",
            label=_("Partners"),
            shape="text",
        ),
        Fact(
            name="deliverables",
            label=_("Deliverables"),
            help=_("What has to be handed in, and when."),
            example=_("D5.3 communication report, in 60 days"),
            shape="text",
            is_rows=True,
        ),
        Fact(name="starts_on", label=_("Starts"), shape="date"),
        Fact(name="ends_on", label=_("Ends"), shape="date"),
    ),
)

_EVENT = KindOfClient(
    kind="event",
    label=_("Event"),
    says=_("Everything counts down to a day."),
    icon="calendar-event",
    facts=(
        Fact(name="starts_on", label=_("First day"), shape="date"),
        Fact(name="ends_on", label=_("Last day"), shape="date"),
        Fact(
            name="place",
            label=_("Place"),
            example=_("Old town of Serravento, three squares"),
        ),
        Fact(
            name="edition",
            label=_("Edition"),
            example=_("12th"),
        ),
        Fact(
            name="tickets",
            label=_("Tickets"),
            help=_("Where they are sold, and what is free."),
        ),
        Fact(
            name="sponsors",
            label=_("Mentions owed to sponsors"),
            help=_("Who, how many, and who must not stand beside whom."),
            example=_("Forno Treppiedi: 6 mentions"),
            shape="text",
            is_rows=True,
        ),
        Fact(
            name="plan_b",
            label=_("Plan B"),
            help=_("What happens when it rains or somebody cancels."),
            example=_("Rain: shows move to the gym, same seats"),
            shape="text",
        ),
    ),
)

KINDS: dict[str, KindOfClient] = {
    each.kind: each for each in (_COMPANY, _ARTIST, _PROFESSIONAL, _PUBLIC_FIGURE, _PROJECT, _EVENT)
}

# For each kind, two days that must come in this order.
_ORDERED: dict[str, tuple[str, str]] = {
    "event": ("starts_on", "ends_on"),
    "project": ("starts_on", "ends_on"),
}


def answers(kind: str, facts: Mapping[str, Any]) -> list[tuple[Fact, str]]:
    """The questions of the kind that have an answer, with the answer as people read it in the active language."""
    found = []
    for fact in KINDS[kind].facts:
        value = facts.get(fact.name)
        if value:
            on = day_of(facts, fact.name) if fact.shape == "date" else None
            told = cldr.day(on, "d MMMM y") if on else str(dict(fact.choices).get(value, value))
            found.append((fact, told))
    return found


def rules_told(kind: str, facts: Mapping[str, Any]) -> list[tuple[Fact, str]]:
    """Those of the answers that limit what may be said: order, party, embargo, rules."""
    return [(fact, told) for fact, told in answers(kind, facts) if fact.is_rule]


def fact_label(kind: str, name: str) -> str:
    """The question of a fact; its name where the kind has none of that name."""
    return next((str(fact.label) for fact in KINDS[kind].facts if fact.name == name), name)


def hat_of(kind: str, facts: Mapping[str, Any]) -> str:
    """Which hat a public figure's client wears; empty for all others, and where nobody said."""
    return str(facts.get("hat") or "") if kind == "public_figure" else ""


def day_of(facts: Mapping[str, Any], name: str) -> date | None:
    """A day among the facts, or None when it is missing or unreadable."""
    try:
        return date.fromisoformat(str(facts.get(name, "")))
    except ValueError:
        return None


def wrong_order(kind: str, facts: Mapping[str, Any]) -> str | None:
    """The name of the day that comes before the one it must follow, or None."""
    if kind not in _ORDERED:
        return None
    first, last = _ORDERED[kind]
    begins, ends = day_of(facts, first), day_of(facts, last)
    return last if begins and ends and ends < begins else None
