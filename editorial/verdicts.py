"""What the answer of a network means for a delivery: the table behind "at most once".

An answer is believed only when it says clearly that nothing was created. Everything else is doubtful,
and a doubtful delivery is looked up on the network, never sent again blindly.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from networks.errors import ErrorKind, NetworkError

MAX_ATTEMPTS = 6
FIRST_BACK_OFF = timedelta(seconds=30)
LONGEST_BACK_OFF = timedelta(minutes=30)
RESTRICTED_FOR = timedelta(hours=24)


class Meaning(Enum):
    """What to do next with the delivery."""

    TRY_AGAIN = auto()  # nothing was created; later
    WAIT = auto()  # nothing was created; the network told us when
    RECONNECT = auto()  # nothing was created; the connection has ended
    HOLD = auto()  # nothing was created; a person must restore a permission
    REFUSED = auto()  # nothing was created, and never will be
    LOOK_UP = auto()  # it may have been created


_MEANINGS: dict[ErrorKind, Meaning] = {
    ErrorKind.TRANSIENT: Meaning.TRY_AGAIN,
    ErrorKind.RATE_LIMITED: Meaning.WAIT,
    ErrorKind.QUOTA_EXHAUSTED: Meaning.WAIT,
    ErrorKind.AUTH_EXPIRED: Meaning.RECONNECT,
    ErrorKind.PERMISSION_DENIED: Meaning.HOLD,
    ErrorKind.ACCOUNT_RESTRICTED: Meaning.HOLD,
    ErrorKind.CONTENT_REJECTED: Meaning.REFUSED,
    ErrorKind.MEDIA_FETCH_FAILED: Meaning.REFUSED,
    ErrorKind.NOT_FOUND: Meaning.REFUSED,
    ErrorKind.NOT_SUPPORTED: Meaning.REFUSED,
    ErrorKind.PROVIDER_CHANGED: Meaning.REFUSED,
    ErrorKind.UNKNOWN_OUTCOME: Meaning.LOOK_UP,
    ErrorKind.DUPLICATE: Meaning.LOOK_UP,
}


@dataclass(frozen=True, slots=True)
class Answer:
    """A try that did not end in a publication: its meaning, and what is worth recording."""

    meaning: Meaning
    kind: str
    code: str = ""
    http_status: int | None = None
    retry_in: timedelta | None = None
    raw: str = ""


def meaning_of(error: BaseException) -> Answer:
    """Read an error of a commit. An error we did not foresee is doubtful: the call may have gone through."""
    if not isinstance(error, NetworkError):
        return Answer(Meaning.LOOK_UP, kind="unforeseen", code=type(error).__name__)
    meaning = _MEANINGS.get(error.kind, Meaning.LOOK_UP)
    return Answer(
        meaning=meaning if says_no(error) else Meaning.LOOK_UP,
        kind=error.kind.value,
        code=error.code,
        http_status=error.http_status,
        retry_in=None if error.retry_at_s is None else timedelta(seconds=error.retry_at_s),
        raw=error.raw,
    )


def says_no(error: NetworkError) -> bool:
    """Whether nothing can have been created, whatever the connector calls the error.

    Either no byte left, or the network answered with a status that refuses. A call that was sent and got no
    answer, a 5xx, or an answer nobody understands, proves nothing.
    """
    if not error.was_sent:
        return error.http_status is None or error.http_status < 500
    if error.kind is ErrorKind.PROVIDER_CHANGED or error.http_status is None:
        return False
    return 400 <= error.http_status < 500 and error.http_status != 408


def doubted(error: NetworkError) -> NetworkError:
    """The same error, by the only name it may have: it may have been created."""
    if error.kind is ErrorKind.DUPLICATE:
        return error
    return NetworkError(
        ErrorKind.UNKNOWN_OUTCOME,
        error.code or error.kind.value,
        error.params,
        http_status=error.http_status,
        was_sent=error.was_sent,
        request_id=error.request_id,
        raw=error.raw,
    )


def next_try(
    *, now: datetime, n_attempts: int, retry_in: timedelta | None, last_at: datetime
) -> datetime | None:
    """When to try again, or None when no try is left before `last_at`.

    Full jitter between nothing and a bound that doubles from thirty seconds to thirty minutes, so that many
    deliveries held back by one outage do not return at the same second. A network's own wish comes first.
    """
    if n_attempts >= MAX_ATTEMPTS:
        return None
    if retry_in is not None:
        moment = now + max(retry_in, timedelta(seconds=1))
    else:
        bound = min(FIRST_BACK_OFF * 2 ** max(n_attempts - 1, 0), LONGEST_BACK_OFF)
        moment = now + timedelta(seconds=2) + bound * random.random()  # noqa: S311 (jitter, not a secret)
    return moment if moment < last_at else None
