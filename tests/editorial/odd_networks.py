"""Networks that behave as no connector should, for what the engine must bear all the same."""

from __future__ import annotations

import threading
import time
from typing import Any, ClassVar

from networks import http
from networks.errors import ErrorKind, NetworkError
from networks.mastodon.connector import Mastodon
from networks.types import Credentials, Draft, Prepared, Published

released = threading.Event()
KNOWN_PAGE = "https://osteria.example/menu"


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


class Carding(Mastodon):
    """Leaves the card of a link to us, as Bluesky does; keeps what it was sent with."""

    sent: ClassVar[list[Any]] = []

    def prepare(
        self, credentials: Credentials, draft: Draft, *, state: Any, timeout_s: float
    ) -> Prepared:
        if "looked" not in state:
            return Prepared({"looked": True}, is_ready=False, next_check_s=0.0)
        # No page of ours can be read through the guarded door: this one is known by heart.
        if draft.link != KNOWN_PAGE:
            http.door().fetch_public(draft.link or "", timeout_s=timeout_s, max_bytes=100_000)
        return Prepared({**state, "card": {"uri": draft.link}}, is_ready=True)

    def commit(self, credentials: Credentials, draft: Draft, **more: Any) -> Published:
        self.sent.append(more["refs"])
        return super().commit(credentials, draft, **more)


HUNG = Hung("hung", "Hung", needs_host=False)
MUTE = Mute("mute", "Mute", needs_host=False)
QUITTING = Quitting("quitting", "Quitting", needs_host=False)
CARDING = Carding("carding", "Carding", needs_host=False)
FORGETFUL = Forgetful("forgetful", "Forgetful", needs_host=False)
BABBLING = Babbling("babbling", "Babbling", needs_host=False)
ODD = {
    name.lower(): (name.title(), f"tests.editorial.odd_networks:{name}")
    for name in ("HUNG", "MUTE", "QUITTING", "BABBLING", "FORGETFUL", "CARDING")
}
