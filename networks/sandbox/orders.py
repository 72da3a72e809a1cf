"""Speaks to the control of a running sandbox: what the demo, the benchmarks and the tests order of it."""

from __future__ import annotations

import json
import urllib.request
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Orders:
    """The control of the sandbox at `origin`; docs/networks/sandbox.md lists what it understands."""

    origin: str

    def order(self, name: str, /, **data: Any) -> Any:
        """POST /sandbox/<name> with these fields; its answer."""
        return self._ask(f"/sandbox/{name}", json.dumps(data).encode())

    def ask(self, name: str) -> Any:
        """GET /sandbox/<name>; its answer."""
        return self._ask(f"/sandbox/{name}", None)

    def _ask(self, path: str, body: bytes | None) -> Any:
        request = urllib.request.Request(  # noqa: S310 (always our own loopback origin)
            self.origin + path, body, {"content-type": "application/json"}
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        with opener.open(request, timeout=60) as response:
            return json.loads(response.read())
