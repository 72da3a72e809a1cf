"""The network itself: accounts, posts, reactions. Called from one thread, speaks no HTTP."""

from __future__ import annotations

import hashlib
import secrets
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from networks.sandbox import cast, reactions
from networks.sandbox.state import (
    Account,
    App,
    Attachment,
    Clock,
    Entry,
    Ids,
    Journal,
    Status,
    Token,
)
from networks.sandbox.tokens import Tokens
from networks.text import hashtags, mentions

KEY_S = 3600.0
PUBLIC = ("public", "unlisted")


class Network:
    """Everything the sandbox knows. Times are seconds since 1970 on its own clock."""

    def __init__(self, path: Path, seed: int, ahead_s: float = 0.0) -> None:
        self.seed = seed
        self.clock = Clock(ahead_s)
        self.ids = Ids()
        self.journal = Journal(path)
        self.accounts: dict[str, Account] = {}
        self.by_username: dict[str, Account] = {}
        self.apps: dict[str, App] = {}
        self.tokens = Tokens(self.clock, self.journal)
        self.statuses: dict[str, Status] = {}
        self.attachments: dict[str, Attachment] = {}
        self.of_account: defaultdict[str, list[int]] = defaultdict(list)
        self.replies_to: defaultdict[str, list[str]] = defaultdict(list)
        self.told: defaultdict[str, list[int]] = defaultdict(
            list
        )  # account -> ids of statuses it was told of
        self.favourites: defaultdict[str, set[str]] = defaultdict(set)
        self.keys: dict[tuple[str, str], tuple[str, float]] = {}
        self.ledger: list[Entry] = []
        self._order: list[int] = []
        self._unripe: defaultdict[str, dict[str, None]] = defaultdict(dict)
        self._load()

    # Accounts

    def account(
        self, username: str, *, name: str = "", is_quiet: bool = False, language: str = "it"
    ) -> Account:
        """The account of that name, made if there is none."""
        found = self.by_username.get(username.lower())
        if found is not None:
            return found
        now = self.clock.now()
        return self._add_account(
            Account(
                self.ids.at(now),
                username,
                name or username,
                now,
                is_quiet=is_quiet,
                language=language,
            )
        )

    def grant(self, account: Account, app: App, scopes: list[str]) -> Token:
        """A fresh token."""
        return self.tokens.grant(account, app, scopes)

    def revoke(self, token: str) -> None:
        """Forget a token."""
        self.tokens.revoke(token)

    def app(self, name: str, redirect_uris: list[str], scopes: list[str]) -> App:
        """A fresh application."""
        app = App(secrets.token_urlsafe(24), secrets.token_urlsafe(32), name, redirect_uris, scopes)
        self.apps[app.client_id] = app
        self.journal.put("app", app.client_id, app)
        return app

    def n_followers(self, account: Account, *, at: float | None = None) -> int:
        """Followers at that instant, now when none is given."""
        at = self.clock.now() if at is None else at
        return reactions.grown(*self._audience(account), at - account.created_at)

    # Posts

    def post(
        self, account: Account, text: str, *, key: str = "", at: float | None = None, **more: Any
    ) -> Status:
        """Create a status, or give the one that this key made within the last hour; the ledger notes either."""
        now = self.clock.now()
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if key:
            known = self.keys.get((account.id, key))
            if known is not None and now - known[1] < KEY_S and known[0] in self.statuses:
                self._note(Entry(now, account.id, key, digest, known[0], is_replay=True))
                return self.statuses[known[0]]
        created_at = now if at is None else at
        status = Status(self.ids.at(created_at), account.id, text, created_at, **more)
        self._add_status(status)
        self.journal.put("status", status.id, status)
        if key:
            self.keys[account.id, key] = (status.id, now)
        self._note(Entry(now, account.id, key, digest, status.id, is_replay=False))
        return status

    def change(self, status: Status) -> None:
        """The status was edited in place: keep it."""
        self.journal.put("status", status.id, status)

    def delete(self, status: Status) -> None:
        """Take a status and its place in every list away."""
        del self.statuses[status.id]
        self._unripe[status.account_id].pop(status.id, None)
        for ids in (self.of_account[status.account_id], self._order):
            at = bisect_left(ids, int(status.id))
            if at < len(ids) and ids[at] == int(status.id):
                del ids[at]
        if status.parent_id is not None and status.parent_id in self.replies_to:
            siblings = self.replies_to[status.parent_id]
            if status.id in siblings:
                siblings.remove(status.id)
        self.journal.put("status", status.id, None)

    def forget(self, accounts: Iterable[Account]) -> None:
        """Take accounts away with all they said, all that was said below it, and every trace on disk."""
        gone = {account.id for account in accounts}
        for id_ in [str(id_) for one in gone for id_ in self.of_account[one]]:
            self._forget_below(id_)
        files = [id_ for id_, one in self.attachments.items() if one.account_id in gone]
        for id_ in files:
            del self.attachments[id_]
        self.journal.forget_files(files)
        self.tokens.forget(gone)
        self.ledger = [entry for entry in self.ledger if entry.account_id not in gone]
        self.keys = {key: made for key, made in self.keys.items() if key[0] not in gone}
        for id_ in gone:
            del self.by_username[self.accounts.pop(id_).username.lower()]
        self.journal.begin_again(self._records())

    def _forget_below(self, id_: str) -> None:
        for reply in list(self.replies_to.pop(id_, ())):
            self._forget_below(reply)
        if id_ in self.statuses:
            self.delete(self.statuses[id_])
        self.favourites.pop(id_, None)

    def _records(self) -> Iterator[tuple[str, str, Any]]:
        for kind, records in (
            ("account", self.accounts),
            ("app", self.apps),
            ("token", self.tokens),
            ("status", self.statuses),
            ("attachment", self.attachments),
        ):
            yield from ((kind, id_, one) for id_, one in records.items())
        yield from (("entry", str(n), one) for n, one in enumerate(self.ledger, 1))

    def newest(self, account: Account, *, include_lagging: bool = False) -> Iterator[Status]:
        """An account's statuses, newest first."""
        now = self.clock.now()
        for id_ in reversed(self.of_account[account.id]):
            status = self.statuses.get(str(id_))
            if status is not None and (include_lagging or status.visible_at <= now):
                yield status

    def timeline(self) -> Iterator[Status]:
        """All public statuses, newest first."""
        now = self.clock.now()
        for id_ in reversed(self._order):
            status = self.statuses[str(id_)]
            if status.visibility == "public" and status.visible_at <= now:
                yield status

    def counts(self, status: Status) -> tuple[int, int, int]:
        """Favourites, boosts and comments that have happened."""
        n_favourites = len(self.favourites.get(status.id, ()))
        n_boosts = 0
        if self._has_audience(status):
            plan, age = self._plan(status), self.clock.now() - status.created_at
            n_favourites += reactions.happened(plan.favourites, age)
            n_boosts = reactions.happened(plan.boosts, age)
            if status.id in self._unripe[status.account_id]:
                self._ripen(status)
        return n_favourites, n_boosts, len(self.replies_to.get(status.id, ()))

    def counts_at(self, status: Status, at: float) -> tuple[int, int, int]:
        """Favourites, boosts and comments as they were, or will be, at that instant."""
        replies = [self.statuses[id_] for id_ in self.replies_to.get(status.id, ())]
        n_comments = sum(one.created_at <= at for one in replies)
        if not self._has_audience(status):
            return 0, 0, n_comments
        plan, age = self._plan(status), at - status.created_at
        unripe = max(reactions.happened(plan.comments, age) - status.n_ripe, 0)
        return (
            reactions.happened(plan.favourites, age),
            reactions.happened(plan.boosts, age),
            n_comments + unripe,
        )

    def below(self, status: Status) -> list[Status]:
        """Everything said below a status, oldest first."""
        self.counts(status)
        found: list[Status] = []
        queue = list(self.replies_to.get(status.id, ()))
        while queue:
            one = self.statuses.get(queue.pop(0))
            if one is not None:
                found.append(one)
                queue += self.replies_to.get(one.id, ())
        return sorted(found, key=lambda one: int(one.id))

    def above(self, status: Status) -> list[Status]:
        """What a status answers, and what that answers, the first one first."""
        found: list[Status] = []
        parent = self.statuses.get(status.parent_id or "")
        while parent is not None:
            found.append(parent)
            parent = self.statuses.get(parent.parent_id or "")
        return found[::-1]

    def chain(self, status: Status) -> list[Status]:
        """The thread of one author that a status is part of: each part answers the one before."""
        first = status
        while (parent := self.statuses.get(first.parent_id or "")) is not None:
            if parent.account_id != status.account_id:
                break
            first = parent
        chain = [first]
        while (following := self._own_answer(chain[-1])) is not None:
            chain.append(following)
        return chain if status in chain else [status]

    def _own_answer(self, status: Status) -> Status | None:
        """The author's first answer to their own post."""
        answers = (self.statuses.get(id_) for id_ in self.replies_to.get(status.id, ()))
        own = [one for one in answers if one is not None and one.account_id == status.account_id]
        return min(own, key=lambda one: int(one.id), default=None)

    def ripen(self, account: Account) -> None:
        """Let the comments that are due on this account's posts exist."""
        for id_ in list(self._unripe[account.id]):
            self._ripen(self.statuses[id_])

    # Inside

    def _plan(self, status: Status) -> reactions.Plan:
        n, _ = self._audience(self.accounts[status.account_id])
        return reactions.plan(self.seed, status.id, n, status.parent_id is not None, status.fame)

    def _audience(self, account: Account) -> tuple[int, float]:
        if account.first_followers:
            return account.first_followers, account.growth
        return reactions.audience(self.seed, account.id)

    def _has_audience(self, status: Status) -> bool:
        account = self.accounts[status.account_id]
        return not account.is_quiet and status.visibility in PUBLIC

    def _ripen(self, status: Status) -> None:
        plan = self._plan(status)
        due = reactions.happened(plan.comments, self.clock.now() - status.created_at)
        for at in range(status.n_ripe, due):
            index, words = cast.comment(plan.voices[at], status.language)
            username, name, language = cast.PEOPLE[index]
            author = self.by_username.get(username) or self.account(username, name=name)
            created_at = status.created_at + plan.comments[at]
            comment = Status(
                self.ids.at(created_at),
                author.id,
                words,
                created_at,
                language=language,
                parent_id=status.id,
            )
            self._add_status(comment)
            self.journal.put("status", comment.id, comment)
        if due != status.n_ripe:
            status.n_ripe = due
            self.journal.put("status", status.id, status)
        if due == len(plan.comments):
            self._unripe[status.account_id].pop(status.id, None)

    def _add_account(self, account: Account) -> Account:
        self.accounts[account.id] = account
        self.by_username[account.username.lower()] = account
        self.journal.put("account", account.id, account)
        return account

    def _add_status(self, status: Status) -> None:
        self.statuses[status.id] = status
        number = int(status.id)
        for ids in (self.of_account[status.account_id], self._order):
            if not ids or ids[-1] < number:
                ids.append(number)
            else:
                insort(ids, number)
        author = self.accounts[status.account_id]
        if (
            not (author.is_persona or author.is_quiet)
            and status.visibility in PUBLIC
            and status.parent_id is None
        ):
            self._unripe[status.account_id][status.id] = None
        told: set[str] = set()
        if status.parent_id is not None:
            self.replies_to[status.parent_id].append(status.id)
            parent = self.statuses.get(status.parent_id)
            if parent is not None:
                told.add(parent.account_id)
        if "@" in status.text:
            for span in mentions(status.text):
                named = self.by_username.get(span.value.partition("@")[0].lower())
                if named is not None:
                    told.add(named.id)
        for account_id in told - {status.account_id}:
            insort(self.told[account_id], number)

    def _note(self, entry: Entry) -> None:
        self.ledger.append(entry)
        self.journal.note(entry)

    def _load(self) -> None:
        for account in self.journal.load("account"):
            self.accounts[account.id] = account
            self.by_username[account.username.lower()] = account
        self.apps = {app.client_id: app for app in self.journal.load("app")}
        self.tokens.load()
        self.attachments = {one.id: one for one in self.journal.load("attachment")}
        for status in sorted(self.journal.load("status"), key=lambda one: int(one.id)):
            self._add_status(status)
        self.ledger = self.journal.load("entry")
        for entry in self.ledger:
            if entry.key and not entry.is_replay:
                self.keys[entry.account_id, entry.key] = (entry.status_id, entry.at)
        if not self.accounts:
            self._people()

    def _people(self) -> None:
        now = self.clock.now()
        people = []
        for username, name, language in cast.PEOPLE:
            born = now - 400 * reactions.DAY_S
            person = Account(
                self.ids.at(born), username, name, born, language=language, is_persona=True
            )
            people.append(self._add_account(person))
        for index, hours, text in cast.POSTS:
            author = people[index]
            at = now - hours * 3600
            status = Status(self.ids.at(at), author.id, text, at, language=author.language)
            self._add_status(status)
            self.journal.put("status", status.id, status)

    def tags(self, status: Status) -> list[str]:
        """The hashtags of a status, without #, lower case."""
        return [span.value.lower() for span in hashtags(status.text)] if "#" in status.text else []
