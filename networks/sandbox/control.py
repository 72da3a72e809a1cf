"""Orders for tests, demo and benchmarks under /sandbox/: latency, faults, accounts, the past, the clock, the ledger.

They exist only when the process was started with --control, and are described in docs/networks/sandbox.md.
"""

from __future__ import annotations

import asyncio
from base64 import b64decode
from dataclasses import asdict, dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from networks.sandbox.api import Api
from networks.sandbox.asgi import Answer, Refused, Request, as_json, error
from networks.sandbox.entities import instant
from networks.sandbox.network import Network
from networks.sandbox.signin import SCOPES
from networks.sandbox.state import App, Attachment

CREATE = "POST /api/v1/statuses"
FAULTS = frozenset({
    "rate_limit", "error_before", "error_after", "cut_before", "cut_after", "html_before", "html_after",
    "reset_before", "reset_after", "hold", "slow", "drip", "token_death", "forbidden", "invalid",
})  # fmt: skip


@dataclass(slots=True)
class Fault:
    """One order: what to do, to which requests, after how many of them, how often, with how many seconds."""

    kind: str
    match: str = CREATE
    n: int = 1
    seconds: float = 0.0
    account_id: str = ""
    skip: int = 0


@dataclass(slots=True)
class Rates:
    """Random faults; each account has dice of its own, so that what it meets does not hang on what others do."""

    seed: int
    shares: list[tuple[float, Fault]]
    dice: dict[str, Random] = field(default_factory=dict)

    def roll(self, what: str, who: str) -> Fault | None:
        """The fault that this request meets, if any; only requests that can meet one are counted."""
        if not any(_is_for(fault, what, who) for _, fault in self.shares):
            return None
        # Repeatable chaos, not a secret.
        dice = self.dice.setdefault(who, Random(f"{self.seed}:{who}"))  # noqa: S311
        roll = dice.random()
        for share, fault in self.shares:
            if _is_for(fault, what, who):
                if roll < share:
                    return fault
                roll -= share
        return None


