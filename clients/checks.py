"""The boot check of the sealing keys: better not to start than to call every channel dead."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError

from clients.actions.rotating import canaries_that_do_not_open


def sealing_keys_open_what_they_sealed(**_: Any) -> list[CheckMessage]:
    """An error when a key that sealed something here is missing or is another one."""
    try:
        silent = canaries_that_do_not_open()
    except DatabaseError:
        return []  # no database yet, or no tables: nothing is sealed either
    if not silent:
        return []
    return [
        Error(
            f"The sealing key {', '.join(silent)} is missing or is not the one that was used.",
            hint="Put the key back into SEALING_KEYS; without it no channel can be opened.",
            id="clients.E001",
        )
    ]
