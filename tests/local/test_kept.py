"""What tests begin with, put back by one statement: the very rows that were made, and nobody else's objects."""

from __future__ import annotations

import pytest
from django.db import connection, transaction

from clients.models import Channel, Client
from people.models import Agency, Member
from people.roles import Role
from smm.local import emptying
from tests import kept, make
from tests.cast import Cast
from tests.kept import Kept


def _made_and_undone(keeping: Kept[Cast]) -> kept.Rows:
    """What the first call, the one that works, wrote."""
    with transaction.atomic():
        keeping()
        written = kept._rows()
        transaction.set_rollback(True)
    return written


def test_what_is_put_back_are_the_rows_that_were_made_whatever_stands_beside_them(db: None) -> None:
    keeping = Kept(make.cast)
    written = _made_and_undone(keeping)
    assert not Agency.objects.exists()
    beside = make.agency("Altra")
    keeping()

    found = kept._rows()
    assert all(rows <= found[table] for table, rows in written.items())
    assert Agency.objects.count() == 2
    assert Member.objects.filter(agency=beside.agency).count() == 1


def test_what_one_test_did_to_its_people_does_not_reach_the_next(db: None) -> None:
    keeping = Kept(make.cast)
    with transaction.atomic():
        first = keeping()
        first.client.name = "Un altro nome"
        first.client.save()
        transaction.set_rollback(True)
    second = keeping()

    assert second.client.name == Client.objects.get().name == "Tenuta Trecorvi"
    assert second.alice.agency is second.agency
    assert second.channel == Channel.objects.get()


def test_references_are_looked_after_again_once_the_rows_are_back(db: None) -> None:
    keeping = Kept(make.cast)
    _made_and_undone(keeping)
    cast = keeping()
    connection.check_constraints()
    with connection.cursor() as cursor:
        cursor.execute("SHOW session_replication_role")
        assert cursor.fetchone() == ("origin",)
    assert make.member(cast.alice, Role.ANALYST).agency_id == cast.agency.pk


def test_who_changes_a_row_that_stood_there_is_not_kept(db: None) -> None:
    make.agency("Prima")
    keeping = Kept(lambda: Agency.objects.update(name="Dopo"))
    with pytest.raises(AssertionError, match="changed what it found"):
        keeping()


def test_a_session_that_goes_on_keeps_no_lock_and_no_table_of_a_test(
    transactional_db: None,
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(4711); CREATE TEMP TABLE left_over (n int)")
        make.cast()
        emptying._empty(None)
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"
        )
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT to_regclass('pg_temp.left_over')")
        assert cursor.fetchone() == (None,)
    assert not Agency.objects.exists()
