"""The contract that every connector keeps once a post is out (tests.networks.contract)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from networks.errors import ErrorKind, NetworkError
from networks.roles import (
    Amends,
    Lists,
    Removes,
)
from networks.types import Draft, Listing
from tests.networks.faults import AFTER_BYTES, NOT_CREATED
from tests.networks.peers import Peer, Script, answers

SENT_AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class AfterPublication:
    """Part of the contract: correcting, removing, and looking at what stands."""

    def after(self, connector: Any, host: str, deed: str, draft: Draft) -> Any:
        """One deed on the post of published_answer."""
        credentials, post_id = self.owner_of_the_post(host), self.published_id()
        match deed:
            case "amend":
                return connector.amend(credentials, post_id, draft, refs={}, timeout_s=60)
            case "says":
                return connector.says(credentials, post_id, draft, timeout_s=60)
            case "remove":
                return connector.remove(credentials, post_id, timeout_s=60)
            case "is_there":
                return connector.is_there(credentials, post_id, timeout_s=60)
        return connector.newest(credentials, since=SENT_AT, timeout_s=60)

    def deeds(self, connector: Any) -> list[str]:
        return [
            *(["amend", "says"] if isinstance(connector, Amends) else []),
            *(["remove"] if isinstance(connector, Removes) else []),
            *(["is_there", "newest"] if isinstance(connector, Lists) else []),
        ]

    @pytest.mark.parametrize("fault", ["500", "hung up", "cut body", "502 HTML"])
    def test_a_deed_without_an_answer_is_no_success_and_no_refusal(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        for deed in self.deeds(connector):
            if deed == "remove" and fault == "cut body":
                continue  # the status has said that it is gone
            double = peer(AFTER_BYTES[fault])
            with pytest.raises(NetworkError) as caught:
                self.after(connector, double.origin, deed, draft)
            assert caught.value.was_sent, deed
            assert caught.value.kind in (
                ErrorKind.TRANSIENT, ErrorKind.UNKNOWN_OUTCOME, ErrorKind.PROVIDER_CHANGED,
            ), deed  # fmt: skip
            assert len(double.requests) == 1, deed

    @pytest.mark.parametrize("fault", ["429", "401", "403"])
    def test_a_deed_that_was_refused_says_why(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        script, kind = NOT_CREATED[fault]
        for deed in self.deeds(connector):
            with pytest.raises(NetworkError) as caught:
                self.after(connector, peer(script).origin, deed, draft)
            assert caught.value.kind is kind, deed

    def test_what_is_gone_is_removed_already_not_there_and_cannot_be_corrected(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        for deed in self.deeds(connector):
            host = peer(self.gone_answer()).origin
            if deed == "remove":
                self.after(connector, host, deed, draft)
            elif deed == "is_there":
                assert self.after(connector, host, deed, draft) is False
            elif deed != "newest":
                with pytest.raises(NetworkError) as caught:
                    self.after(connector, host, deed, draft)
                assert caught.value.kind is ErrorKind.NOT_FOUND

    def test_a_removal_is_one_call_that_names_the_post(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(answers(self.removed_answer()))
        self.after(connector, double.origin, "remove", draft)
        (request,) = double.requests
        assert self.published_id().rsplit("/", 1)[-1].encode() in request

    def test_what_stands_on_the_account_is_listed_and_found(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        def play(connection: Any, request: bytes) -> None:
            answers(self.host_answer(request))(connection, request)

        listing: Listing = self.after(connector, peer(play).origin, "newest", draft)
        standing = {one.remote_id: one for one in listing.posts}
        assert standing[self.published_id()].text == draft.text
        assert listing.is_whole
        alone = peer(answers(self.shown_answer()))
        assert self.after(connector, alone.origin, "is_there", draft) is True
