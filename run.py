#!/usr/bin/env python3
"""Palinsesto's one command: sets the machine up, then runs the product, its tests or its checks.

It needs Python 3.11 or newer and nothing else. What it installs stays in this checkout (.venv, node_modules); what the product
writes stays in the data directory. This file uses the standard library only and is kept readable by older Pythons, so that they
can say what is missing. Everything after the set-up lives in smm/local/.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

BASE = Path(__file__).resolve().parent
VENV = BASE / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / ".palinsesto"
OLDEST = (3, 11)
COMMANDS = {
    "up": "start everything and print where it is (the default); --port N, --data DIR, --no-demo, --verbose",
    "test": "run the tests; what follows goes to pytest",
    "check": "format, lint, types, import rules, Django's checks, migrations, translations",
    "doctor": "say in words what this machine or data directory lacks",
    "bench": "measure: idle, publish, chaos, pages, browser, readings, originality",
    "manage": "run a Django management command on a data directory; --data DIR comes first",
    "messages": "extract the texts to translate and compile the translations",
    "pictures": "take the documentation's pictures from a fresh demo (needs a Chromium)",
    "forget": "remove a data directory and everything that belongs to it; --data DIR",
}
NEEDS_DEVELOPMENT = {"test", "check", "messages", "pictures"}
LOCKS = {"local": ("uv.txt", "local.txt"), "dev": ("uv.txt", "dev.txt")}


class SetUpError(Exception):
    """The machine cannot be set up; the text says what to do."""


def usage() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  python3 run.py {name:<{width}}  {text}" for name, text in COMMANDS.items()]
    return "Palinsesto\n\n" + "\n".join(lines) + "\n"


def say(sentence: str) -> None:
    print(f"[set-up] {sentence}", flush=True)


def fingerprint(kind: str) -> str:
    """What the environment of `kind` is made from: its locked packages and this very Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in LOCKS[kind]:
        digest.update((BASE / "requirements" / name).read_bytes())
    return f"{kind} {digest.hexdigest()}"


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else ""


def is_usable() -> bool:
    """Does the environment exist, run, and belong to this version of Python?"""
    if not PYTHON.exists():
        return False
    question = "import sys; print(sys.version_info[:2])"
    try:
        answer = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, text=True)
    except OSError:
        return False
    return answer.returncode == 0 and answer.stdout.strip() == str(tuple(sys.version_info[:2]))


