"""`python3 run.py bench …`: measurements on an installation that is made for them and thrown away.

`idle` and `browser` look at the product from outside, `chaos` kills it from outside: these run here. Every other measurement is the management
command `bench`, run inside a started stack.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys

from smm.local import bench_browser, bench_chaos, bench_idle, homes, place
from smm.local.supervise import stack
from smm.local.up import EXPECTED


def main(arguments: list[str]) -> int:
    """Run one measurement. Returns its exit code."""
    if not arguments or arguments[0] in ("-h", "--help"):
        print("python3 run.py bench idle|publish|chaos|pages|readings|originality|browser [--json]")
        return 0 if arguments else 2
    try:
        if arguments[0] == "idle":
            return _idle(arguments[1:])
        if arguments[0] == "chaos":
            return _chaos(arguments[1:])
        if arguments[0] == "browser":
            return _browser(arguments[1:])
        return _inside(arguments)
    except (*EXPECTED, bench_idle.BenchError, bench_browser.BrowserError) as error:
        print(error, file=sys.stderr)
        return 1


def _idle(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py bench idle", description="Memory at rest and start-up times."
    )
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument(
        "--rest", type=float, default=bench_idle.REST_SECONDS, help="seconds of rest before reading"
    )
    options = parser.parse_args(arguments)
    print(bench_idle.report(bench_idle.measure(rest_seconds=options.rest), is_json=options.json))
    return 0


def _chaos(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py bench chaos",
        description="Publishing while everything is killed, frozen, restarted and cut off.",
    )
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--kills", type=int, default=200, help="of processes, by SIGKILL")
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options = parser.parse_args(arguments)
    share = options.kills / 200
    plan = bench_chaos.Plan(
        n_posts=options.posts,
        n_kills=options.kills,
        n_freezes=round(60 * share),
        n_cuts=round(8 * share),
        n_broker_kills=5,
        n_database_restarts=3,
        n_deploys=round(20 * share),
        seed=options.seed,
    )
    result = bench_chaos.measure(plan, say=lambda words: print(words, file=sys.stderr, flush=True))
    print(json.dumps(result) if options.json else json.dumps(result, indent=2))
    return 0


def _browser(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py bench browser",
        description="What a browser on a middling phone says of the screens.",
    )
    parser.add_argument(
        "--runs", type=int, default=bench_browser.RUNS, help="the middle one counts"
    )
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    options = parser.parse_args(arguments)
    result = bench_browser.measure(
        n_runs=options.runs, say=lambda words: print(words, file=sys.stderr, flush=True)
    )
    for words in bench_browser.lacking(result):
        print(words, file=sys.stderr)
    print(json.dumps(result) if options.json else json.dumps(result, indent=2))
    return 0


def _inside(arguments: list[str]) -> int:
    """`manage.py bench …` with a whole stack around it; STACK_PIDS tells it whom it may kill."""
    data = place.throw_away()
    # Only publishing needs the workers; beside the others they would measure what is being written.
    has_workers = arguments[0] == "publish"
    if arguments[0] == "pages" or "--agencies" in arguments:
        os.environ["BENCH"] = "1"  # the counting header, and sandboxes of other kinds
    try:
        with stack(data=data, demo=False, sandbox=True, workers=has_workers) as running:
            environment = running.environment | {"STACK_PIDS": json.dumps(running.pids)}
            command = [sys.executable, "manage.py", "bench", *arguments]
            return subprocess.run(command, cwd=place.BASE, env=environment).returncode
    finally:
        homes.remove(data)
