"""The installation that a browser looks at, spoken to from inside."""

from __future__ import annotations

from smm.local.starting import Stack


def in_python(stack: Stack, code: str) -> str:
    """Runs a line inside the installation."""
    return stack.manage("shell", "-v", "0", "-c", code).strip()
