"""What the sandbox knows: plain records in memory, and a journal that follows them into SQLite a moment later.

Memory is the truth while it runs, so a post costs no disk wait; the journal writes in batches from its own thread. A
killed sandbox may forget its last half second, which a toy network may.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

FLUSH_S = 0.4
CHUNK = 200


@dataclass(slots=True)
class Account:
    id: str
    username: str
    name: str
    created_at: float
    note: str = ""
    language: str = "it"
    is_persona: bool = False
    is_quiet: bool = False  # nobody reacts to what it posts
    # Followers on the first day and their growth a day as a share of them; 0 lets the dice decide.
    first_followers: int = 0
    growth: float = 0.0


@dataclass(slots=True)
class App:
    client_id: str
    secret: str
    name: str
    redirect_uris: list[str]
    scopes: list[str]


@dataclass(slots=True)
class Token:
    token: str
    account_id: str
    client_id: str
    scopes: list[str]
    refresh: str = ""
    expires_at: float = 0.0  # 0: it lives for ever
    family: str = ""  # those that took each other's place


@dataclass(slots=True)
class Status:
    id: str
    account_id: str
    text: str
    created_at: float
    visibility: str = "public"
    language: str = "it"
    spoiler: str = ""
    media: list[str] = field(default_factory=list)
    poll: dict[str, Any] | None = None
    parent_id: str | None = None
    edited_at: float | None = None
    visible_at: float = 0.0  # read-back lag: lists do not show it before
    n_ripe: int = 0  # how many of its invented comments exist already
    client_id: str = ""
    fame: float = 0.0  # how many times the usual it is liked; 0 lets the dice decide


@dataclass(slots=True)
class Attachment:
    id: str
    account_id: str
    mime: str
    alt: str = ""
    ready_at: float = 0.0


@dataclass(slots=True)
class Entry:
    """One line of the ledger: a create that arrived, and whether it made a post or repeated one."""

    at: float
    account_id: str
    key: str
    text_sha256: str
    status_id: str
    is_replay: bool


KINDS: dict[str, type[Any]] = {
    "account": Account,
    "app": App,
    "token": Token,
    "status": Status,
    "attachment": Attachment,
    "entry": Entry,
}
_FIELDS = {kind: tuple(each.name for each in fields(make)) for kind, make in KINDS.items()}
# A line holds up to CHUNK changes as JSON: [kind, id, values or null]. One row per change would cost more than a post.
_SCHEMA = """
CREATE TABLE IF NOT EXISTS line (n INTEGER PRIMARY KEY, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS file (id TEXT PRIMARY KEY, mime TEXT NOT NULL, bytes BLOB NOT NULL);
"""


class Journal:
    """Writes records behind the network's back. Later writes of the same record win."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_SCHEMA)
        self._lock = threading.Lock()
        self._waiting: deque[tuple[str, str, Any]] = deque()
        self._n_entries = 0
        self._loaded: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
        self._read()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="journal", daemon=True)
        self._thread.start()

    def put(self, kind: str, id_: str, record: Any) -> None:
        """Remember the record (None = it is gone)."""
        self._waiting.append((kind, id_, record))

    def note(self, entry: Entry) -> None:
        """Remember a line of the ledger."""
        self._n_entries += 1
        self._waiting.append(("entry", str(self._n_entries), entry))

    def put_file(self, id_: str, mime: str, body: bytes) -> None:
        """Store a file now: files are few and large."""
        with self._lock:
            self._db.execute("INSERT OR REPLACE INTO file VALUES (?,?,?)", (id_, mime, body))
            self._db.commit()

    def forget_files(self, ids: Iterable[str]) -> None:
        """Delete files now."""
        with self._lock:
            self._db.executemany("DELETE FROM file WHERE id=?", [(id_,) for id_ in ids])
            self._db.commit()

    def begin_again(self, records: Iterable[tuple[str, str, Any]]) -> None:
        """Keep just these records, in a file that holds no trace of any other."""
        with self._lock:
            self._waiting.clear()
            self._db.execute("DELETE FROM line")
            self._waiting.extend(records)
            self._n_entries = sum(kind == "entry" for kind, _, _ in self._waiting)
        self.flush()
        with self._lock:
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def file(self, id_: str) -> tuple[str, bytes] | None:
        """A stored file's type and bytes."""
        with self._lock:
            row = self._db.execute("SELECT mime, bytes FROM file WHERE id=?", (id_,)).fetchone()
        return (str(row[0]), bytes(row[1])) if row else None

    def load(self, kind: str) -> list[Any]:
        """The records of a kind as they were when the file was opened; each kind once."""
        make = KINDS[kind]
        known = set(_FIELDS[kind])
        bodies = self._loaded.pop(kind).values()
        return [make(**{k: v for k, v in body.items() if k in known}) for body in bodies]

    def flush(self) -> None:
        """Write what waits."""
        with self._lock:
            changes = [self._waiting.popleft() for _ in range(len(self._waiting))]
            for at in range(0, len(changes), CHUNK):
                rows = [
                    (kind, id_, None if one is None else _values(kind, one))
                    for kind, id_, one in changes[at : at + CHUNK]
                ]
                self._db.execute("INSERT INTO line (body) VALUES (?)", (json.dumps(rows),))
            self._db.commit()

    def close(self) -> None:
        """Write what waits and stop."""
        self._stop.set()
        self._thread.join(5)
        self.flush()
        self._db.close()

    def _read(self) -> None:
        n = 0
        for (body,) in self._db.execute("SELECT body FROM line ORDER BY n"):
            n += 1
            for kind, id_, values in json.loads(body):
                if values is None:
                    self._loaded[kind].pop(id_, None)
                else:
                    self._loaded[kind][id_] = values
        self._n_entries = len(self._loaded["entry"])
        if n > 500:
            self._compact()

    def _compact(self) -> None:
        """Forget what was overwritten since, or the file would grow with every edit."""
        rows = [
            (kind, id_, values)
            for kind, all_ in self._loaded.items()
            for id_, values in all_.items()
        ]
        self._db.execute("DELETE FROM line")
        for at in range(0, len(rows), CHUNK):
            self._db.execute(
                "INSERT INTO line (body) VALUES (?)", (json.dumps(rows[at : at + CHUNK]),)
            )
        self._db.commit()

    def _run(self) -> None:
        while not self._stop.wait(FLUSH_S):
            if self._waiting:
                self.flush()


def _values(kind: str, record: Any) -> dict[str, Any]:
    return {name: getattr(record, name) for name in _FIELDS[kind]}


class Ids:
    """Identifiers that sort by time, as Mastodon's do: milliseconds, then sixteen bits of counter."""

    def __init__(self) -> None:
        self._n = secrets.randbelow(1 << 15)

    def at(self, instant: float) -> str:
        """A fresh id for that instant."""
        self._n = (self._n + 1) & 0xFFFF
        return str(int(instant * 1000) << 16 | self._n)


class Clock:
    """The sandbox's own time: the machine's and `ahead_s`, which orders may move by an offset."""

    def __init__(self, ahead_s: float = 0.0) -> None:
        self.ahead_s, self.offset_s = ahead_s, 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.ahead_s + self.offset_s

    def set_to(self, at: float) -> None:
        """From now on it is `at`, to the second: what its way here took is no time."""
        self.offset_s = float(round(at - time.time() - self.ahead_s))
