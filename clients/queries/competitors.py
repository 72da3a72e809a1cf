"""Whom a client is compared with, as their page and the weekly form show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import JSONObject

from clients.access import clients_where_may
from clients.models import Client, Competitor, CompetitorProfile, CompetitorReading, Status
from clients.words.competitors import IS_OWN, problem_sentence
from people.models import Member
from people.prepared import prepared
from people.roles import Capability

# A profile that people look at is asked for again after so many days.
A_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileLine:
    """One profile: how it stands, in words; `is_waited_for` where a person's look is due."""

    profile: CompetitorProfile
    says: str
    is_waited_for: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompetitorLine:
    """A competitor with all their profiles."""

    competitor: Competitor
    profiles: tuple[ProfileLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToWriteDown:
    """A profile of the weekly form, and what was written down of it last."""

    profile: CompetitorProfile
    last_on: date | None
    last_followers: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookWaited:
    """A client, and whose profiles of it wait for this week's look: (name of the competitor, network)."""

    client: Client
    profiles: tuple[tuple[str, str], ...]


def competitor_lines(
    *, member: Member, client: Client, labels: Mapping[str, str], now: datetime
) -> list[CompetitorLine]:
    """Those that are watched, by name; `labels` names the networks. Two queries."""
    found = Competitor.objects.visible_to(member).watched().filter(client_id=client.pk)
    competitors = found.prefetch_related("profiles")
    return [
        CompetitorLine(
            competitor=each,
            profiles=tuple(
                profile_line(profile, labels=labels, now=now) for profile in each.profiles.all()
            ),
        )
        for each in competitors
    ]


def profile_line(
    profile: CompetitorProfile, *, labels: Mapping[str, str], now: datetime
) -> ProfileLine:
    """One profile in words."""
    label = labels.get(profile.network, profile.network)
    return ProfileLine(
        profile=profile,
        says=problem_sentence(profile.problem, network=label, handle=profile.handle),
        is_waited_for=is_waited_for(profile, now=now),
    )


def is_waited_for(profile: CompetitorProfile, *, now: datetime) -> bool:
    """Whether a person should look at it: nobody has for a week."""
    if profile.is_read or profile.problem == IS_OWN:
        return False
    return profile.read_at is None or profile.read_at <= now - A_WEEK


def waited_for(*, since: datetime) -> QuerySet[CompetitorProfile]:
    """The profiles of `is_waited_for`, of all clients: nobody has looked at them since."""
    nobody = Q(read_at=None) | Q(read_at__lte=since)
    found = CompetitorProfile.objects.watched().filter(nobody, is_read=False)
    return found.exclude(problem=IS_OWN).order_by("competitor__name", "network", "pk")


def looks_waited_for(
    *, member: Member, client: Client | None = None, now: datetime, most: int
) -> list[LookWaited]:
    """The clients, `most` of them by name, whose competitors wait for a look of the member's; paused ones do not. One query."""
    return [
        LookWaited(
            client=each,
            profiles=tuple((row["name"], row["network"]) for row in getattr(each, "waited", ())),
        )
        for each in _waited(member=member, client=client, since=now - A_WEEK, most=most)
    ]


@prepared("most")
def _waited(
    *, member: Member, client: Client | None, since: datetime, most: int
) -> QuerySet[Client]:
    waited = waited_for(since=since).filter(client=OuterRef("pk"))
    mine = clients_where_may(member=member, capability=Capability.ENTER_FIGURES)
    mine = mine.exclude(status=Status.PAUSED).filter(Exists(waited))
    if client is not None:
        mine = mine.filter(pk=client.pk)
    rows = waited.values(row=JSONObject(name=F("competitor__name"), network=F("network")))
    return mine.annotate(waited=ArraySubquery(rows))[:most]


def to_write_down(*, member: Member, client: Client) -> list[ToWriteDown]:
    """The profiles that only people can look at. One query."""
    last = CompetitorReading.objects.filter(profile=OuterRef("pk")).order_by("-day_on")
    found: QuerySet[CompetitorProfile] = (
        CompetitorProfile.objects.visible_to(member)
        .watched()
        .filter(client_id=client.pk, is_read=False)
        .exclude(problem=IS_OWN)
        .select_related("competitor", "client")
        .annotate(
            last_on=Subquery(last.values("day_on")[:1]),
            last_followers=Subquery(last.values("followers")[:1]),
        )
        .order_by("competitor__name", "network", "pk")
    )
    return [
        ToWriteDown(
            profile=each,
            last_on=getattr(each, "last_on", None),
            last_followers=getattr(each, "last_followers", None),
        )
        for each in found
    ]
