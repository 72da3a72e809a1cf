"""The database itself keeps agencies apart, whatever Python does."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.migrations.state import ProjectState

from people.models import AuditEntry, Member
from people.tenancy import AppendOnly, TransitionTrigger
from tests import make
from tests.cast import Cast, Rivals


def _refused(sql: str, *params: object) -> str:
    """Runs SQL that must be refused, deferred constraints included; returns the words."""
    with pytest.raises(IntegrityError) as caught:
        _run(sql, params)
    return str(caught.value)


@transaction.atomic
def _run(sql: str, params: tuple[object, ...]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("table", "column", "mine", "theirs"),
    [
        ("clients_contact", "client_id", "carla", "client"),
        ("clients_channel", "client_id", "channel", "client"),
        ("clients_gate", "channel_id", "channel.gate", "channel"),
        ("clients_credential", "channel_id", "channel.credential", "channel"),
    ],
)
def test_a_row_cannot_be_moved_under_another_agencys_row(
    cast: Cast, rivals: Rivals, table: str, column: str, mine: str, theirs: str
) -> None:
    row: object = cast
    for name in mine.split("."):
        row = getattr(row, name)
    target = getattr(rivals, theirs)
    if column == "channel_id":  # one-to-one: make room first
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table} WHERE channel_id = %s", [target.pk])
    sql = f"UPDATE {table} SET {column} = %s WHERE id = %s"
    assert "same_agency" in _refused(sql, target.pk, row.pk)  # type: ignore[attr-defined]


def test_an_assignment_cannot_join_a_client_and_a_member_of_two_agencies(
    cast: Cast, rivals: Rivals
) -> None:
    sql = (
        "INSERT INTO clients_assignment (agency_id, client_id, member_id, role, created_at) "
        "VALUES (%s, %s, %s, 'editor', now())"
    )
    words = _refused(sql, cast.agency.pk, cast.client.pk, rivals.eve.pk)
    assert "assignment_member_same_agency" in words
    words = _refused(sql, rivals.agency.pk, cast.client.pk, rivals.eve.pk)
    assert "assignment_client_same_agency" in words


def test_an_audit_entry_cannot_name_a_member_of_another_agency(cast: Cast, rivals: Rivals) -> None:
    sql = (
        "INSERT INTO people_auditentry (agency_id, actor_id, actor_name, verb, target_type,"
        " target_name, data, at) VALUES (%s, %s, '', 'x.y', '', '', '{}', now())"
    )
    assert "auditentry_actor_same_agency" in _refused(sql, cast.agency.pk, rivals.eve.pk)


def test_audit_entries_cannot_be_changed_or_deleted(cast: Cast) -> None:
    assert AuditEntry.objects.exists()
    assert "append-only" in _refused("UPDATE people_auditentry SET verb = 'nothing.happened'")
    assert "append-only" in _refused("DELETE FROM people_auditentry")


def test_the_database_refuses_an_agency_without_an_owner(cast: Cast) -> None:
    words = _refused("UPDATE people_member SET role = 'editor' WHERE id = %s", cast.alice.pk)
    assert "keeps at least one active owner" in words
    words = _refused("UPDATE people_member SET is_active = false WHERE id = %s", cast.alice.pk)
    assert "keeps at least one active owner" in words


def test_the_database_lets_one_of_two_owners_go(cast: Cast) -> None:
    make.member(cast.alice, make.Role.OWNER)
    Member.objects.filter(pk=cast.alice.pk).update(is_active=False)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    ("sql", "constraint"),
    [
        ("UPDATE people_member SET role = 'king'", "member_role_known"),
        ("UPDATE people_user SET email = 'Alice@Example.org'", "user_email"),
        ("UPDATE people_user SET language = 'xx'", "user_language_known"),
        ("UPDATE clients_client SET kind = 'boat'", "client_kind_known"),
        ("UPDATE clients_client SET status = 'leaving'", "client_leaving_has_a_day"),
        ("UPDATE clients_client SET colour = 'red'", "client_colour_hex"),
        ("UPDATE clients_assignment SET role = 'owner'", "assignment_role_known"),
        ("UPDATE clients_channel SET health = 'disconnected'", "channel_disconnected_at_a_time"),
        ("UPDATE clients_credential SET access = 'plain'", "credential_access_sealed"),
        ("UPDATE clients_credential SET access = ''", "credential_access_sealed"),
        ("UPDATE clients_gate SET shut_until = now()", "gate_shut_for_a_reason"),
    ],
)
def test_a_bad_value_is_refused_by_the_database(cast: Cast, sql: str, constraint: str) -> None:
    assert constraint in _refused(sql)


def test_an_account_is_one_connected_channel_per_agency(cast: Cast) -> None:
    other = make.client(cast.alice, "Altro cliente")
    words = _refused(
        "INSERT INTO clients_channel (public_id, agency_id, client_id, network, host, remote_id,"
        " handle, name, url, avatar_url, part, health, abilities, limits, problem, connected_at)"
        " SELECT gen_random_uuid(), agency_id, %s, network, host, remote_id, handle, name, url,"
        " avatar_url, part, health, abilities, limits, problem, connected_at"
        " FROM clients_channel WHERE id = %s",
        other.pk,
        cast.channel.pk,
    )
    assert "channel_connected_once" in words


@pytest.mark.django_db
def test_a_transition_trigger_lets_only_legal_moves_through() -> None:
    state = ProjectState()
    trigger = TransitionTrigger("lamp", "state", {"off": ["on"], "on": ["off", "broken"]})
    with connection.schema_editor() as editor:
        editor.execute("CREATE TABLE lamp (id int PRIMARY KEY, state text, note text)")
        trigger.database_forwards("people", editor, state, state)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO lamp VALUES (1, 'off', '')")
        cursor.execute("UPDATE lamp SET state = 'on'")
        cursor.execute("UPDATE lamp SET state = 'on', note = 'same again'")
        cursor.execute("UPDATE lamp SET state = 'broken'")
    assert "illegal move of lamp.state: broken to on" in _refused("UPDATE lamp SET state = 'on'")
    with connection.schema_editor() as editor:
        trigger.database_backwards("people", editor, state, state)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lamp SET state = 'on'")


@pytest.mark.django_db
def test_an_append_only_table_grows_and_nothing_else() -> None:
    state = ProjectState()
    with connection.schema_editor() as editor:
        editor.execute("CREATE TABLE diary (id int)")
        AppendOnly("diary").database_forwards("people", editor, state, state)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO diary VALUES (1)")
    assert "append-only" in _refused("UPDATE diary SET id = 2")
    assert "append-only" in _refused("DELETE FROM diary")
