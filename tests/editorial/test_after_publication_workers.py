"""Correcting and removing while a worker dies, freezes, comes back too late, or is not alone."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from clients.actions import connecting
from editorial.actions import checking_remedies, reaping_remedies, remedying, settling_remedies
from editorial.actions.settling_remedies import RemedyOutcome
from editorial.models import Remedy
from editorial.verdicts import meaning_of
from networks.errors import ErrorKind, NetworkError
from people.clock import database_now
from tests.clock import true_now
from tests.editorial.after import (
    MINUTE,
    NEW,
    OLD,
    SECOND,
    carry_out,
    corrected,
    is_there,
    only,
    out,
    removed,
    said,
    states,
)
from tests.editorial.engine import living_owner

pytestmark = pytest.mark.django_db(transaction=True)


def begun(owner_number: int = 77) -> remedying.ReadyRemedy:
    """A worker has committed its intent; then it is gone, its lease over."""
    now = database_now()
    due = remedying.remedies_due(limit=9, now=now)
    (ready,) = remedying.begin_remedies(owner=owner_number, ids=[d.id for d in due], now=now)
    Remedy.objects.filter(state="sending").update(lease_until=true_now() - SECOND)
    return ready


@pytest.mark.parametrize("has_called", [True, False])
def test_what_a_dead_worker_had_in_the_air_is_looked_up_and_ends_well(owner, channel, has_called):
    delivery = out(owner, channel)
    amendment = corrected(owner, delivery)
    ready = begun()
    if has_called:
        remedying.call(ready, connecting.open_channels([channel.pk])[channel.pk])
    assert carry_out() == 0, "one call at a time, even when its caller is dead"
    reaping_remedies.reap_remedies(now=database_now())
    assert (states(amendment), only(amendment).reason) == (["unknown"], "worker_lost")
    later = database_now() + 2 * MINUTE
    checking_remedies.look_up_remedies_due(now=later)
    assert states(amendment) == ["done" if has_called else "waiting"]
    carry_out(later + 2 * MINUTE)
    assert states(amendment) == ["done"]
    assert said(channel) == [NEW]


def test_while_its_owner_lives_nobody_calls_it_doubtful(owner, channel):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    begun(4243)
    with living_owner(4243):
        reaping_remedies.reap_remedies(now=database_now())
        assert states(amendment) == ["sending"]
    reaping_remedies.reap_remedies(now=database_now())
    assert states(amendment) == ["unknown"]


def test_a_worker_that_comes_back_too_late_changes_nothing_but_by_a_proof(owner, channel):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    ready = begun()
    reaping_remedies.reap_remedies(now=database_now())
    refused = meaning_of(NetworkError(ErrorKind.CONTENT_REJECTED, http_status=422, was_sent=True))
    late = RemedyOutcome(ready.id, ready.epoch, answer=refused)
    settling_remedies.settle_remedy(late, now=database_now())
    assert states(amendment) == ["unknown"]
    outcome = remedying.call(ready, connecting.open_channels([channel.pk])[channel.pk])
    settling_remedies.settle_remedy(outcome, now=database_now())
    settling_remedies.settle_remedy(outcome, now=database_now())
    delivery.refresh_from_db()
    assert (states(amendment), delivery.gone) == (["done"], "removed")


def test_of_two_workers_one_begins(owner, channel):
    delivery = out(owner, channel)
    removed(owner, delivery)
    now = database_now()
    ids = [d.id for d in remedying.remedies_due(limit=9, now=now)]
    found: list[int] = []

    def begin(number: int) -> None:
        found.append(len(remedying.begin_remedies(owner=number, ids=ids, now=now)))
        connection.close()

    threads = [threading.Thread(target=begin, args=(n,)) for n in range(1, 7)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [0, 0, 0, 0, 0, 1]


def test_with_no_time_left_it_is_given_back_uncalled(owner, channel):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)
    ready = begun()
    late = remedying.replace(ready, send_by=0.0)
    outcome = remedying.call(late, connecting.open_channels([channel.pk])[channel.pk])
    settling_remedies.settle_remedy(outcome, now=database_now())
    assert (states(amendment), only(amendment).n_tries) == (["waiting"], 0)
    assert said(channel) == [OLD]


def test_an_outcome_that_cannot_be_recorded_is_found_by_looking(owner, channel, monkeypatch):
    delivery = out(owner, channel)
    amendment = removed(owner, delivery)

    def breaks(*_: object, **__: object) -> None:
        raise ValueError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(remedying, "settle_remedy", breaks)
        carry_out()
    assert states(amendment) == ["sending"]
    assert not is_there(channel, delivery.publication.remote_id)
    Remedy.objects.update(lease_until=true_now() - SECOND)
    reaping_remedies.reap_remedies(now=database_now())
    checking_remedies.look_up_remedies_due(now=database_now() + 2 * MINUTE)
    assert states(amendment) == ["done"]
