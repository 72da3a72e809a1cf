"""The contract that every connector keeps. A network's test module subclasses Contract and supplies recorded answers.

Faults are played to the connector itself, so that each network's own error reading is under test too. What each outcome
must be: nothing left = transient and not sent; nothing known after bytes left on the irreversible call = unknown_outcome.
"""

from __future__ import annotations

import inspect
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from networks import registry
from networks.errors import ErrorKind, NetworkError
from networks.limits import check
from networks.metrics import METRICS
from networks.roles import (
    Amends,
    Connector,
    Connects,
    ConnectsByPassword,
    Listens,
    Lists,
    Measures,
    Observes,
    Publishes,
    Refreshes,
    Removes,
    Replies,
    Searches,
    Trends,
)
from networks.types import Credentials, Draft, Found, Poll, Secret
from tests.networks.contract_after import SENT_AT, AfterPublication
from tests.networks.contract_looks import ToStrangers
from tests.networks.faults import AFTER_BYTES, NOT_CREATED
from tests.networks.peers import Peer, Script, answers, drips, hang_up, is_silent

ROLES = (Connects, Publishes, Amends, Removes, Measures, Listens, Replies, Searches, Trends)
# Those that only some networks need.
MORE_ROLES = (ConnectsByPassword, Refreshes, Lists, Observes)
TOKEN = "canary-token-4f1d9c"
# A key as the product makes them: it holds an instant, for networks that want one.
REPLY_KEY = "019ca000-0000-7000-8000-000000000001:1"


