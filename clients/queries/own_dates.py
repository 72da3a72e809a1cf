"""The client's own dates as the calendar shows them: what a month is planned around. Acts are one line a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import JSONObject

from clients.holidays import OF_AGENCY, holidays_of
from clients.kinds import KINDS, day_of
from clients.models import Act, Client, Deliverable, Kind, Status, Window, Work
from clients.models.matters import window_name
from people.models import Member
from people.prepared import prepared
from people.public_holidays import holidays_between

A_DAY = timedelta(days=1)
Spans = Callable[..., QuerySet[Any]]
# Kinds whose dates are rows or facts of their own.
DATED = (Kind.EVENT, Kind.PROJECT, Kind.ARTIST, Kind.PUBLIC_FIGURE)
_FACTS = {
    kind: tuple(fact.name for fact in each.facts if fact.shape == "date")
    for kind, each in KINDS.items()
}


@dataclass(frozen=True, slots=True)
class OwnDate:
    """A day of a client's own. `what` is acts, deliverable, work, window, leaving, holiday (of its country or its town, where
    that is not the agency's), span_begins or span_ends, or the name of a fact; `label` what it is
    called; `n` how many acts there are; `rule` what holds in a window, which lasts from `on` to `until`."""

    what: str
    client: Client
    label: str = ""
    n: int = 1
    rule: str = ""
    on: date | None = None
    until: date | None = None
    # The public id of what has a page of its own.
    key: str = ""


@dataclass(frozen=True, slots=True)
class OwnDates:
    """Those of a day that there is room for, and how many more there are. `is_within`: the day is one of a window's, or of
    an event's own."""

    shown: list[OwnDate]
    n_more: int = 0
    is_within: bool = False


def own_dates_by_day(
    *,
    member: Member,
    client: Client | None,
    first_on: date,
    last_on: date,
    room: Mapping[date, int] | None = None,
    language: str = "en",
    spans: Spans | None = None,
) -> dict[date, OwnDates]:
    """Of one client (whose holidays are those of its calendar: clients/holidays.py), or of all the member sees but those that are archived. One query, none for one that has no such dates.

    `room` says how many of its first each day shows; the others are counted. Without it all are shown. `spans` gives rows that
    an app above knows of (of the client OuterRef("pk"); label, key, starts_on, ends_on): each shows on its first and last day.
    """
    if spans is None and client and client.kind not in DATED and client.leaving_on is None:
        return {}
    days: defaultdict[date, list[OwnDate]] = defaultdict(list)
    within: set[date] = set()
    for found in _with_dates(
        member=member, client=client, first_on=first_on, last_on=last_on, spans=spans
    ):
        for on, until, each in _dates_of(found):
            for day in _days(max(on, first_on), min(until, last_on)):
                days[day].append(each)
        if client is None:
            for on, name in _apart(found, first_on, last_on, language):
                days[on].append(OwnDate("holiday", found, name))
        for on, until in _spans_of(found):
            within.update(_days(max(on, first_on), min(until, last_on)))
    return {
        on: _fitting(days[on], None if room is None else room[on], is_within=on in within)
        for on in sorted({*days, *within})
    }


def _apart(
    found: Client, first_on: date, last_on: date, language: str
) -> Iterator[tuple[date, str]]:
    """The client's holidays that are not the agency's too."""
    if found.country == OF_AGENCY and not found.patron_on:
        return
    shared = holidays_between(first_on, last_on, language=language, country=OF_AGENCY)
    for on, name in holidays_of(found, first_on, last_on, language=language).items():
        if shared.get(on) != name:
            yield on, name


def _days(on: date, until: date) -> Iterator[date]:
    while on <= until:
        yield on
        on += A_DAY


def _fitting(found: list[OwnDate], most: int | None, *, is_within: bool) -> OwnDates:
    shown = found if most is None else found[:most]
    return OwnDates(shown, len(found) - len(shown), is_within)


