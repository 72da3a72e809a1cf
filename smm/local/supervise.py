"""Everything that `python3 run.py` starts, in order, and its end.

PostgreSQL and Valkey, then what must be true (tables, front end), then the sandbox network, the web server, the two workers and
the clock. The first program that dies ends them all: a half-running product that looks healthy is worse than one that stopped
and says why. Production has docker-compose.yml for this; nothing here runs there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from smm.local import homes, messages, place, programs, servers
from smm.local import keys as local_keys
from smm.local.keys import Keys, write_private
from smm.local.processes import Reaper
from smm.local.starting import Say, Stack, StackError, Starter

SANDBOX_PORT = 8799


def local_environment(
    data: Path, *, keys: Keys, given: Mapping[str, str], demo: bool, port: int
) -> dict[str, str]:
    """What the settings read, beside the addresses of the servers."""
    return {
        **given,
        "DJANGO_SETTINGS_MODULE": "smm.settings",
        "SECRET_KEY": keys.secret_key,
        "SEALING_KEYS": keys.sealing_keys,
        "INSTANCE_ID": keys.instance_id,
        "PUBLIC_ORIGIN": f"http://localhost:{port}",
        "DATA_DIR": str(data),
        "STATIC_ROOT": str(data / "static"),
        "LOCAL_RUN": "1",
        "DEMO": "1" if demo else "0",
        "DEBUG": given.get("DEBUG", "0"),
        "PYTHONUNBUFFERED": "1",
        "MALLOC_ARENA_MAX": "2",  # threads would each keep a heap of their own
    }


def _outside_servers() -> dict[str, str] | None:
    """DATABASE_URL and REDIS_URL of whoever started us: then no server of ours is started."""
    given = {
        name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL") if os.environ.get(name)
    }
    if len(given) == 1:
        raise StackError(
            f"{next(iter(given))} is set alone. Set both DATABASE_URL and REDIS_URL, or neither."
        )
    if not given:
        return None
    return given | {
        "DATABASE_OWNER_URL": os.environ.get("DATABASE_OWNER_URL", given["DATABASE_URL"])
    }


def _sandbox_origin(data: Path, *, wanted: int, held: ExitStack) -> str:
    """Where this data directory's sandbox network lives: always the same place, for its channels are connected to it.

    Its port is `held` from now on. Raises StackError when somebody else has it.
    """
    kept = data / "sandbox-origin"
    if not kept.exists():
        port = _held_port(wanted, held=held)
        write_private(kept, f"http://127.0.0.1:{port}\n")
        return kept.read_text(encoding="utf-8").strip()
    origin = kept.read_text(encoding="utf-8").strip()
    port = urlsplit(origin).port or 0
    if _held_port(port, held=held) != port:
        raise StackError(
            f"Port {port} is taken, and the sandbox network of {data} lives there: its channels are connected to {origin}. "
            "Stop what listens there, or use another --data."
        )
    return origin


def _held_port(wanted: int, *, held: ExitStack) -> int:
    """`wanted` or another port, ours until `held` ends: what starts beside us in the same second takes another."""
    return int(held.enter_context(programs.hold_port(wanted)).getsockname()[1])


@contextmanager
def stack(
    *,
    data: Path,
    port: int = 0,
    demo: bool = False,
    sandbox: bool = True,
    workers: bool = True,
    publishers: int = 0,
    is_durable: bool = True,
    is_verbose: bool = False,
    say: Say = lambda sentence: None,
) -> Iterator[Stack]:
    """Start everything on the data directory `data`, hand it out once the web answers, stop everything at the end.

    `port` 0 takes any; a taken one is replaced, and said. `workers=False` leaves out the workers and the clock;
    so many `publishers` run beside them without a broker. Raises StackError, ServersError, KeysError or PlaceError, all
    with text for people; nothing is left running.
    """
    began = time.monotonic()
    data = place.make(data)
    outside = _outside_servers() if is_durable else None
    with ExitStack() as cleanup:
        lock = cleanup.enter_context(place.Lock(data))
        reaper = Reaper(keep_open=[lock.descriptor])
        cleanup.callback(reaper.dismiss)
        keys = local_keys.load_or_make(
            data, has_cluster=outside is None and homes.has_cluster(data)
        )
        real_port = _held_port(port, held=cleanup)
        if port and real_port != port:
            say(f"Port {port} is taken; this run uses {real_port}.")
        environment = local_environment(
            data, keys=keys, given=os.environ, demo=demo, port=real_port
        )
        sandbox_origin = (
            _sandbox_origin(data, wanted=SANDBOX_PORT if port else 0, held=cleanup)
            if sandbox
            else ""
        )
        environment["SANDBOX_ORIGIN"] = sandbox_origin
        addresses = servers.Addresses.choose(keys)
        environment |= addresses.environment if outside is None else outside
        result = Stack(data, real_port, sandbox_origin, environment, reaper.pid)
        cleanup.callback(result.stop_servers)
        starter = Starter(result, reaper=reaper, is_verbose=is_verbose, say=say)
        cleanup.callback(starter.stop)
        if outside is None:
            if not homes.has_cluster(data):
                starter.load_tables()
            result.servers = servers.start(
                data,
                keys=keys,
                reaper=reaper,
                addresses=addresses,
                is_durable=is_durable,
                is_verbose=is_verbose,
                say=say,
            )
        else:
            say(
                f"Using the database {urlsplit(outside['DATABASE_URL']).path} of DATABASE_URL, and REDIS_URL."
            )
        result.seconds["servers"] = time.monotonic() - began
        messages.compile_all()
        _start_product(starter, demo=demo, workers=workers)
        for number in range(publishers):
            starter.start(f"publisher-{number + 1}", "manage.py", "publisher")
        place.write_running(data, address=result.address, environment=environment)
        cleanup.callback((data / "running.json").unlink, missing_ok=True)
        result.seconds["ready"] = time.monotonic() - began
        yield result


def _start_product(starter: Starter, *, demo: bool, workers: bool) -> None:
    stack = starter.stack
    starter.prepare()  # alone: on two cores a third program would be in the way of the tables
    if stack.sandbox_origin:
        starter.sandbox()
    starter.web()
    if workers:
        starter.load_workers()
    if demo and not (stack.data / "demo-logins.json").exists():
        starter.say("Telling the demo agency's story.")
        starter.wait_for("sandbox", f"{stack.sandbox_origin}/api/v2/instance")
        owner_url = stack.environment["DATABASE_OWNER_URL"]
        starter.finish(starter.once("demo", "demo", DATABASE_OWNER_URL=owner_url))
    if workers:
        starter.workers()
    if stack.sandbox_origin:
        starter.wait_for("sandbox", f"{stack.sandbox_origin}/api/v2/instance")
    starter.wait_for("web", f"http://127.0.0.1:{stack.port}/healthz")
