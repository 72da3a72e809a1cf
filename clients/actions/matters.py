"""A client's programme, sponsors, work packages, deliverables and works."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from clients.models import Act, Client, Stage
from clients.models.matters import Matter
from clients.programme import Timed, collide, span
from people import audit, cldr
from people.models import Member


class MatterError(Exception):
    """It cannot be kept or removed; the text is for the person who tried. `field` is the answer it is about, if one is."""

    def __init__(self, words: str, *, field: str = "") -> None:
        super().__init__(words)
        self.field = field


@transaction.atomic
def keep_matter(*, by: Member, client: Client, matter: Any, now: datetime) -> Matter:
    """Adds or changes one matter of the client. Refuses a code or name that another one has, and an act on a stage on which
    another one is then (MatterError)."""
    is_new = matter.pk is None
    if isinstance(matter, Act):
        _refuse_taken_stage(client, matter)
    matter.agency_id, matter.client = client.agency_id, client
    try:
        with transaction.atomic():
            # Only what people type: what the program knows of it may be written at the same moment.
            matter.save(update_fields=None if is_new else _typed(matter))
    except IntegrityError as error:
        if "_once" not in str(error):
            raise
        raise MatterError(_("There is one with this name already.")) from error
    _record(by, "matter.added" if is_new else "matter.changed", matter, now)
    return matter  # type: ignore[no-any-return]


def _refuse_taken_stage(client: Client, act: Act) -> None:
    if act.stage_id is None or act.at is None:
        return
    # One act at a time is put on a stage.
    stage = Stage.objects.select_for_update().get(pk=act.stage_id, client=client)
    near = (act.on - timedelta(days=1), act.on + timedelta(days=1))
    others = Act.objects.filter(stage=stage, on__range=near, at__isnull=False).exclude(pk=act.pk)
    for other in others.order_by("on", "at"):
        if collide(act, other):
            raise MatterError(taken_words(other, stage.name), field="at")


def taken_words(other: Timed, stage: str) -> str:
    """Who is on a stage at that time, and when."""
    begins, ends = span(other)
    hours = f"{cldr.day(other.on, 'd MMMM')} {begins:%H:%M}"
    if ends > begins:
        hours += f"–{ends:%H:%M}"
    words = _("%(act)s is on %(stage)s then, %(day)s: choose another hour or stage.")
    return words % {"act": other, "stage": stage, "day": hours}


@transaction.atomic
def remove_matter(*, by: Member, matter: Any, now: datetime) -> None:
    """Removes one matter. Refuses while something hangs on it (MatterError)."""
    _record(by, "matter.removed", matter, now)
    try:
        with transaction.atomic():
            matter.delete()
    except ProtectedError as error:
        raise MatterError(
            _("Something belongs to it: move that first. Nothing was removed.")
        ) from error


def _typed(matter: Matter) -> list[str]:
    return [
        each.name for each in matter._meta.concrete_fields if each.editable and not each.primary_key
    ]


def _record(by: Member, verb: str, matter: Any, now: datetime) -> None:
    data = {"client": matter.client.slug, "what": str(matter._meta.verbose_name)}
    audit.record(actor=by, agency=by.agency, verb=verb, target=matter, data=data, now=now)