def _spans_of(found: Any) -> Iterator[tuple[date, date]]:
    """The stretches of days that a client's month is planned around: a public figure's windows, an event's own days."""
    if found.kind == Kind.PUBLIC_FIGURE:
        for row in found.dated_windows:
            yield _day(row["on"]), _day(row["until"])
    if found.kind == Kind.EVENT:
        begins, ends = day_of(found.facts, "starts_on"), day_of(found.facts, "ends_on")
        if begins is not None and ends is not None:
            yield begins, ends


@prepared("spans")
def _with_dates(
    *, member: Member, client: Client | None, first_on: date, last_on: date, spans: Spans | None
) -> QuerySet[Client]:
    begun = spans(first_on=first_on, last_on=last_on) if spans else None
    if client is not None:
        clients = Client.objects.filter(pk=client.pk)
    else:
        clients = Client.objects.visible_to(member).exclude(status=Status.ARCHIVED)
        clients = clients.filter(
            Q(kind__in=DATED)
            | Q(leaving_on__range=(first_on, last_on))
            | ~Q(country=OF_AGENCY)
            | ~Q(patron_on="")
            | (Q(pk__in=[]) if begun is None else Q(Exists(begun)))
        )
    of = {"client": OuterRef("pk")}
    within = (first_on, last_on)
    acts = Act.objects.filter(**of, on__range=within).order_by("on").values("on")
    deliverables = Deliverable.objects.filter(**of, due_on__range=within, handed_in_on=None)
    works = Work.objects.filter(**of, out_on__range=within)
    if begun is not None:
        row = {name: F(name) for name in ("label", "key", "starts_on", "ends_on")}
        clients = clients.annotate(dated_spans=ArraySubquery(begun.values(row=JSONObject(**row))))
    windows = Window.objects.filter(**of, starts_on__lte=last_on, ends_on__gte=first_on)
    return clients.order_by("name", "pk").annotate(
        dated_acts=ArraySubquery(
            acts.annotate(n=Count("pk")).values(row=JSONObject(on="on", n="n"))
        ),
        dated_deliverables=_rows(deliverables.order_by("due_on", "pk"), on="due_on", code="code", label="title"),
        dated_works=_rows(works.order_by("out_on", "pk"), on="out_on", label="title"),
        dated_windows=_rows(
            windows.order_by("starts_on", "pk"),
            on="starts_on", until="ends_on", label="name", hat="hat", rule="rule",
        ),
    )  # fmt: skip


def _rows(found: QuerySet[Any], **fields: str) -> ArraySubquery:
    return ArraySubquery(
        found.values(row=JSONObject(**{name: F(at) for name, at in fields.items()}))
    )


def _dates_of(found: Any) -> Iterator[tuple[date, date, OwnDate]]:
    """From the first to the last day of each; those of a kind that the client is not of are not asked for any more."""
    if found.kind == Kind.PUBLIC_FIGURE:
        # Before all else: on every day at the same height, as one band.
        for row in found.dated_windows:
            first, last = _day(row["on"]), _day(row["until"])
            name = window_name(row["label"], row["hat"])
            yield first, last, OwnDate("window", found, name, 1, row["rule"], first, last)
    if found.leaving_on is not None:
        yield found.leaving_on, found.leaving_on, OwnDate("leaving", found)
    for name in _FACTS[found.kind]:
        if (on := day_of(found.facts, name)) is not None:
            yield on, on, OwnDate(name, found)
    for row in getattr(found, "dated_spans", ()):
        for what, on in (("span_begins", row["starts_on"]), ("span_ends", row["ends_on"])):
            yield _day(on), _day(on), OwnDate(what, found, row["label"], key=row["key"])
    if found.kind == Kind.EVENT:
        for row in found.dated_acts:
            yield _day(row["on"]), _day(row["on"]), OwnDate("acts", found, n=row["n"])
    if found.kind == Kind.PROJECT:
        for row in found.dated_deliverables:
            label = f"{row['code']} {row['label']}"
            yield _day(row["on"]), _day(row["on"]), OwnDate("deliverable", found, label)
    if found.kind == Kind.ARTIST:
        for row in found.dated_works:
            yield _day(row["on"]), _day(row["on"]), OwnDate("work", found, row["label"])


def _day(words: str) -> date:
    return date.fromisoformat(words)
