"""`manage.py installation`: whether this installation stands still, and pausing it or letting it go by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from editorial.actions import standing_down
from people import installation
from people.clock import database_now
from people.models import Installation


class Command(BaseCommand):
    help = "Say whether this installation publishes; after a backup was put back: --pause, and later --resume."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--pause",
            action="store_true",
            help="send nothing, and look up whatever is due: run it before the workers of a restored installation start",
        )
        what.add_argument("--resume", action="store_true", help="let it publish again")

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        if not Installation.objects.exists():
            installation.show_life(now=now)
        if options["pause"]:
            standing_down.stand_down(why=Installation.Why.BY_HAND, now=now)
        if options["resume"]:
            installation.resume(by=None, reason="manage.py installation --resume", now=now)
        self.stdout.write(self._standing())

    def _standing(self) -> str:
        row = Installation.objects.get(pk=1)
        if row.paused_at:
            return f"Paused since {row.paused_at:%Y-%m-%d %H:%M} UTC ({row.why}). Nothing goes out."
        if installation.stands_still():
            return "About to be paused: this database does not belong to this installation, or is older than its data."
        return "It publishes."
