"""A network inside the test's own process: it does to each call what it was told, and keeps a ledger."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from networks.errors import ErrorKind, NetworkError
from networks.mastodon.connector import Sandbox
from networks.roles import Idempotency
from networks.types import Absent, Credentials, Draft, Found, Published, Undecided, Verdict

ORIGIN = "http://double.example"
# What a call may meet: whether it creates the post, and what is answered.
REPLIES: dict[str, tuple[bool, NetworkError | None]] = {
    "ok": (True, None),
    "created, answer lost": (True, NetworkError(ErrorKind.UNKNOWN_OUTCOME, "cut", was_sent=True)),
    "created, 500": (True, NetworkError(ErrorKind.TRANSIENT, http_status=500, was_sent=True)),
    "500": (False, NetworkError(ErrorKind.TRANSIENT, http_status=500, was_sent=True)),
    "request lost": (False, NetworkError(ErrorKind.UNKNOWN_OUTCOME, "cut", was_sent=True)),
    "not reached": (False, NetworkError(ErrorKind.TRANSIENT, "connect")),
    "422": (False, NetworkError(ErrorKind.CONTENT_REJECTED, http_status=422, was_sent=True)),
    "429": (
        False,
        NetworkError(ErrorKind.RATE_LIMITED, http_status=429, was_sent=True, retry_at_s=30.0),
    ),
    "token dead": (False, NetworkError(ErrorKind.AUTH_EXPIRED, http_status=401, was_sent=True)),
}


@dataclass(frozen=True, slots=True)
class Made:
    """A post that the network has."""

    id: str
    account: str
    key: str
    text: str
    at: datetime


class Double(Sandbox):
    """One network for each idempotency class; `clock` is the test's."""

    def __init__(self, promise: Idempotency) -> None:
        super().__init__(f"double-{promise}", f"Double ({promise})", needs_host=False)
        self.idempotency = promise  # type: ignore[misc]
        self.forget()

    def forget(self) -> None:
        """As new."""
        self.made: list[Made] = []
        self.replies: deque[str] = deque()
        self.lag = timedelta(0)
        self.can_be_read = True
        self.clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def created(self) -> Counter[str]:
        """How many posts there are of each key."""
        return Counter(each.key for each in self.made)

    def commit(self, credentials: Credentials, draft: Draft, *, key: str, **_: Any) -> Published:
        """What the next reply says."""
        creates, error = REPLIES[self.replies.popleft() if self.replies else "ok"]
        made = self._create(credentials, draft, key) if creates else None
        if error is not None:
            raise error
        assert made is not None
        return _published(made)

    def _create(self, credentials: Credentials, draft: Draft, key: str) -> Made:
        has_key = self.idempotency in ("key", "natural")
        known = next((each for each in self.made if has_key and each.key == key), None)
        if known is None:
            number = str(len(self.made) + 1)
            known = Made(number, credentials.account_id, key, draft.text, self.clock())
            self.made.append(known)
        return known

    def verify(
        self, credentials: Credentials, draft: Draft, *, known_remote_ids: frozenset[str], **_: Any
    ) -> Verdict:
        """The account's posts that are old enough to be seen."""
        if not self.can_be_read:
            raise NetworkError(ErrorKind.TRANSIENT, http_status=503, was_sent=True)
        visible = [
            each
            for each in self.made
            if each.account == credentials.account_id
            and each.at + self.lag <= self.clock()
            and each.id not in known_remote_ids
            and each.text == draft.text
        ]
        if len(visible) > 1:
            return Undecided("several_matches", tuple(map(_published, visible)))
        return Found(_published(visible[0])) if visible else Absent()


def _published(made: Made) -> Published:
    return Published(made.id, f"{ORIGIN}/@x/{made.id}")


KEY, NATURAL, READBACK, BLIND = DOUBLES = [
    Double("key"),
    Double("natural"),
    Double("readback"),
    Double("blind"),
]
NETWORKS = {
    double.slug: (double.label, f"tests.chaos.double:{double.idempotency.upper()}")
    for double in DOUBLES
}


@dataclass
class Accounts:
    """Opens accounts at the doubles, as the control of the sandbox does."""

    origin: str = ORIGIN
    n: int = 0

    def order(self, name: str, /, **data: Any) -> Any:
        """Only accounts can be ordered."""
        assert name == "accounts"
        found = []
        for _ in range(data["n"]):
            self.n += 1
            found.append({"id": str(self.n), "username": f"conto{self.n}", "token": "t", "scopes": []})  # fmt: skip
        return found
