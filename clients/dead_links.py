"""Whether an address still opens: what an answer means, when an address counts as dead, and when it is asked again. Pure.

A page is not called dead for one bad hour: `DEAD_AFTER` says how often and for how long it must have failed. Many pages let no
programs in; of those nothing is known, and nothing is said. Why so: docs/decisions/dead-links.md.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from networks.errors import NetworkError

# What the database can keep in an index; a longer address is not asked.
MOST_BYTES: Final = 2000
WEEKLY = timedelta(days=7)
DAILY = timedelta(days=1)
SOON = timedelta(hours=12)


class Trouble(models.TextChoices):
    """Why an address does not open; the label completes “the address …”."""

    GONE = "gone", _("leads to a page that is not there")
    NO_NAME = "no_name", _("names a site that does not exist")
    ROUND = "round", _("is sent round in circles")
    NO_ANSWER = "no_answer", _("gets no answer from its site")
    UNSAFE = "unsafe", _("has no safe connection: its certificate is not good")
    BROKEN = "broken", _("leads to a page with an error of its site")
    # Known to be unknown: the site lets no programs in, or nobody outside.
    UNCLEAR = "unclear", _("could not be judged: its site lets no programs in")


# After so many failures, the first so long ago, an address is dead.
_AT_ONCE: Final = (2, timedelta(hours=11))
_IN_TIME: Final = (4, timedelta(days=3))
DEAD_AFTER: Final = {
    Trouble.GONE: _AT_ONCE,
    Trouble.NO_NAME: _AT_ONCE,
    Trouble.ROUND: _AT_ONCE,
    Trouble.NO_ANSWER: _IN_TIME,
    Trouble.UNSAFE: _IN_TIME,
    Trouble.BROKEN: _IN_TIME,
}
_BY_CODE: Final = {
    "not_found": Trouble.GONE,
    "gone": Trouble.GONE,
    "name_unknown": Trouble.NO_NAME,
    "too_many_redirects": Trouble.ROUND,
    "bad_redirect": Trouble.ROUND,
    "timeout": Trouble.NO_ANSWER,
    "connect": Trouble.NO_ANSWER,
    "reset": Trouble.NO_ANSWER,
    "cut": Trouble.NO_ANSWER,
    "tls": Trouble.UNSAFE,
    "server": Trouble.BROKEN,
}
# Names that stand for nothing on the internet, by RFC 2606 and RFC 6762: asking for them tells nothing.
_NOWHERE: Final = ("example", "test", "invalid", "localhost", "local")
_NOWHERE_TOO: Final = ("example.com", "example.net", "example.org")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an address. `failing_since` is the first of the `n_failed` failures in a row; `is_dead` once they suffice."""

    trouble: str = ""
    failing_since: datetime | None = None
    n_failed: int = 0
    is_dead: bool = False


def address(link: str) -> str:
    """The link as it is asked for: without utm_… words, which would be counted as a visit, and without what follows #.

    Empty for what cannot be asked for, and for what is too long.
    """
    try:
        parts = urlsplit(link.strip())
        host, _port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or "." not in host:
        return ""
    # White space left at an end by what was cut off is no part of it, as it is none of the whole.
    path, query = parts.path.rstrip(), parts.query.rstrip()
    if "utm_" in query.lower():
        pairs = parse_qsl(query, keep_blank_values=True)
        query = urlencode([(k, v) for k, v in pairs if not k.lower().startswith("utm_")])
    bare = urlunsplit((parts.scheme.lower(), parts.netloc.lower(), path or "/", query, ""))
    return bare if len(bare.encode()) <= MOST_BYTES else ""


def is_nowhere(host: str) -> bool:
    """Whether it is a name that stands for nothing: of it nothing can be known."""
    return host.rpartition(".")[2] in _NOWHERE or any(
        host == name or host.endswith(f".{name}") for name in _NOWHERE_TOO
    )


def trouble_of(error: NetworkError) -> Trouble | None:
    """What this answer means; None where the page opened, if larger than we read."""
    if error.code == "too_large" and error.http_status and error.http_status < 300:
        return None
    return _BY_CODE.get(error.code, Trouble.UNCLEAR)


def is_of_our_line(error: NetworkError | None) -> bool:
    """Whether this is what every call ends with while our own line is down."""
    return (
        error is not None
        and not error.was_sent
        and error.code in ("name_unknown", "connect", "timeout")
    )


def judged(known: Known, trouble: Trouble | None, *, now: datetime) -> tuple[Known, timedelta]:
    """What is known after one more answer (None: it opened), and how long until it is asked again."""
    if trouble is None or trouble is Trouble.UNCLEAR:
        return Known(trouble or ""), WEEKLY
    since = known.failing_since or now
    failed = Known(trouble, since, known.n_failed + 1, known.is_dead)
    least, lasting = DEAD_AFTER[trouble]
    if failed.n_failed >= least and now - since >= lasting:
        failed = replace(failed, is_dead=True)
    return failed, DAILY if failed.is_dead or failed.n_failed > 1 else SOON
