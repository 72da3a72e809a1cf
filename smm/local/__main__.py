"""What `run.py` hands over to once the machine is set up: one function per command."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from smm.local import bench, checks, manage, messages, pictures, place, sharing, up


def _parser(command: str, purpose: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"run.py {command}".strip(), description=purpose)
    parser.add_argument(
        "--data",
        type=Path,
        default=place.DEFAULT,
        metavar="DIR",
        help="data directory (default: var)",
    )
    return parser


def parse_up(arguments: list[str]) -> argparse.Namespace:
    """The options of a plain `run.py`. Exits with a sentence on anything else."""
    parser = _parser("", "Start everything, with a demo agency to look at.")
    parser.add_argument(
        "--port", type=_port, default=up.PORT, help=f"where the web listens (default: {up.PORT})"
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="an empty installation, without the sandbox network"
    )
    parser.add_argument(
        "--verbose", action="store_true", help="repeat every program's log on the terminal"
    )
    return parser.parse_args(arguments)


def _port(text: str) -> int:
    number = int(text) if text.isdigit() else 0
    if not 1 <= number <= 65535:
        raise argparse.ArgumentTypeError(
            f"{text!r} is not a port; a port is a number from 1 to 65535"
        )
    return number


def _up(arguments: list[str]) -> int:
    options = parse_up(arguments)
    return up.up(
        data=options.data, port=options.port, demo=not options.no_demo, is_verbose=options.verbose
    )


def _test(arguments: list[str]) -> int:
    # The whole suite is shared out over the processors; a part of it, asked for by name, runs in one process.
    if (
        "--full" in arguments
    ):  # crash points fifty times over, thousands of sequences: a night's work
        arguments = [word for word in arguments if word != "--full"]
        os.environ["FULL"] = "1"
    n_workers = sharing.n_workers(os.cpu_count() or 1)
    if n_workers > 1 and all(word.startswith("-q") or word == "-v" for word in arguments):
        shared_out = ["-n", str(n_workers), "--dist", "loadscope", "--no-loadscope-reorder"]
        arguments = [*shared_out, *arguments]
    os.execv(sys.executable, [sys.executable, "-m", "pytest", *arguments])  # noqa: S606  (no shell)


def _check(arguments: list[str]) -> int:
    _parser("check", "Everything that can be wrong without running the product.").parse_args(
        arguments
    )
    return checks.run_all()


def _bench(arguments: list[str]) -> int:
    return bench.main(arguments)


def _manage(arguments: list[str]) -> int:
    data = place.DEFAULT
    if arguments[:1] == ["--data"] and len(arguments) > 1:
        data, arguments = Path(arguments[1]), arguments[2:]
    return manage.main(data, arguments)


def _messages(arguments: list[str]) -> int:
    _parser("messages", "Extract the texts to translate, compile the translations.").parse_args(
        arguments
    )
    return messages.extract()


def _pictures(arguments: list[str]) -> int:
    _parser("pictures", "Take the documentation's pictures from a fresh demo.").parse_args(
        arguments
    )
    return pictures.main()


def _forget(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="run.py forget", description="Remove a data directory for good."
    )
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="which one")
    return manage.forget(parser.parse_args(arguments).data.expanduser().absolute())


DOORS = {
    "up": _up,
    "test": _test,
    "check": _check,
    "bench": _bench,
    "manage": _manage,
    "messages": _messages,
    "pictures": _pictures,
    "forget": _forget,
}


if __name__ == "__main__":
    sys.exit(DOORS[sys.argv[1]](sys.argv[2:]))
