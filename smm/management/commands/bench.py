"""`manage.py bench publish`: what `python3 run.py bench publish` runs inside a started installation."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smm.bench import publish


class Command(BaseCommand):
    help = "Measure the running installation. Writes data: never run it where real clients are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        publishing = kinds.add_parser("publish", help="N posts due at the same second")
        publishing.add_argument("--posts", type=int, default=1000)
        publishing.add_argument("--latency-ms", type=int, default=50)
        publishing.add_argument("--json", action="store_true", help="last line: one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["posts"] < 2:
            raise CommandError("--posts wants 2 or more.")
        result = publish.measure(
            n_posts=options["posts"], latency_ms=options["latency_ms"], say=self.stdout.write
        )
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            for name, value in result.items():
                self.stdout.write(f"{name:>22}  {value}")
