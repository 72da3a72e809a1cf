"""Whatever people, clocks, workers and networks do, in whatever order: the invariants of publishing hold after each step.

Sequences are made up and shortened by Hypothesis; the database is the real one, the network lives in this process.
"""

from __future__ import annotations

import os
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from clients.models import Client, Health
from editorial import verdicts, when
from editorial.actions import (
    cancelling,
    claiming,
    deciding,
    drafting,
    publishing,
    reaping,
    reconciling,
    scheduling,
    settling,
    standing_down,
)
from editorial.actions.drafting import BeingSentError, VersionInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.lifecycle import AWAITS_A_PERSON, ENDED, IN_FLIGHT
from editorial.lifecycle import DeliveryState as S
from editorial.models import Delivery, Post
from networks import http, registry
from networks.errors import ErrorKind
from people import installation
from people.clock import database_now
from people.models import Installation, Member
from smm.bench import stage
from tests.chaos.double import DOUBLES, NETWORKS, ORIGIN, REPLIES, Accounts
from tests.clock import true_now
from tests.putting_back import Backup

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

N_SEQUENCES, N_STEPS = (2000, 50) if os.environ.get("FULL") == "1" else (200, 9)
HOW_MANY = settings(
    max_examples=N_SEQUENCES,
    stateful_step_count=N_STEPS,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
SECOND = timedelta(seconds=1)
ANSWERS = st.lists(st.sampled_from(sorted(REPLIES)), min_size=2, max_size=2)
DEATHS = st.sampled_from(["", "", "", "claimed", "begun", "sent"])
NOT_OUT = frozenset({S.SCHEDULED, S.CLAIMED, S.BLOCKED, S.MISSED, S.FAILED, S.CANCELLED})


class Publishing(RuleBasedStateMachine):
    """An agency's client with two channels on one network, and everything that may happen to its posts."""

    owner: ClassVar[Member]
    accounts: ClassVar[Accounts]
    n_made: ClassVar[int] = 0
    ends: ClassVar[Counter[str]] = Counter()

    @initialize(
        double=st.sampled_from(DOUBLES),
        lag_s=st.sampled_from([0, 50]),
        replies=ANSWERS,
        dies=DEATHS,
    )
    def begin(self, double: Any, lag_s: int, replies: list[str], dies: str) -> None:
        """Two posts are due and a worker has been at them: every sequence begins with calls that met something."""
        type(self).n_made += 1
        self.moment = database_now()
        installation.show_life(now=self.moment)
        self.double = double
        double.forget()
        double.lag, double.clock = timedelta(seconds=lag_s), self.now
        self.client = Client.objects.create(
            agency=self.owner.agency, slug=f"cliente-{self.n_made}", name="Trecorvi", kind="company"
        )
        self.channels = stage.channels(self.accounts, [self.client], 2, network=double.slug)
        self.posts: list[Post] = []
        self.late: list[settling.Outcome] = []
        self.n_workers = 0
        due_at = self.moment + timedelta(minutes=1)
        planned = [stage.Planned(each, secrets.token_hex(20), due_at) for each in self.channels]
        owners = {self.owner.agency_id: self.owner}
        self.posts += [each.post for each in stage.write(planned, owners=owners)]
        self.work(61, replies, dies)

    def now(self) -> datetime:
        return self.moment

    # What people do

    @rule(at=st.integers(0, 1), minutes=st.integers(1, 6))
    def schedule(self, at: int, minutes: int) -> None:
        channel = self.channels[at]
        post = drafting.create_post(
            member=self.owner,
            client=self.client,
            text=secrets.token_hex(20),
            versions=[VersionInput(channel)],
            now=self.moment,
        )
        self.posts.append(post)
        self._approve(post, minutes)

    def _approve(self, post: Post, minutes: int) -> None:
        due, zone = self.moment + timedelta(minutes=minutes), self.client.time_zone
        wall, fold = when.wall_of(due, zone), when.fold_of(due, zone)
        with suppress(BeingSentError, ScheduleRefusedError):
            scheduling.schedule(
                post=post, member=self.owner, wall_at=wall, fold=fold, is_repeat_ok=True, now=self.moment
            )  # fmt: skip

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), minutes=st.integers(1, 6))
    def approve_again(self, data: Any, minutes: int) -> None:
        self._approve(data.draw(st.sampled_from(self.posts)), minutes)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def edit(self, data: Any) -> None:
        post = data.draw(st.sampled_from(self.posts))
        post.refresh_from_db()
        versions = [VersionInput(each.channel) for each in post.versions.select_related("channel")]
        with suppress(BeingSentError):
            drafting.edit_post(
                post=post,
                member=self.owner,
                edit_number=post.edit_number,
                text=secrets.token_hex(20),
                versions=versions,
                now=self.moment,
            )

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def cancel(self, data: Any) -> None:
        post = data.draw(st.sampled_from(self.posts))
        cancelling.cancel(post=post, member=self.owner, now=self.moment)

    @rule(is_paused=st.booleans())
    def hold(self, is_paused: bool) -> None:
        status = "paused" if is_paused else "active"
        Client.objects.filter(pk=self.client.pk).update(status=status)

    @rule()
    def reconnect(self) -> None:
        self.client.channels.filter(health=Health.RECONNECT).update(health=Health.OK)

    @rule()
    def decide(self) -> None:
        """A person looks at the channel, and says what is there."""
        for delivery in self._deliveries().filter(state__in=[S.NEEDS_HUMAN, S.MISSED, S.BLOCKED]):
            key = f"{delivery.public_id}:0"
            made = next((each for each in self.double.made if each.key == key), None)
            with suppress(ScheduleRefusedError):
                if made is not None:
                    url = f"{ORIGIN}/@x/{made.id}"
                    deciding.confirm_published(delivery=delivery, member=self.owner, url=url, now=self.moment)  # fmt: skip
                else:
                    deciding.send_again(delivery=delivery, member=self.owner, has_looked=True, now=self.moment)  # fmt: skip

    # What machines do

    @rule(
        seconds=st.sampled_from([1, 61, 61, 61, 130, 400]),
        replies=ANSWERS,
        dies=DEATHS,
    )
    def work(self, seconds: int, replies: list[str], dies: str) -> None:
        """After a while a worker takes what is due, and may die on the way; what it had sent may come back late."""
        self.moment += timedelta(seconds=seconds)
        self._work(replies, dies)

    def _work(self, replies: list[str], dies: str) -> None:
        self.n_workers += 1
        number = 10_000 * self.n_made + self.n_workers
        self.double.replies.extend(replies)
        claimed = claiming.claim_due(owner=number, limit=3, ahead=SECOND, now=self.moment)
        if dies != "claimed":
            outcomes = self._send(number, claimed, dies)
            if dies == "sent":
                self.late += outcomes
            else:
                settling.settle(outcomes, now=self.moment)
        self.double.replies.clear()
        if dies:
            Delivery.objects.filter(owner=number).update(lease_until=true_now() - SECOND)

    def _send(self, number: int, claimed: list[Any], dies: str) -> list[settling.Outcome]:
        opened = publishing._open(each.channel_id for each in claimed)
        unopened = {each.channel_id for each in claimed} - opened.keys()
        ids = [each.id for each in claimed]
        ready = claiming.begin(owner=number, ids=ids, unopened=unopened, now=self.moment)
        self.client.refresh_from_db()
        assert not (ready and self.client.status == "paused"), "sent for a client that is paused"
        if dies == "begun":
            return []
        return [publishing.send(each, opened[each.channel_id]) for each in ready]

    @precondition(lambda self: self.late)
    @rule()
    def come_back(self) -> None:
        settling.settle(self.late, now=self.moment)
        self.late = []

    @rule(seconds=st.sampled_from([1, 61, 61, 61, 1000]), can_be_read=st.booleans())
    def look_after(self, seconds: int, can_be_read: bool) -> None:
        """After a while: what the dead left, and what is doubtful."""
        self.moment += timedelta(seconds=seconds)
        self._look_after(can_be_read)

    def _look_after(self, can_be_read: bool) -> None:
        reaping.reap(now=self.moment)
        self.double.can_be_read = can_be_read
        reconciling.look_up_due(now=self.moment)

    @rule(replies=ANSWERS, dies=DEATHS, n_looks=st.integers(0, 3))
    def restore(self, replies: list[str], dies: str, n_looks: int) -> None:
        """The database is put back: what went out since the backup is out, and nothing here knows of it.

        The installation stands down, looks at what was due, and is let go again by a person.
        """
        backup = Backup()
        self.moment += timedelta(seconds=61)
        self._work(replies, dies)
        backup.put_back()
        self.late = []  # whoever was at work then is gone
        assert standing_down.stand_down(why=Installation.Why.RESTORED, now=self.moment)
        for _ in range(n_looks):
            self.moment += timedelta(seconds=61)
            self._look_after(can_be_read=True)
            self._work([], "")
            assert (
                not self._deliveries()
                .filter(state__in=IN_FLIGHT, lease_until__gt=true_now())
                .exists()
            ), "claimed while it stands down"
        assert installation.resume(by=None, reason="looked", now=self.moment)

    # What must be true

    def _deliveries(self) -> Any:
        return Delivery.objects.filter(client=self.client).select_related("revision")

    @invariant()
    def each_is_out_at_most_once_and_where_we_say(self) -> None:
        created = self.double.created()
        assert [key for key, n in created.items() if n > 1] == [], "sent twice"
        made = {each.id: each for each in self.double.made}
        for row in self._deliveries():
            key = f"{row.public_id}:0"
            if row.state == S.PUBLISHED:
                post = made.get(row.proof["remote_id"])
                assert post, "confirmed, but not there"
                assert post.key == key, "confirmed by another post"
                assert post.text == row.revision.content["text"], "other words than approved"
            if row.state in NOT_OUT:
                assert key not in created, f"it is out, and we call it {row.state}"
            assert (row.lease_until is not None) == (row.state in IN_FLIGHT), "without a deadline"
            assert row.state != S.UNKNOWN or row.check_after is not None, "nobody will look"

    def teardown(self) -> None:
        """However it was left, it comes to rest by itself."""
        if not hasattr(self, "client"):
            return
        self.hold(is_paused=False)
        self.reconnect()
        for _ in range(60):
            self._look_after(can_be_read=True)
            self._work([], "")
            self.each_is_out_at_most_once_and_where_we_say()
            if not self._deliveries().exclude(state__in=ENDED | AWAITS_A_PERSON).exists():
                self.ends.update(self._deliveries().values_list("state", flat=True))
                return
            self.moment += timedelta(seconds=30)
        raise AssertionError(f"left hanging: {list(self._deliveries().values_list('state'))}")


