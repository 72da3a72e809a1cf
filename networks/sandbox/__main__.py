"""Runs the sandbox network: python -m networks.sandbox --port 8799 --db var/sandbox.sqlite3"""

from __future__ import annotations

import argparse
import os
import socket
import threading
import time

from granian import Granian
from granian.constants import HTTPModes, Interfaces


def main() -> None:
    """Serve until told to stop; one line on stdout says when it is ready."""
    parser = argparse.ArgumentParser(prog="python -m networks.sandbox", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument(
        "--origin", default="", help="how others reach it; http://HOST:PORT when left out"
    )
    parser.add_argument("--db", required=True, help="its SQLite file")
    parser.add_argument("--latency-ms", type=float, default=0.0, help="added to every answer")
    parser.add_argument("--seed", type=int, default=41, help="decides all invented reactions")
    parser.add_argument(
        "--ahead-s", type=float, default=0.0, help="how far its clock is ahead of this machine's"
    )
    parser.add_argument(
        "--control", action="store_true", help="open /sandbox/ to tests, demo and benchmarks"
    )
    options = parser.parse_args()
    port = options.port or _free_port(options.host)
    origin = options.origin.rstrip("/") or f"http://{options.host}:{port}"
    os.environ |= {
        "SANDBOX_ORIGIN": origin,
        "SANDBOX_DB": options.db,
        "SANDBOX_LATENCY_MS": str(options.latency_ms),
        "SANDBOX_SEED": str(options.seed),
        "SANDBOX_AHEAD_S": str(options.ahead_s),
        "SANDBOX_CONTROL": "1" if options.control else "",
    }
    threading.Thread(target=_announce, args=(options.host, port, origin), daemon=True).start()
    Granian(
        "networks.sandbox.app:create",
        factory=True,
        address=options.host,
        port=port,
        interface=Interfaces.ASGI,
        http=HTTPModes.http1,
        workers=1,
        backlog=1024,
        websockets=False,
        log_enabled=False,
    ).serve()


def _free_port(host: str) -> int:
    with socket.socket() as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def _announce(host: str, port: int, origin: str) -> None:
    """Say so once an answer comes back, which is what ready means."""
    question = b"GET /api/v2/instance HTTP/1.1\r\nHost: sandbox\r\nConnection: close\r\n\r\n"
    for _ in range(600):
        try:
            with socket.create_connection((host, port), 1) as probe:
                probe.sendall(question)
                if probe.recv(12).endswith(b"200"):
                    print(f"sandbox ready {origin}", flush=True)
                    return
        except OSError:
            pass
        time.sleep(0.05)


if __name__ == "__main__":
    main()
