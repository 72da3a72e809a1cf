"""Naming a pillar, its share and its series; closing them. What was written for them stays theirs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from clients.models import Client, Goal
from clients.ready_plans import PILLARS
from editorial.models import Pillar, Series
from people import audit
from people.models import Member

Kept = TypeVar("Kept", Pillar, Series)


class PlanningRefusedError(Exception):
    """It cannot be so; the text is for the person who tried, `field` is where it belongs."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class PillarFacts:
    """What a pillar is: `share` posts of a hundred; what its posts are for unless somebody says otherwise."""

    name: str
    share: int
    says: str = ""
    objective: str = ""
    goal: Goal | None = None


@dataclass(frozen=True, slots=True)
class SeriesFacts:
    """What a series is; without a weekday it comes when it comes. `first_episode` is the number of the first one here."""

    name: str
    weekday: int | None = None
    format: str = ""
    first_episode: int = 1


def add_pillar(*, by: Member, client: Client, facts: PillarFacts, now: datetime) -> Pillar:
    """A new pillar. Raises PlanningRefusedError for a name the client has already."""
    pillar = Pillar(agency_id=client.agency_id, client=client, created_at=now)
    return _keep(pillar, facts.name, _fields(facts), by, client, "pillar.added", now)


def change_pillar(*, by: Member, pillar: Pillar, facts: PillarFacts, now: datetime) -> Pillar:
    """Other words, another share. Raises PlanningRefusedError."""
    return _keep(pillar, facts.name, _fields(facts), by, pillar.client, "pillar.changed", now)


@transaction.atomic
def begin_with_ready(*, by: Member, client: Client, now: datetime) -> list[Pillar]:
    """The pillars that suit the client's kind, in the client's language; none where it has some of its own."""
    Client.objects.select_for_update().get(pk=client.pk)
    if Pillar.objects.filter(client=client).exists():
        return []
    with translation.override(client.language):
        facts = [PillarFacts(str(each.name), each.share) for each in PILLARS[client.kind]]
    return [add_pillar(by=by, client=client, facts=each, now=now) for each in facts]


def add_series(*, by: Member, pillar: Pillar, facts: SeriesFacts, now: datetime) -> Series:
    """A new series of a pillar. Raises PlanningRefusedError for a name the client has already."""
    series = Series(
        agency_id=pillar.agency_id, client_id=pillar.client_id, pillar=pillar, created_at=now
    )
    return _keep(series, facts.name, asdict(facts), by, pillar.client, "series.added", now)


def change_series(*, by: Member, series: Series, facts: SeriesFacts, now: datetime) -> Series:
    """Other words, another day. Raises PlanningRefusedError."""
    return _keep(series, facts.name, asdict(facts), by, series.client, "series.changed", now)


@transaction.atomic
def close(*, by: Member, what: Pillar | Series, now: datetime) -> None:
    """No new post is for it any more; a pillar takes its series along."""
    if what.closed_at is not None:
        return
    what.closed_at = now
    what.save(update_fields=["closed_at"])
    if isinstance(what, Pillar):
        what.series.filter(closed_at=None).update(closed_at=now)
    audit.record(
        actor=by, agency=by.agency, verb=f"{what._meta.model_name}.closed", target=what, now=now
    )


@transaction.atomic
def reopen(*, by: Member, what: Pillar | Series, now: datetime) -> None:
    """Takes it up again; a series of a closed pillar takes that along."""
    if what.closed_at is None:
        return
    what.closed_at = None
    what.save(update_fields=["closed_at"])
    if isinstance(what, Series):
        Pillar.objects.filter(pk=what.pillar_id).update(closed_at=None)
    audit.record(
        actor=by, agency=by.agency, verb=f"{what._meta.model_name}.reopened", target=what, now=now
    )


def _fields(facts: PillarFacts) -> dict[str, object]:
    return {name: getattr(facts, name) for name in ("name", "share", "says", "objective", "goal")}


def _keep(
    row: Kept,
    name: str,
    fields: dict[str, object],
    by: Member,
    client: Client,
    verb: str,
    now: datetime,
) -> Kept:
    for field, value in fields.items():
        setattr(row, field, value)
    try:
        with transaction.atomic():
            row.save()
            audit.record(actor=by, agency=client.agency, verb=verb, target=row, now=now)
    except IntegrityError:
        raise PlanningRefusedError(
            _("The client has “%(name)s” already, perhaps closed.") % {"name": name}, field="name"
        ) from None
    return row
