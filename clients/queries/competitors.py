"""Whom a client is compared with, as their page and the weekly form show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, QuerySet, Subquery

from clients.models import Client, Competitor, CompetitorProfile, CompetitorReading
from clients.words.competitors import IS_OWN, problem_sentence
from people.models import Member

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
