"""The whole demo, made in a transaction that is undone at the end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.test import override_settings

from networks import http
from networks.sandbox.process import SandboxProcess
from smm.demo import making
from tests import clock


@contextmanager
def made_demo(
    network: SandboxProcess, media: Path, *, at: datetime | None = None
) -> Iterator[list[dict[str, str]]]:
    """Its logins, while it stands on that network; made as if it were `at`, else now."""
    http.configure(allow_origins=[network.origin])
    try:
        with (
            override_settings(SANDBOX_ORIGIN=network.origin, MEDIA_ROOT=media),
            transaction.atomic(),
        ):
            if at is not None:
                clock.move_to(at)
            yield making.make()
            transaction.set_rollback(True)
    finally:
        network.order("clear")
        http.configure()