def run(command: Sequence[str | Path]) -> tuple[bool, str]:
    """Run a step of the set-up quietly. Returns whether it worked and what it said."""
    cache = VENV / "cache"
    environment = {
        **os.environ,
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        # Nothing is written outside the checkout, unless you keep a cache of your own and say where.
        "PIP_CACHE_DIR": os.environ.get("PIP_CACHE_DIR", str(cache / "pip")),
        "UV_CACHE_DIR": os.environ.get("UV_CACHE_DIR", str(cache / "uv")),
        "UV_PYTHON_DOWNLOADS": "never",
        "NODE_USE_SYSTEM_CA": "1",
        "NPM_CONFIG_CACHE": os.environ.get("NPM_CONFIG_CACHE", str(cache / "npm")),
    }
    for name in ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"):
        environment.pop(name, None)
    done = subprocess.run(
        [str(part) for part in command],
        cwd=BASE,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.returncode == 0, done.stdout


def demand(command: Sequence[str | Path], complaint: str) -> None:
    """Run a step that must work."""
    is_done, said = run(command)
    if not is_done:
        raise SetUpError(f"{complaint}:\n\n{said}")


def make_environment() -> list[str | Path]:
    """An empty .venv and a way to install the first package into it. Returns that installer's command."""
    say("Making .venv.")
    shutil.rmtree(VENV, ignore_errors=True)
    uv = shutil.which("uv")
    if uv and run([uv, "venv", "--quiet", "--python", sys.executable, VENV])[0]:
        return [uv, "pip", "install", "--quiet", "--python", PYTHON]
    pip_inside: list[str | Path] = [PYTHON, "-m", "pip", "install", "--quiet"]
    if run([sys.executable, "-m", "venv", "--clear", VENV])[0]:
        return pip_inside
    pip = shutil.which("pip3") or shutil.which("pip")
    if pip and run([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])[0]:
        return [pip, "--python", PYTHON, "install", "--quiet"]
    shutil.rmtree(VENV, ignore_errors=True)
    version = "{}.{}".format(*sys.version_info[:2])
    raise SetUpError(
        "This Python cannot make an environment with an installer in it: it has no `ensurepip`, and there is "
        "neither `uv` nor a recent `pip` on PATH. On Debian and Ubuntu run\n\n"
        f"    apt-get install python{version}-venv\n\n"
        "(as root), then run this again."
    )


def install(kind: str) -> None:
    """Bring .venv to exactly the locked packages, every one checked against its hash."""
    requirements = [BASE / "requirements" / name for name in LOCKS[kind]]
    installer = None if is_usable() else make_environment()
    strict: list[str | Path] = ["--require-hashes", "--only-binary", ":all:"]
    if installer is None and not run([PYTHON, "-m", "uv", "--version"])[0]:
        installer = make_environment()
    if installer is not None:
        demand([*installer, *strict, "-r", requirements[0]], "The installer could not be installed")
    say("Installing the packages.")
    sync = [
        PYTHON,
        "-m",
        "uv",
        "pip",
        "sync",
        "--quiet",
        "--python",
        PYTHON,
        *strict,
        *requirements,
    ]
    is_done, said = run(sync)
    if not is_done and "certificate" in said:
        # Some networks look into every connection and are trusted by the machine only.
        demand([*sync, "--system-certs"], "The packages could not be installed")
    elif not is_done:
        raise SetUpError(f"The packages could not be installed:\n\n{said}")
    STAMP.write_text(fingerprint(kind), encoding="utf-8")


def set_up(command: str) -> None:
    """Environment, front end and translations, each only if something changed since the last time."""
    import fcntl  # not on Windows, where main() has spoken by now

    directory = os.open(BASE, os.O_RDONLY)
    fcntl.flock(directory, fcntl.LOCK_EX)  # a second run waits here instead of disturbing the first
    try:
        began = time.monotonic()
        had = read(STAMP) if PYTHON.exists() else ""
        has_development = had.startswith("dev ") or any(
            VENV.glob("lib/python*/site-packages/pytest")
        )
        kind = "dev" if command in NEEDS_DEVELOPMENT or has_development else "local"
        is_changed = had != fingerprint(kind)
        if is_changed:
            install(kind)
            say("Building the front end.")
            # Two cores, and npm waits for the network: meanwhile what the first start reads is compiled.
            reading = subprocess.Popen(
                [PYTHON, "-m", "smm.local.precompile"],
                cwd=BASE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        demand([PYTHON, "-m", "smm.local.assets"], "The front end could not be built")
        if is_changed:
            reading.wait()
        shutil.rmtree(VENV / "cache", ignore_errors=True)
        if is_changed:
            say(f"Done in {time.monotonic() - began:.0f} s.")
    finally:
        os.close(directory)


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        here = "{}.{}".format(*sys.version_info[:2])
        print(
            f"Palinsesto needs Python 3.11 or newer; this is {here}. If this machine has a newer one, name it: "
            "python3.12 run.py",
            file=sys.stderr,
        )
        return 2
    if os.name == "nt":
        print(
            "Windows itself cannot run PostgreSQL and Valkey from here: use WSL2, or docker compose.",
            file=sys.stderr,
        )
        return 2
    if arguments and arguments[0] in ("-h", "--help", "help"):
        print(usage())
        return 0
    command, rest = "up", arguments
    if arguments and not arguments[0].startswith("-"):
        command, rest = arguments[0], arguments[1:]
    if command not in COMMANDS:
        print(f"There is no command `{command}`.\n\n{usage()}", file=sys.stderr)
        return 2
    os.chdir(BASE)
    # Set in many containers; without compiled code every process reads a thousand files anew: three seconds each.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    if command == "doctor":  # which must be able to speak when nothing can be set up
        started = [sys.executable, "-m", "smm.local.doctor", *rest]
    else:
        try:
            set_up(command)
        except SetUpError as error:
            print(f"\n{error}", file=sys.stderr)
            return 2
        except KeyboardInterrupt:
            print("Stopped during the set-up; the next run goes on from there.", file=sys.stderr)
            return 130
        started = [str(PYTHON), "-m", "smm.local", command, *rest]
    sys.stdout.flush()
    os.execv(started[0], started)  # noqa: S606  (no shell is involved)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
