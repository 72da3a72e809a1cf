"""Our sandbox under the other promises that networks make about a second send, for proofs and measurements.

Mastodon, and so the sandbox, knows an idempotency key. Others know a name that we choose, or nothing but a list of what is
there, or not even that; what the engine does about an answer that never came hangs on it.
"""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from networks.mastodon.connector import Sandbox
from networks.roles import Idempotency
from networks.types import Credentials, Draft, Published


class Natural(Sandbox):
    """A post has the name that we give it: sent twice it is the same post, whenever that is."""

    idempotency: ClassVar[Idempotency] = "natural"
    resend_window_s: ClassVar[float] = 0.0


class ReadBack(Sandbox):
    """Whatever is sent is a new post; the account's newest posts can be read."""

    idempotency: ClassVar[Idempotency] = "readback"
    resend_window_s: ClassVar[float] = 0.0

    def commit(self, credentials: Credentials, draft: Draft, *, key: str, **more: Any) -> Published:
        """The key does not reach the network."""
        return super().commit(credentials, draft, key=uuid4().hex, **more)


class Blind(ReadBack):
    """Whatever is sent is a new post, and nobody can look."""

    idempotency: ClassVar[Idempotency] = "blind"


NATURAL = Natural("sandbox-natural", "Sandbox (natural)", needs_host=False)
READBACK = ReadBack("sandbox-readback", "Sandbox (readback)", needs_host=False)
BLIND = Blind("sandbox-blind", "Sandbox (blind)", needs_host=False)
