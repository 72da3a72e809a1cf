"""`python3 run.py`: start everything, say where it is and how to sign in, stay until Ctrl-C."""

from __future__ import annotations

import json
import signal
import sys
import time
from pathlib import Path

from smm.local.keys import KeysError
from smm.local.nursery import NurseryError
from smm.local.place import PlaceError
from smm.local.processes import interrupt
from smm.local.programs import ServersError
from smm.local.starting import Stack, StackError
from smm.local.supervise import stack

PORT = 8000
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
# What goes wrong in ways we can explain: people get the sentence, not a trace.
EXPECTED = (StackError, NurseryError, ServersError, KeysError, PlaceError)


def _welcome(stack: Stack, *, demo: bool) -> str:
    lines = ["", f"Palinsesto runs at {stack.address}"]
    logins = stack.data / "demo-logins.json"
    if demo and logins.exists():
        people = json.loads(logins.read_text(encoding="utf-8"))
        # Nobody once the demo was removed: people know how they signed up then.
        widths = [
            max((len(person[part]) for person in people), default=0) for part in ("who", "email")
        ]
        lines += ["Sign in as:"] if people else ["The demo was removed. Sign in as yourself."]
        lines += [
            f"  {p['who']:<{widths[0]}}  {p['email']:<{widths[1]}}  {p['password']}" for p in people
        ]
    elif not demo:
        lines += ["Make the first owner, in another terminal:"]
        lines += [
            f"  python3 run.py manage --data {stack.data} createowner --agency NAME --email ADDRESS"
        ]
    if stack.sandbox_origin:
        lines += [f"The sandbox network shows its posts at {stack.sandbox_origin}"]
    lines += [f"E-mails are kept at {stack.address}/mailbox/; logs are in {stack.data / 'log'}."]
    lines += ["Ctrl-C stops everything.", ""]
    return "\n".join(lines)


def up(*, data: Path, port: int, demo: bool, is_verbose: bool) -> int:
    """Run in the foreground until Ctrl-C or until something dies. Returns an exit code."""
    began = time.monotonic()

    def say(sentence: str) -> None:
        print(f"[{time.monotonic() - began:5.1f} s] {sentence}", flush=True)

    for number in STOP_SIGNALS:
        signal.signal(number, interrupt)
    try:
        with stack(
            data=data, port=port, demo=demo, sandbox=demo, is_verbose=is_verbose, say=say
        ) as running:
            say("Ready.")
            print(_welcome(running, demo=demo), flush=True)
            try:
                return _watch(running)
            finally:
                for number in STOP_SIGNALS:
                    signal.signal(number, signal.SIG_IGN)
                print("\nStopping: work in progress is finished first.", flush=True)
    except KeyboardInterrupt:
        print("Stopped before it was ready.", flush=True)
        return 130
    except EXPECTED as error:
        print(f"\n{error}", file=sys.stderr, flush=True)
        return 1


def _watch(running: Stack) -> int:
    try:
        while (dead := running.dead()) is None:
            time.sleep(0.25)
    except KeyboardInterrupt:
        return 0
    print(
        f"\n{dead.name} ended by itself (exit {dead.poll()}), so everything stops. "
        f"The end of {dead.log}:\n{dead.last_words()}",
        file=sys.stderr,
        flush=True,
    )
    return 1