@pytest.fixture
def doubles(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for slug, place in NETWORKS.items():
        monkeypatch.setitem(registry.NETWORKS, slug, place)
    http.configure(allow_origins=[ORIGIN])
    yield
    http.configure()


@pytest.fixture
def machine(owner: Member, doubles: None, settings: Any, tmp_path: Any) -> type[Publishing]:
    """The machine, for this test's agency."""
    settings.DATA_DIR, settings.INSTANCE_ID = tmp_path, "the original"
    Publishing.owner, Publishing.accounts = owner, Accounts()
    return Publishing


def test_no_sequence_of_events_breaks_what_publishing_promises(machine):
    run_state_machine_as_test(machine, settings=HOW_MANY)

    print(f"{machine.n_made} sequences ended in {dict(machine.ends)}")
    assert machine.ends[S.PUBLISHED] > N_SEQUENCES / 2, "most sequences must get anywhere"


def test_sequences_find_a_time_out_that_is_taken_for_not_sent(machine, monkeypatch):
    """What looks for faults must find one that is there."""
    monkeypatch.setitem(verdicts._MEANINGS, ErrorKind.UNKNOWN_OUTCOME, verdicts.Meaning.TRY_AGAIN)
    for module in (verdicts, publishing):
        monkeypatch.setattr(module, "says_no", lambda error: True)

    until_found = settings(HOW_MANY, phases=[Phase.generate], report_multiple_bugs=False)
    with pytest.raises(AssertionError):
        run_state_machine_as_test(machine, settings=until_found)
