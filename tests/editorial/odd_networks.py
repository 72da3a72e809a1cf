"""Networks that behave as no connector should, for what the engine must bear all the same."""

from __future__ import annotations

import threading
import time
from typing import Any

from networks.errors import ErrorKind, NetworkError
from networks.mastodon.connector import Mastodon
from networks.types import Credentials, Draft, Published

released = threading.Event()


class Hung(Mastodon):
    """Its call does not come back, whatever deadline it was given."""

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Published:
        released.wait(60)
        return super().commit(credentials, draft, **more)


class Mute(Mastodon):
    """Creates the post and forgets to say so."""

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Any:
        super().commit(credentials, draft, **more)


class Quitting(Mastodon):
    """Creates the post and then tries to end the program."""

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Published:
        super().commit(credentials, draft, **more)
        raise SystemExit(1)


class Babbling(Mastodon):
    """Creates the post and calls it by a name that no table holds."""

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Published:
        super().commit(credentials, draft, **more)
        return Published("9\x00" * 200, "https://babble.example/9")


class Forgetful(Mastodon):
    """Creates the post and then says, with a broken answer, that the token has ended; a fresh one is at hand."""

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Published:
        super().commit(credentials, draft, **(more | {"key": str(time.monotonic())}))
        raise NetworkError(ErrorKind.AUTH_EXPIRED, http_status=502, was_sent=True)

    def refresh(self, credentials: Credentials, *, timeout_s: float) -> Credentials:
        return credentials


HUNG = Hung("hung", "Hung", needs_host=False)
MUTE = Mute("mute", "Mute", needs_host=False)
QUITTING = Quitting("quitting", "Quitting", needs_host=False)
FORGETFUL = Forgetful("forgetful", "Forgetful", needs_host=False)
BABBLING = Babbling("babbling", "Babbling", needs_host=False)
ODD = {
    name.lower(): (name.title(), f"tests.editorial.odd_networks:{name}")
    for name in ("HUNG", "MUTE", "QUITTING", "BABBLING", "FORGETFUL")
}
