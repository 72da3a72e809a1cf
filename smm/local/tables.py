"""`python -m smm.local.tables`: `manage.py migrate`, by a program that may be started before its database is there.

Loading the product takes about as long as making an empty database: on a first start both happen at the same time. It waits for
a line; when its input ends without one, nobody wants the tables any more.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from smm.local.processes import Process


class Tables(Process):
    """That program, as its supervisor sees it."""

    def __init__(self, *, env: Mapping[str, str], **options: Any) -> None:
        """Start loading; `begin` when the database answers."""
        orders, self._orders = os.pipe()
        super().__init__(
            "migrate",
            [sys.executable, "-m", "smm.local.tables"],
            env={**env, "MIGRATING": "1"},
            stdin=orders,
            **options,
        )
        os.close(orders)

    def begin(self) -> None:
        """Make the tables; its end says how that went, also when it ended before."""
        with suppress(BrokenPipeError):
            os.write(self._orders, b"begin\n")
        os.close(self._orders)


def main() -> None:
    """Load, wait, migrate. What it needs is imported here, for the supervisor does without Django."""
    importlib.import_module("django").setup()
    importlib.import_module("smm.management.commands.migrate")
    importlib.import_module("django.db.migrations.loader").MigrationLoader(None)  # reads all steps
    management = importlib.import_module("django.core.management")
    if sys.stdin.readline():
        # Without the system checks, a fifth of the time: `run.py check` and compose run them.
        management.execute_from_command_line(["manage.py", "migrate", "--noinput", "--skip-checks"])


if __name__ == "__main__":
    main()
