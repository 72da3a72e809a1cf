"""Whom a client wants to reach: written down, made the usual one, put away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction

from clients.models import Audience, Client, Habit
from people import audit
from people.models import Member


@dataclass(frozen=True, slots=True)
class When:
    """Where an audience is and when: no days mean every day, no hours the whole day."""

    network: str
    weekdays: tuple[int, ...] = ()
    starts: time | None = None
    ends: time | None = None


@transaction.atomic
def write_audience(
    *,
    by: Member,
    client: Client,
    audience: Audience | None = None,
    habits: Sequence[When] = (),
    is_default: bool = False,
    now: datetime,
    **fields: Any,
) -> Audience:
    """Writes down an audience, or changes one. The first of a client is the one new posts are for."""
    Client.objects.select_for_update().get(pk=client.pk)
    others = Audience.objects.current().filter(client=client)
    if audience is not None:
        audience = Audience.objects.select_for_update().get(pk=audience.pk)
        others = others.exclude(pk=audience.pk)
    else:
        audience = Audience(
            agency_id=client.agency_id, client=client, created_at=now, created_by=by
        )
    is_default = is_default or not others.filter(is_default=True).exists()
    if is_default:
        others.filter(is_default=True).update(is_default=False)
    for name, value in fields.items():
        setattr(audience, name, value)
    audience.is_default = is_default
    audience.save()
    audience.habits.all().delete()
    Habit.objects.bulk_create(
        Habit(
            agency_id=client.agency_id,
            client=client,
            audience=audience,
            network=each.network,
            weekdays=list(each.weekdays),
            starts=each.starts,
            ends=each.ends,
        )
        for each in habits
    )
    _record(by, "audience.written", audience, now)
    return audience


@transaction.atomic
def put_away(*, by: Member, audience: Audience, now: datetime) -> Audience:
    """We no longer speak to them; posts that were for them stay so. The next one becomes the usual one."""
    Client.objects.select_for_update().get(pk=audience.client_id)
    row = Audience.objects.select_for_update().get(pk=audience.pk)
    if row.archived_at is not None:
        return row
    was_default, row.is_default, row.archived_at = row.is_default, False, now
    row.save(update_fields=["is_default", "archived_at"])
    following = Audience.objects.current().filter(client_id=row.client_id).order_by("id").first()
    if was_default and following is not None:
        following.is_default = True
        following.save(update_fields=["is_default"])
    _record(by, "audience.put_away", row, now)
    return row


@transaction.atomic
def take_up(*, by: Member, audience: Audience, now: datetime) -> Audience:
    """We speak to them again."""
    row = Audience.objects.select_for_update().get(pk=audience.pk)
    if row.archived_at is None:
        return row
    row.archived_at = None
    row.save(update_fields=["archived_at"])
    _record(by, "audience.taken_up", row, now)
    return row


def _record(by: Member, verb: str, audience: Audience, now: datetime) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=audience, data={}, now=now)
