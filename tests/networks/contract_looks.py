"""The contract that every connector keeps which shows what strangers see (tests.networks.contract)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from networks.errors import ErrorKind, NetworkError
from networks.roles import (
    Observes,
)
from networks.types import PublicAccount
from tests.networks.contract_after import SENT_AT
from tests.networks.faults import AFTER_BYTES, NOT_CREATED
from tests.networks.peers import Peer, Script, answers


class ToStrangers:
    """Part of the contract: the public page of an account, and what stands on it."""

    def look(self, connector: Any, host: str, what: str) -> Any:
        account = PublicAccount(host, "trecorvi")
        if what == "profile":
            return connector.public_profile(account, timeout_s=60)
        return connector.public_posts(account, "109", since=SENT_AT, timeout_s=60)

    def looks(self, connector: Any) -> list[str]:
        return ["profile", "posts"] if isinstance(connector, Observes) else []

    @pytest.mark.parametrize("fault", [*AFTER_BYTES])
    def test_a_look_as_a_stranger_that_failed_is_never_an_empty_page(
        self, connector: Any, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        script = answers(b'{"no": "list"}') if fault.startswith("JSON") else AFTER_BYTES[fault]
        for what in self.looks(connector):
            double = peer(script)
            with pytest.raises(NetworkError) as caught:
                self.look(connector, double.origin, what)
            assert caught.value.kind in (
                ErrorKind.TRANSIENT, ErrorKind.PROVIDER_CHANGED, ErrorKind.RATE_LIMITED,
            ), what  # fmt: skip
            assert b"authorization" not in double.requests[0].lower()

    def test_a_look_as_a_stranger_says_when_to_come_back_and_when_nobody_is_there(
        self, connector: Any, peer: Callable[[Script], Peer]
    ) -> None:
        for what in self.looks(connector):
            with pytest.raises(NetworkError) as caught:
                self.look(connector, peer(NOT_CREATED["429"][0]).origin, what)
            assert (caught.value.kind, caught.value.retry_at_s) == (ErrorKind.RATE_LIMITED, 17.0)
            with pytest.raises(NetworkError) as caught:
                self.look(connector, peer(NOT_CREATED["404"][0]).origin, what)
            assert caught.value.kind is ErrorKind.NOT_FOUND