class Control:
    """The queue of faults, the dice for random ones, and the handlers of the orders."""

    def __init__(self, network: Network, api: Api, latency_s: float) -> None:
        self.network = network
        self.api = api
        self.latency_s = latency_s
        self.faults: list[Fault] = []
        self.rates: dict[str, Rates] = {}  # by account, "" for all that have none of their own
        self.n_held = 0
        self._release = asyncio.Event()

    def take(self, request: Request) -> Fault | None:
        """The fault that this request meets, if any; used up as it goes."""
        if not self.faults and not self.rates:
            return None
        what = f"{request.method} {request.path}"
        token = self.network.tokens.get(request.header(b"authorization").removeprefix("Bearer "))
        who = token.account_id if token else ""
        for fault in self.faults:
            if not _is_for(fault, what, who):
                continue
            if fault.skip > 0:
                fault.skip -= 1
                continue
            fault.n -= 1
            if fault.n <= 0:
                self.faults.remove(fault)
            return fault
        rates = self.rates.get(who) or self.rates.get("")
        return rates.roll(what, who) if rates else None

    async def hold(self) -> None:
        """Until somebody lets go what is held."""
        self.n_held += 1
        try:
            await self._release.wait()
        finally:
            self.n_held -= 1

    def let_go(self, request: Request) -> Answer:
        """What is held is answered now, and nothing is held any more."""
        self._release.set()
        self._release = asyncio.Event()
        self.faults = [fault for fault in self.faults if fault.kind != "hold"]
        return self.state(request)

    def state(self, request: Request) -> Answer:
        return as_json({
            "latency_ms": self.latency_s * 1000, "faults": [asdict(fault) for fault in self.faults],
            "rates": {
                who: {fault.kind: share for share, fault in rates.shares}
                for who, rates in self.rates.items()
            },
            "lag_s": self.api.lag_s, "processing_s": self.api.processing_s, "clock_offset_s": self.network.clock.offset_s,
            "now": instant(self.network.clock.now()), "n_statuses": len(self.network.statuses),
            "n_accounts": len(self.network.accounts), "n_creates": len(self.network.ledger),
            "n_held": self.n_held,
        })  # fmt: skip

    def set_latency(self, request: Request) -> Answer:
        self.latency_s = _number(request, "ms") / 1000
        return self.state(request)

    def set_lag(self, request: Request) -> Answer:
        self.api.lag_s[_whose(request)] = _number(request, "seconds")
        return self.state(request)

    def set_processing(self, request: Request) -> Answer:
        self.api.processing_s[_whose(request)] = _number(request, "seconds")
        return self.state(request)

    def set_quota(self, request: Request) -> Answer:
        """How many posts an account may make within 24 hours, which the instance then tells; 0: no end."""
        self.api.quota = int(_number(request, "n"))
        return self.state(request)

    def set_tokens(self, request: Request) -> Answer:
        """New tokens live so many seconds, and come with a refresh token that is spent by its use; 0: for ever."""
        self.network.tokens.lives_s[_whose(request)] = _number(request, "seconds")
        return self.state(request)

    def add_fault(self, request: Request) -> Answer:
        data = request.data()
        kind = str(data.get("kind"))
        if kind not in FAULTS:
            return error(422, f"kind must be one of {', '.join(sorted(FAULTS))}")
        fault = Fault(
            kind,
            match=str(data.get("match") or CREATE),
            n=int(data.get("n") or 1),
            seconds=float(data.get("seconds") or 0),
            account_id=_whose(request),
            skip=int(data.get("skip") or 0),
        )
        self.faults.append(fault)
        return self.state(request)

    def set_rates(self, request: Request) -> Answer:
        """Random faults: {"rates": {"cut_after": 0.03, …}, "seed": 7, "account_id": …, "match": …}; {} ends them."""
        data = request.data()
        rates = data.get("rates")
        if not isinstance(rates, dict) or not set(rates) <= FAULTS:
            return error(422, "rates must be an object of fault kinds and shares")
        match, seconds = str(data.get("match") or CREATE), float(data.get("seconds") or 1)
        shares = [
            (float(share), Fault(kind, match, seconds=seconds)) for kind, share in rates.items()
        ]
        if shares:
            self.rates[_whose(request)] = Rates(int(data.get("seed") or 0), shares)
        else:
            self.rates.pop(_whose(request), None)
        return self.state(request)

    def clear(self, request: Request) -> Answer:
        self.let_go(request)
        self.faults.clear()
        self.rates.clear()
        self.api.lag_s.clear()
        self.api.processing_s.clear()
        self.api.quota = 0
        self.network.tokens.lives_s.clear()
        self.latency_s = self.network.clock.offset_s = 0.0
        return self.state(request)

    def set_clock(self, request: Request) -> Answer:
        """By how much its clock is off, "offset_s", or what instant it is by it, "at"."""
        clock, at = self.network.clock, request.data().get("at")
        if at is None:
            clock.offset_s = _number(request, "offset_s")
        else:
            clock.set_to(_instant(at))
        return self.state(request)

    def add_accounts(self, request: Request) -> Answer:
        """{"n": 3} or {"usernames": […]}, "quiet": true for accounts nobody reacts to, "born_at" for old ones.

        "profiles": {username: {"name", "note", "language", "followers", "growth"}} says more about each.
        """
        data = request.data()
        names = data.get("usernames")
        if not isinstance(names, list):
            start = len(self.network.accounts)
            names = [
                f"{data.get('prefix') or 'conto'}_{start + at}"
                for at in range(int(data.get("n") or 1))
            ]
        app = self._app()
        born_at = _instant(data["born_at"]) if data.get("born_at") else None
        made = []
        for name in names:
            username = str(name).lower()
            profile = (data.get("profiles") or {}).get(name) or {}
            shown = str(profile.get("name") or (data.get("names") or {}).get(name) or username)
            account = self.network.account(
                username,
                name=shown,
                is_quiet=bool(data.get("quiet")),
                language=str(profile.get("language") or data.get("language") or "it"),
            )
            if born_at is not None:
                account.created_at = born_at
            account.note = str(profile.get("note") or account.note)
            account.first_followers = int(profile.get("followers") or account.first_followers)
            account.growth = float(profile.get("growth") or account.growth)
            if born_at is not None or profile:
                self.network.journal.put("account", account.id, account)
            token = self.network.grant(account, app, list(app.scopes))
            made.append({
                "id": account.id, "username": account.username, "name": account.name, "token": token.token,
                "refresh_token": token.refresh, "scopes": token.scopes, "client_id": app.client_id, "client_secret": app.secret,
            })  # fmt: skip
        return as_json(made)

    def backdate(self, request: Request) -> Answer:
        """{"statuses": [{"account_id", "text", "created_at", "language"?, "visibility"?, "in_reply_to_id"?, "media"?, "fame"?}, …]} -> their ids."""
        rows = request.data().get("statuses")
        if not isinstance(rows, list):
            return error(422, "statuses must be a list")
        made = []
        for row in rows:
            account = self.network.accounts.get(str(row.get("account_id")))
            if account is None:
                return error(404, "no such account")
            status = self.network.post(
                account,
                str(row.get("text") or ""),
                at=_instant(row.get("created_at")),
                language=str(row.get("language") or account.language),
                visibility=str(row.get("visibility") or "public"),
                parent_id=str(row["in_reply_to_id"]) if row.get("in_reply_to_id") else None,
                media=[str(id_) for id_ in row.get("media") or []],
                fame=float(row.get("fame") or 0),
            )
            url = f"{self.api.origin}/@{account.username}/{status.id}"
            made.append({"id": status.id, "url": url, "created_at": instant(status.created_at)})
        return as_json(made)

    def forget(self, request: Request) -> Answer:
        """{"usernames": […]}: these accounts, their posts and what was said below them never were."""
        names = request.data().get("usernames") or []
        found = [
            account
            for name in names
            if (account := self.network.by_username.get(str(name).lower())) is not None
        ]
        self.network.forget(found)
        return as_json({"n": len(found)})

    def add_attachments(self, request: Request) -> Answer:
        """{"files": [{"account_id", "mime", "body" (base64), "alt"?}, …]} -> their ids, for statuses of the past to show."""
        network, ids = self.network, []
        for row in request.data().get("files") or []:
            at = network.clock.now()
            one = Attachment(
                network.ids.at(at), str(row["account_id"]), str(row["mime"]),
                str(row.get("alt") or "")[:1500], at,
            )  # fmt: skip
            network.attachments[one.id] = one
            network.journal.put("attachment", one.id, one)
            network.journal.put_file(one.id, one.mime, b64decode(row["body"]))
            ids.append({"id": one.id})
        return as_json(ids)

    def figures(self, request: Request) -> Answer:
        """{"statuses": {id: [instants]}, "accounts": {id: [instants]}} -> what each had then: [favourites, boosts, comments], followers."""
        data = request.data()
        statuses, accounts = data.get("statuses") or {}, data.get("accounts") or {}
        network = self.network
        return as_json({
            "statuses": {
                id_: [network.counts_at(network.statuses[id_], _instant(at)) for at in instants]
                for id_, instants in statuses.items() if id_ in network.statuses
            },
            "accounts": {
                id_: [network.n_followers(network.accounts[id_], at=_instant(at)) for at in instants]
                for id_, instants in accounts.items() if id_ in network.accounts
            },
        })  # fmt: skip

    def show_ledger(self, request: Request) -> Answer:
        """Every create that arrived; ?account_id= and ?from= (a line number) narrow it."""
        account_id, start = request.one("account_id"), request.one("from")
        lines = self.network.ledger[int(start) if start.isdigit() else 0 :]
        return as_json(
            [asdict(line) for line in lines if not account_id or line.account_id == account_id]
        )

    def _app(self) -> App:
        for app in self.network.apps.values():
            if app.name == "control":
                return app
        return self.network.app("control", ["urn:ietf:wg:oauth:2.0:oob"], list(SCOPES))


def _is_for(fault: Fault, what: str, who: str) -> bool:
    is_path = what == fault.match if fault.match == CREATE else what.startswith(fault.match)
    return is_path and fault.account_id in ("", who)


def _whose(request: Request) -> str:
    """The account that an order is about; empty for all."""
    return str(request.data().get("account_id") or "")


def _number(request: Request, name: str) -> float:
    try:
        return float(request.data()[name])
    except (KeyError, TypeError, ValueError):
        raise Refused(error(422, f"{name} must be a number")) from None


def _instant(value: Any) -> float:
    try:
        return datetime.fromisoformat(str(value)).timestamp()
    except ValueError:
        raise Refused(error(422, "an instant must be ISO 8601 with an offset")) from None
