"""The gate before a channel: shut when asked, shut after failures, opened by success."""

from __future__ import annotations

from datetime import timedelta

from clients.actions import gates
from clients.models import Gate
from people.models import AuditEntry
from tests import make
from tests.cast import Cast


def _gate(cast: Cast) -> Gate:
    return Gate.objects.get(channel=cast.channel)


def test_a_gate_is_shut_until_a_time_and_never_for_less(cast: Cast) -> None:
    pk = cast.channel.pk
    gates.shut(pk, until=make.later(minutes=30), reason="rate_limited", now=make.NOW)
    gates.shut(pk, until=make.later(minutes=5), reason="other", now=make.NOW)
    assert (_gate(cast).shut_until, _gate(cast).reason) == (
        make.later(minutes=30),
        "rate_limited",
    )


def test_the_fifth_failure_in_a_row_shuts_for_longer_and_longer(cast: Cast) -> None:
    pauses = []
    for _ in range(12):
        gates.record_failure(cast.channel.pk, now=make.NOW)
        shut_until = _gate(cast).shut_until
        pauses.append((shut_until - make.NOW) if shut_until else None)
    minutes = [int(each / timedelta(minutes=1)) if each else 0 for each in pauses]
    assert minutes == [0, 0, 0, 0, 1, 2, 4, 8, 16, 30, 30, 30]


def test_a_success_opens_what_failures_shut(cast: Cast) -> None:
    for _ in range(6):
        gates.record_failure(cast.channel.pk, now=make.NOW)
    assert gates.record_success(cast.channel.pk, now=make.NOW) == 1
    assert (_gate(cast).shut_until, _gate(cast).n_failures) == (None, 0)
    assert gates.record_success(cast.channel.pk, now=make.NOW) == 0


def test_a_success_does_not_open_what_the_network_asked_for(cast: Cast) -> None:
    pk = cast.channel.pk
    gates.record_failure(pk, now=make.NOW)
    gates.shut(pk, until=make.later(hours=1), reason="rate_limited", now=make.NOW)
    gates.record_success(pk, now=make.NOW)
    assert (_gate(cast).n_failures, _gate(cast).reason) == (0, "rate_limited")
    assert _gate(cast).shut_until == make.later(hours=1)


def test_a_person_opens_a_gate_and_is_written_down(cast: Cast) -> None:
    pk = cast.channel.pk
    gates.shut(pk, until=make.later(hours=1), reason="account_restricted", now=make.NOW)
    assert gates.open_gates(pk, now=make.NOW, by=cast.rita) == 1
    assert _gate(cast).shut_until is None
    entry = AuditEntry.objects.get(verb="gate.opened")
    assert (entry.actor, entry.data) == (cast.rita, {"reason": "account_restricted"})


def test_a_channel_without_a_gate_gets_one(cast: Cast) -> None:
    Gate.objects.all().delete()
    assert gates.record_failure(cast.channel.pk, now=make.NOW) == 1
    assert _gate(cast).agency == cast.agency