class Contract(AfterPublication, ToStrangers):
    """Subclass it as TestContract, set `slug`, and supply `published_answer`."""

    slug: str

    def published_answer(self) -> bytes:
        """The network's recorded answer to a successful commit."""
        raise pytest.UsageError("a subclass says what its network answers")

    def published_id(self) -> str:
        """The id of that post, as the product keeps it."""
        return str(json.loads(self.published_answer())["id"])

    def host_answer(self, request: bytes) -> bytes:
        """A recorded answer to any read that read-back makes, showing the post of published_answer."""
        raise pytest.UsageError("a subclass says what its network answers")

    def parent_id(self) -> str:
        """The id of a post that can be answered."""
        raise pytest.UsageError("a subclass says what can be answered")

    def owner_of_the_post(self, host: str) -> Credentials:
        """The account whose post that is."""
        return self.credentials(host)

    def removed_answer(self) -> bytes:
        """The network's answer to a removal."""
        return b"{}"

    def shown_answer(self) -> bytes:
        """The network's answer to a read of that post alone."""
        return self.published_answer()

    def gone_answer(self) -> Script:
        """What the network says of a post that is not there."""
        return answers(b'{"error":"Record not found"}', status="404 Not Found")

    def look_answer(self, request: bytes) -> bytes | None:
        """The answer to a read that comes before a reply; None for the one call that makes it."""
        return None

    @pytest.fixture
    def connector(self) -> Any:
        return registry.connector(self.slug)

    @pytest.fixture
    def draft(self) -> Draft:
        return Draft("Sei gradi alle sei. Si pota lo stesso.")

    def credentials(self, host: str) -> Credentials:
        return Credentials(host, "1", Secret(TOKEN))

    def commit(self, connector: Any, host: str, draft: Draft, timeout_s: float = 60.0) -> Any:
        return connector.commit(
            self.credentials(host), draft, key="k-1", refs={}, timeout_s=timeout_s, sent_at=SENT_AT
        )

    def test_it_tells_who_it_is_and_has_a_line_in_the_registry(self, connector: Any) -> None:
        assert isinstance(connector, Connector)
        assert connector.slug == self.slug
        assert registry.labels()[self.slug] == connector.label

    def test_its_metrics_are_words_of_the_vocabulary(self, connector: Any) -> None:
        assert connector.metrics <= set(METRICS)

    def test_it_declares_how_a_second_send_is_made_safe(self, connector: Any) -> None:
        assert connector.idempotency in ("key", "natural", "two_phase", "readback", "blind")
        assert connector.settle_s > 0
        assert (connector.resend_window_s > 0) == (connector.idempotency == "key")

    def test_every_role_method_says_what_it_does_and_takes_a_deadline_or_sends_nothing(
        self, connector: Any
    ) -> None:
        silent = {"normalise_host", "authorization", "address", "public_account"}
        for role in (*ROLES, *MORE_ROLES):
            if not isinstance(connector, role):
                continue
            for name in (
                n for n in vars(role) if not n.startswith("_") and inspect.isfunction(vars(role)[n])
            ):
                method = getattr(connector, name)
                assert method.__doc__, name
                assert name in silent or "timeout_s" in inspect.signature(method).parameters, name

    def test_an_ordinary_draft_is_within_its_usual_limits(
        self, connector: Any, draft: Draft
    ) -> None:
        assert [problem for problem in check(draft, connector.limits) if problem.is_blocking] == []

    def test_a_commit_is_one_call_that_names_the_new_post(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(answers(self.published_answer()))
        published = self.commit(connector, double.origin, draft)
        assert published.remote_id
        assert published.url.startswith("http")
        assert len(double.requests) == 1

    @pytest.mark.parametrize("fault", AFTER_BYTES)
    def test_a_commit_that_may_have_happened_is_unknown(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        double = peer(AFTER_BYTES[fault])
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, draft)
        assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
        assert caught.value.was_sent
        assert len(double.requests) == 1
        assert len(caught.value.raw) <= 4096

    @pytest.mark.parametrize("fault", NOT_CREATED)
    def test_a_commit_that_was_refused_is_not_unknown(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        script, kind = NOT_CREATED[fault]
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, peer(script).origin, draft)
        assert caught.value.kind is kind
        assert caught.value.was_sent
        assert caught.value.retry_at_s == (17.0 if kind is ErrorKind.RATE_LIMITED else None)

    @pytest.mark.parametrize("script", [drips(60), is_silent(60)], ids=["drip", "silence"])
    def test_the_deadline_ends_the_call_whatever_the_peer_does(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], script: Script
    ) -> None:
        double = peer(script)
        began = time.monotonic()
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, draft, timeout_s=0.5)
        assert 0.4 < time.monotonic() - began < 30, "it ended when the peer did"
        assert (caught.value.kind, caught.value.code) == (ErrorKind.UNKNOWN_OUTCOME, "timeout")

    def test_nobody_home_is_not_sent(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(hang_up)
        double.close()
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, draft)
        assert caught.value.kind is ErrorKind.TRANSIENT
        assert not caught.value.was_sent

    def test_no_time_left_is_not_sent(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(answers(self.published_answer()))
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, draft, timeout_s=0.0)
        assert caught.value.kind is ErrorKind.TRANSIENT
        assert not caught.value.was_sent
        assert double.requests == []

    @pytest.mark.parametrize("fault", ["500", "cut body", "hung up"])
    def test_a_failed_read_is_transient_and_never_a_negative_read(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        double = peer(AFTER_BYTES[fault])
        with pytest.raises(NetworkError) as caught:
            self.verify(connector, double.origin, draft)
        assert caught.value.kind is ErrorKind.TRANSIENT

    @pytest.mark.parametrize(
        "fault", ["HTML 200", "JSON of another shape", "gzip bomb", "redirect"]
    )
    def test_a_read_that_makes_no_sense_is_no_negative_read_either(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        script = answers(b'{"no": "list"}') if fault.startswith("JSON") else AFTER_BYTES[fault]
        with pytest.raises(NetworkError) as caught:
            self.verify(connector, peer(script).origin, draft)
        assert caught.value.kind is ErrorKind.PROVIDER_CHANGED

    def test_read_back_finds_the_post(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        def play(connection: Any, request: bytes) -> None:
            answers(self.host_answer(request))(connection, request)

        verdict = self.verify(connector, peer(play).origin, draft)
        assert isinstance(verdict, Found)
        assert verdict.published.remote_id == self.published_id()

    def test_tokens_reach_no_error(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        def echo(connection: Any, request: bytes) -> None:
            answers(json.dumps({"error": request.decode("latin-1")}).encode(), status="422 x")(
                connection, request
            )

        double = peer(echo)
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, draft)
        assert TOKEN.encode() in double.requests[0]
        assert (
            TOKEN not in f"{caught.value!r} {caught.value} {caught.value.raw} {caught.value.params}"
        )

    def test_kept_connections_are_used_again(
        self, connector: Any, draft: Draft, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(answers(self.published_answer()))
        for _ in range(5):
            self.commit(connector, double.origin, draft)
        assert (len(double.requests), double.n_connections) == (5, 1)

    # Parts of a thread and first comments: posts with a parent

    def below(self, script: Script, seen: list[bytes]) -> Script:
        """Answer what a reply looks up first; play `script` to the call that makes it, and note that call."""

        def play(connection: Any, request: bytes) -> None:
            looked = self.look_answer(request)
            if looked is not None:
                answers(looked)(connection, request)
                return
            seen.append(request)
            script(connection, request)

        return play

    @pytest.mark.parametrize("by", ["commit", "reply"])
    def test_a_part_is_one_call_that_names_what_it_answers(
        self, connector: Any, peer: Callable[[Script], Peer], by: str
    ) -> None:
        seen: list[bytes] = []
        double = peer(self.below(answers(self.published_answer()), seen))
        part = Draft("Parte due", in_reply_to=self.parent_id(), thread_root=self.parent_id())
        if by == "commit":
            published = self.commit(connector, double.origin, part)
        else:
            published = connector.reply(
                self.credentials(double.origin), part, key=REPLY_KEY, timeout_s=60
            )
        assert published.remote_id == self.published_id()
        (request,) = seen
        assert self.parent_id().encode() in request

    @pytest.mark.parametrize("fault", AFTER_BYTES)
    def test_a_part_that_may_have_happened_is_unknown(
        self, connector: Any, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        seen: list[bytes] = []
        double = peer(self.below(AFTER_BYTES[fault], seen))
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, Draft("Due", in_reply_to=self.parent_id()))
        assert caught.value.kind is ErrorKind.UNKNOWN_OUTCOME
        assert caught.value.was_sent
        assert len(seen) == 1

    @pytest.mark.parametrize("fault", NOT_CREATED)
    def test_a_part_that_was_refused_is_not_unknown(
        self, connector: Any, peer: Callable[[Script], Peer], fault: str
    ) -> None:
        script, kind = NOT_CREATED[fault]
        double = peer(self.below(script, []))
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, Draft("Due", in_reply_to=self.parent_id()))
        assert caught.value.kind is kind

    def test_a_poll_is_sent_with_its_answers_or_not_at_all(
        self, connector: Any, peer: Callable[[Script], Peer]
    ) -> None:
        double = peer(answers(self.published_answer()))
        asked = Draft("Quale?", poll=Poll(("Rosso vivo", "Bianco sporco")))
        offers_polls = connector.limits.poll is not None
        assert (check(asked, connector.limits) == []) == offers_polls
        if offers_polls:
            self.commit(connector, double.origin, asked)
            assert b"Bianco sporco" in double.requests[0]
            return
        with pytest.raises(NetworkError) as caught:
            self.commit(connector, double.origin, asked)
        assert caught.value.kind is ErrorKind.NOT_SUPPORTED
        assert double.requests == []

    def verify(self, connector: Any, host: str, draft: Draft) -> Any:
        return connector.verify(
            self.credentials(host),
            draft,
            first_sent_at=SENT_AT,
            known_remote_ids=frozenset(),
            timeout_s=60,
        )
