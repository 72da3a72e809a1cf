"""`manage.py bench publish`: what `python3 run.py bench publish` runs inside a started installation."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from smm.bench import chaos, fairness, originality, pages, publish, readings


class Command(BaseCommand):
    help = "Measure the running installation. Writes data: never run it where real clients are."

    def add_arguments(self, parser: ArgumentParser) -> None:
        kinds = parser.add_subparsers(dest="what", required=True)
        publishing = kinds.add_parser("publish", help="N posts due at the same second")
        publishing.add_argument("--posts", type=int, default=1000)
        publishing.add_argument("--latency-ms", type=int, default=50)
        publishing.add_argument(
            "--agencies",
            type=int,
            default=0,
            help="whether many agencies wait for one, or for a slow network",
        )
        publishing.add_argument("--one-agency", type=int, default=0, help="posts of one of them")
        publishing.add_argument("--json", action="store_true", help="last line: one JSON object")

        screens = kinds.add_parser("pages", help="times, statements and bytes of the screens")
        screens.add_argument("--clients", type=int, default=200)
        screens.add_argument("--posts", type=int, default=50_000)
        screens.add_argument("--json", action="store_true", help="last line: one JSON object")
        figures = kinds.add_parser("readings", help="writing, summing and asking figures of posts")
        figures.add_argument("--rows", type=int, default=10_000_000)
        figures.add_argument("--json", action="store_true", help="last line: one JSON object")
        said = kinds.add_parser("originality", help="asking a client's posts for the same words")
        said.add_argument("--texts", type=int, default=5000)
        said.add_argument("--json", action="store_true", help="last line: one JSON object")

        posts = kinds.add_parser("chaos-posts", help="what `run.py bench chaos` begins with")
        posts.add_argument("--posts", type=int, required=True)
        posts.add_argument("--span", type=float, required=True)
        posts.add_argument("--begins-in", type=float, required=True)
        posts.add_argument("--seed", type=int, required=True)
        posts.add_argument("--no-faults", action="store_true")
        posts.set_defaults(json=True)
        verdict = kinds.add_parser("chaos-verdict", help="what it ends with; reads the kills")
        verdict.set_defaults(json=True)

    def handle(self, *args: Any, **options: Any) -> None:
        result = self._measured(options)
        if options["json"]:
            self.stdout.write(json.dumps(result))
        else:
            for name, value in result.items():
                self.stdout.write(f"{name:>22}  {value}")

    def _measured(self, options: dict[str, Any]) -> dict[str, Any]:
        say = self.stdout.write
        if options["what"] == "pages":
            n_clients, n_posts = options["clients"], options["posts"]
            if n_clients < 2 or n_posts < 40 * n_clients:
                raise CommandError("--clients wants 2 or more, --posts at least forty of each.")
            return pages.measure(n_clients=n_clients, n_posts=n_posts, say=say)
        if options["what"] == "chaos-posts":
            return chaos.prepare(
                n_posts=options["posts"],
                span_s=options["span"],
                begins_in_s=options["begins_in"],
                seed=options["seed"],
                has_faults=not options["no_faults"],
            )
        if options["what"] == "chaos-verdict":
            return chaos.verdict(kills=json.load(sys.stdin))
        if options["what"] == "originality":
            if options["texts"] < 1000:
                raise CommandError("--texts wants 1000 or more.")
            return originality.measure(n_texts=options["texts"], say=say)
        if options["what"] == "readings":
            if options["rows"] < 100_000:
                raise CommandError("--rows wants 100000 or more.")
            return readings.measure(n_rows=options["rows"], say=say)
        if options["posts"] < 2:
            raise CommandError("--posts wants 2 or more.")
        if options["agencies"]:
            n_agencies, n_of_one = options["agencies"], options["one_agency"]
            if n_agencies < 2 or not 0 < n_of_one < options["posts"]:
                raise CommandError("--agencies wants 2 or more, --one-agency fewer than --posts.")
            return fairness.measure(
                n_agencies=n_agencies, n_posts=options["posts"], n_of_one=n_of_one, say=say
            )
        return publish.measure(n_posts=options["posts"], latency_ms=options["latency_ms"], say=say)
