"""The client's wider presence: naming touchpoints, and the days on which something happens there."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from clients.models import Client, Touchpoint, TouchpointMoment
from people import audit
from people.models import Member


class PresenceError(Exception):
    """It cannot be so; the text is for the person who tried, `field` its place in the form."""

    def __init__(self, sentence: str, *, field: str) -> None:
        super().__init__(sentence)
        self.field = field


@transaction.atomic
def keep_touchpoint(
    *,
    by: Member,
    client: Client,
    touchpoint: Touchpoint | None = None,
    kind: str,
    name: str,
    url: str = "",
    carer: str = "",
    note: str = "",
    now: datetime,
) -> Touchpoint:
    """Names a touchpoint, or says something else of one. Raises PresenceError for a name that is taken."""
    row = touchpoint or Touchpoint(agency_id=client.agency_id, client=client, created_at=now)
    is_new = row.pk is None
    row.kind, row.name, row.url, row.carer, row.note = kind, name, url, carer, note
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if "touchpoint_once" not in str(error):
            raise
        raise PresenceError(
            _("The client has a touchpoint %(name)s already.") % {"name": name}, field="name"
        ) from error
    verb = "touchpoint.named" if is_new else "touchpoint.changed"
    audit.record(actor=by, agency=by.agency, verb=verb, target=row, now=now)
    return row


@transaction.atomic
def end_touchpoint(*, by: Member, touchpoint: Touchpoint, now: datetime) -> None:
    """It is over: nothing more can be planned there; its moments stay."""
    if Touchpoint.objects.filter(pk=touchpoint.pk, ended_at=None).update(ended_at=now):
        audit.record(
            actor=by, agency=by.agency, verb="touchpoint.ended", target=touchpoint, now=now
        )


@transaction.atomic
def plan_moment(
    *,
    by: Member,
    touchpoint: Touchpoint,
    moment: TouchpointMoment | None = None,
    title: str,
    on: date,
    until: date | None = None,
    url: str = "",
    note: str = "",
    now: datetime,
) -> TouchpointMoment:
    """Something happens there on a day; or it is changed. Raises PresenceError where it ends before it begins."""
    if until is not None and until < on:
        raise PresenceError(_("The last day comes before the first."), field="until")
    row = moment or TouchpointMoment(
        agency_id=touchpoint.agency_id,
        client_id=touchpoint.client_id,
        created_by=by,
        created_at=now,
    )
    is_new = row.pk is None
    row.touchpoint, row.title, row.on, row.url, row.note = touchpoint, title, on, url, note
    row.until = until if until != on else None
    row.save()
    verb = "moment.planned" if is_new else "moment.changed"
    data = {"on": on.isoformat()}
    audit.record(actor=by, agency=by.agency, verb=verb, target=row, data=data, now=now)
    return row


@transaction.atomic
def drop_moment(*, by: Member, moment: TouchpointMoment, now: datetime) -> None:
    """It does not happen; posts that pointed to it stay."""
    audit.record(actor=by, agency=by.agency, verb="moment.dropped", target=moment, now=now)
    moment.delete()
