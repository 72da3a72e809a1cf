"""The limit to compare with: the same posts sent by a bare loop, one pooled httpx client, the same threads.

No database, no record, no promise: what this machine and the library can do at most.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import httpx


def send_all(*, origin: str, tokens: Sequence[str], texts: Sequence[str], n_threads: int) -> float:
    """Send each text, tokens in turn, from `n_threads` threads; seconds from first to last answer."""
    limits = httpx.Limits(max_connections=n_threads, max_keepalive_connections=n_threads)
    with (
        httpx.Client(base_url=origin, limits=limits, timeout=30) as client,
        ThreadPoolExecutor(n_threads) as threads,
    ):

        def send(at: int) -> None:
            client.post(
                "/api/v1/statuses",
                json={"status": texts[at]},
                headers={
                    "authorization": f"Bearer {tokens[at % len(tokens)]}",
                    "idempotency-key": f"bare-{at}",
                },
            ).raise_for_status()

        list(threads.map(send, range(n_threads)))  # connections are open before the clock starts
        started = time.monotonic()
        list(threads.map(send, range(n_threads, len(texts))))
        return time.monotonic() - started
