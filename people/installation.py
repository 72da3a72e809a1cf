"""Whether this installation may act outward, or is a restored or copied one that must first find out what is out already.

A database put back from a backup does not know what was published since, and a copy of an installation would publish
everything a second time. Both are found out before anything is sent: the row of this database must belong to the
INSTANCE_ID of the environment, and must not be older than the file that lies beside the data. Whatever acts outward asks
`MAY_ACT` in its own SQL, or `stands_still`; what is done about it is editorial/actions/standing_down.py.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from people import audit
from people.models import Installation, User

log = logging.getLogger(__name__)

Why = Installation.Why

# For SQL that is about to act outward; takes the values of `terms`.
MAY_ACT = """NOT EXISTS (SELECT 1 FROM people_installation i
                          WHERE i.paused_at IS NOT NULL OR i.instance_id <> %(instance_id)s
                             OR (i.mark = %(mark)s AND i.generation < %(generation)s)
                             OR (i.mark <> %(mark)s AND i.generation > 1
                                 AND i.seen_at < smm_now() - %(alive)s))"""
BEAT = timedelta(minutes=1)
# A database that another directory of data has just kept alive is shared by several machines, and not put back.
ALIVE = timedelta(minutes=5)
NOBODY = UUID(int=0)
MORE_THAN_ANY = 2**62


@dataclass(frozen=True, slots=True)
class Kept:
    """What the file beside the data says: of which database, how far it had come, and whether the file is itself a copy."""

    mark: UUID = NOBODY
    generation: int = 0
    is_copy: bool = False


def path() -> Path:
    """Where the file is. Its number on the disk is written in it: a copied file betrays itself."""
    return settings.DATA_DIR / "generation.json"


def kept() -> Kept:
    """What the file says; what cannot be read says nothing."""
    try:
        with path().open(encoding="utf-8") as file:
            said = json.load(file)
            is_copy = said["inode"] != os.fstat(file.fileno()).st_ino
            return Kept(UUID(said["mark"]), int(said["generation"]), is_copy)
    except (OSError, ValueError, KeyError, TypeError):
        return Kept()


def _keep(mark: UUID, generation: int) -> None:
    """Write the file anew. A disk that takes nothing is logged: whatever else the caller does must go on."""
    try:
        path().parent.mkdir(parents=True, exist_ok=True)
        # Processes of several containers share the directory, and may have the same number.
        descriptor, new = tempfile.mkstemp(prefix=".generation.", dir=path().parent)
        with open(descriptor, "w", encoding="utf-8") as file:
            inode = os.fstat(descriptor).st_ino
            json.dump({"mark": str(mark), "generation": generation, "inode": inode}, file)
            file.flush()
            os.fsync(descriptor)
        Path(new).replace(path())
    except OSError:
        log.exception(
            "%s could not be written: a backup put back now would not be found out", path()
        )


def terms() -> dict[str, Any]:
    """The values that `MAY_ACT` takes."""
    said = kept()
    return {
        "instance_id": settings.INSTANCE_ID,
        "mark": said.mark,
        "generation": MORE_THAN_ANY if said.is_copy else said.generation,
        "alive": ALIVE,
    }


def stands_still() -> bool:
    """Whether nothing may be done outward: it is paused, or about to be."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT NOT {MAY_ACT}", terms())
        return bool(cursor.fetchone()[0])


def _doubt(row: Installation, said: Kept, now: datetime) -> Why | None:
    """What speaks against this row being the living database of this installation."""
    if row.instance_id != settings.INSTANCE_ID:
        return Why.COPIED
    if said.mark != row.mark:
        # No file of this database: it came to another directory, or several machines share it.
        is_strange = row.generation > 1 and row.seen_at < now - ALIVE
        return Why.RESTORED if is_strange else None
    if said.is_copy:
        return Why.COPIED
    return Why.RESTORED if row.generation < said.generation else None


def doubt(*, now: datetime) -> Why | None:
    """Why this installation must be paused that is not yet; None when all is well, or it is paused already."""
    row = Installation.objects.first()
    return None if row is None or row.paused_at else _doubt(row, kept(), now)


def show_life(*, now: datetime) -> None:
    """Note that it runs, at most once a minute: in the database first, then beside the data. Not while it is in doubt."""
    row = Installation.objects.first()
    if row is None:
        row, _ = Installation.objects.get_or_create(
            pk=1, defaults={"instance_id": settings.INSTANCE_ID, "seen_at": now}
        )
    said = kept()
    if row.paused_at is None and _doubt(row, said, now):
        return
    if not timedelta() <= now - row.seen_at < BEAT:
        Installation.objects.filter(pk=1, generation=row.generation).update(
            generation=row.generation + 1, seen_at=now
        )
        row.generation += 1
    if (said.mark, said.generation, said.is_copy) != (row.mark, row.generation, False):
        _keep(row.mark, row.generation)


def adopt(*, why: Why, now: datetime) -> datetime | None:
    """Make this database ours and pause it; returns since when it does not know what happened.

    None when another process was faster. Its generation passes that of the file, so that the same is found once.
    """
    row = Installation.objects.select_for_update().get(pk=1)
    if row.paused_at:
        return None
    said = kept()
    row.instance_id, row.why, row.paused_at = settings.INSTANCE_ID, why, now
    row.since = min(row.seen_at, now)
    row.generation = max(row.generation, said.generation) + 1
    row.seen_at = now
    row.resumed_at = row.resumed_by = None
    row.save()
    return row.since


def keep_up() -> None:
    """Write beside the data what the database says now."""
    row = Installation.objects.get(pk=1)
    _keep(row.mark, row.generation)


@transaction.atomic
def resume(*, by: User | None, reason: str, now: datetime) -> bool:
    """Let this installation go again; returns False when it was not paused. What is in doubt is looked up further."""
    n_paused = Installation.objects.filter(paused_at__isnull=False).update(
        paused_at=None, why="", since=None, resumed_by=by, resumed_at=now
    )
    if n_paused:
        audit.record(
            actor=by,
            agency=None,
            verb="installation.resumed",
            target=Installation.objects.get(pk=1),
            data={"reason": reason},
            now=now,
        )
    return bool(n_paused)
