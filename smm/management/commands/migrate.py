"""`manage.py migrate`: Django's own, which says in words when a database is too old for it."""

from __future__ import annotations

import gc
from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as Migrate
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from smm.local.processes import SAID_WHY

TOO_OLD = (
    "This database is from before the first release: the steps that made it were folded into one since, and it cannot be "
    "brought up to date. Nothing in it was changed. Start on another data directory (python3 run.py --data DIR), or on an empty "
    "database; what this one holds is still there for the version that made it."
)


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        if _is_too_old(options["database"]):
            raise CommandError(TOO_OLD, returncode=SAID_WHY)
        gc.disable()  # it makes thousands of classes: looking for garbage is an eighth of its time
        try:
            super().handle(*args, **options)
        finally:
            gc.enable()


def _is_too_old(database: str) -> bool:
    """Whether our tables were made, but not by the step that makes them now, nor by all of those it stands for.

    Asked before Django builds its graph, which breaks on half of what a step stands for, each time in another way.
    """
    applied = set(MigrationRecorder(connections[database]).applied_migrations())
    if not any(app == "people" for app, _name in applied):
        return False
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    firsts = {
        key: step
        for key, step in loader.disk_migrations.items()
        if key[0] == "people" and step.initial
    }
    return not any(
        key in applied or set(step.replaces or [key]) <= applied for key, step in firsts.items()
    )
