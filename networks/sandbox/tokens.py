"""The sandbox's tokens: for ever by default, or short-lived with a refresh token that is spent by its use."""

from __future__ import annotations

import secrets
from collections.abc import ItemsView
from dataclasses import dataclass, field

from networks.sandbox.state import Account, App, Clock, Journal, Token


@dataclass
class Tokens:
    """Tokens by their text. `lives_s`: how long new ones live, by account, "" for all; none: for ever."""

    clock: Clock
    journal: Journal
    lives_s: dict[str, float] = field(default_factory=dict)
    _known: dict[str, Token] = field(default_factory=dict)
    _by_refresh: dict[str, str] = field(default_factory=dict)
    _spent: dict[str, str] = field(default_factory=dict)  # refresh token -> family

    def load(self) -> None:
        """What the journal kept. A refresh token that was spent before is forgotten, not remembered as spent."""
        for token in self.journal.load("token"):
            self._keep(token)

    def get(self, text: str) -> Token | None:
        """The token of that text while it lives."""
        token = self._known.get(text)
        if token is None or (token.expires_at and token.expires_at <= self.clock.now()):
            return None
        return token

    def grant(self, account: Account, app: App, scopes: list[str], *, family: str = "") -> Token:
        """A fresh token, of the same family as the one that it takes the place of."""
        token = Token(secrets.token_urlsafe(32), account.id, app.client_id, scopes)
        lives_s = self.lives_s.get(account.id, self.lives_s.get("", 0.0))
        if lives_s or family:
            token.refresh = secrets.token_urlsafe(32)
            token.expires_at = self.clock.now() + lives_s if lives_s else 0.0
            token.family = family or secrets.token_hex(8)
        self._keep(token)
        self.journal.put("token", token.token, token)
        return token

    def spend(self, refresh: str) -> Token | None:
        """The token that this refresh token belonged to, which is dead now; None for one that is good for nothing.

        One that is presented again has two owners, and nobody knows which is the thief: the whole family dies.
        """
        if refresh in self._spent:
            family = self._spent[refresh]
            for token in [one for one in self._known.values() if one.family == family]:
                self.revoke(token.token)
            return None
        old = self._known.get(self._by_refresh.get(refresh, ""))
        if old is not None:
            self._spent[refresh] = old.family
            self.revoke(old.token)
        return old

    def revoke(self, text: str) -> None:
        """Forget a token."""
        token = self._known.pop(text, None)
        if token is not None:
            self._by_refresh.pop(token.refresh, None)
            self.journal.put("token", text, None)

    def forget(self, account_ids: set[str]) -> None:
        """Forget all tokens of these accounts."""
        for token in [one for one in self._known.values() if one.account_id in account_ids]:
            self.revoke(token.token)

    def items(self) -> ItemsView[str, Token]:
        """All tokens with their text, dead ones too."""
        return self._known.items()

    def _keep(self, token: Token) -> None:
        self._known[token.token] = token
        if token.refresh:
            self._by_refresh[token.refresh] = token.token
