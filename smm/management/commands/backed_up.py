"""`manage.py backed_up`: the last line of a backup script, so that the installation knows how old its backup is."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime

from people import audit
from people.clock import database_now
from smm.operating import BACKED_UP


class Command(BaseCommand):
    help = "Say that a backup was made: now, or --at a moment. Run it when the copy is safe."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", help="when it was made, such as 2026-11-28T03:10:00+01:00")

    def handle(self, *args: Any, **options: Any) -> None:
        now = database_now()
        at = _moment(options["at"]) if options["at"] else now
        if at > now:
            raise CommandError("That moment has not come yet.")
        audit.record(actor=None, agency=None, verb=BACKED_UP, target=None, now=at)
        self.stdout.write(f"Noted: a backup of {at:%Y-%m-%d %H:%M} UTC.")


def _moment(words: str) -> Any:
    try:
        at = parse_datetime(words)
    except ValueError:
        at = None
    if at is None or at.tzinfo is None:
        raise CommandError("Give --at a moment with its zone, such as 2026-11-28T03:10:00+01:00.")
    return at
