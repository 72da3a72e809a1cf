"""The readings' tables: a partition a month, made by a role that owns nothing, and rows that stay as they are."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction

from analytics.actions import collecting
from analytics.actions.recording import ensure_months
from analytics.models import ChannelReading, Reading
from tests import make_numbers as make


def partition_of(table: str, key: int) -> str:
    with connection.cursor() as cursor:
        column = "publication_id" if table == "analytics_reading" else "channel_id"
        cursor.execute(f"SELECT tableoid::regclass::text FROM {table} WHERE {column} = %s", [key])
        return str(cursor.fetchone()[0])


@pytest.mark.django_db
def test_the_months_around_its_day_are_there_from_the_first_migration() -> None:
    # The tests' server was started for this run, right before the migrations: midnight may have passed since.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM generate_series(-1, 2) n WHERE to_regclass("
            "'analytics_reading' || to_char(pg_postmaster_start_time() + make_interval(months => n), '\"_\"YYYY\"_\"MM')"
            ") IS NOT NULL"
        )
        assert cursor.fetchone()[0] == 4


@pytest.mark.django_db
def test_readings_go_to_the_partition_of_their_month() -> None:
    home = make.house()
    post = make.publication(home.channel, at=datetime(2031, 5, 1, tzinfo=UTC))
    make.reading(post, datetime(2031, 5, 31, 23, 59, tzinfo=UTC), likes=1)
    make.followers(home.channel, datetime(2031, 6, 1, tzinfo=UTC), 10)
    assert partition_of("analytics_reading", post.pk) == "analytics_reading_2031_05"
    assert (
        partition_of("analytics_channelreading", home.channel.pk)
        == "analytics_channelreading_2031_06"
    )


@pytest.mark.django_db
def test_a_reading_of_a_month_without_a_partition_is_kept_and_moved_later() -> None:
    home = make.house()
    post = make.publication(home.channel, at=datetime(2032, 5, 1, tzinfo=UTC))
    instant = datetime(2032, 5, 2, tzinfo=UTC)
    Reading.objects.create(
        publication=post, agency=home.agency, client=home.client, channel=home.channel,
        taken_at=instant, source="mastodon", likes=3,
    )  # fmt: skip
    assert partition_of("analytics_reading", post.pk) == "analytics_reading_default"
    assert ensure_months([instant]) == 2
    assert partition_of("analytics_reading", post.pk) == "analytics_reading_2032_05"
    assert ensure_months([instant]) == 0
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Reading.objects.filter(publication=post).update(likes=4)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE {} SET source = 'x'", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["analytics_reading", "analytics_channelreading"])
def test_readings_only_grow(statement: str, table: str) -> None:
    home = make.house()
    post = make.publication(home.channel, at=make.NOW)
    make.reading(post, make.NOW, likes=1)
    make.followers(home.channel, make.NOW, 10)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement.format(table))
    assert (Reading.objects.count(), ChannelReading.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_a_reading_cannot_point_into_another_agency_or_client() -> None:
    home, other = make.house(), make.house()
    post = make.publication(home.channel, at=make.NOW)
    for agency, client, channel in (
        (other.agency, home.client, home.channel),
        (home.agency, other.client, home.channel),
        (home.agency, home.client, other.channel),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Reading.objects.create(
                publication=post, agency=agency, client=client, channel=channel,
                taken_at=make.NOW, source="mastodon",
            )  # fmt: skip


@pytest.mark.django_db
def test_a_month_far_out_of_time_is_refused() -> None:
    with pytest.raises(DatabaseError, match="no readings are kept"), transaction.atomic():
        ensure_months([datetime(1970, 1, 1, tzinfo=UTC)])


@pytest.mark.django_db(transaction=True)
def test_the_products_role_makes_partitions_and_no_other_tables() -> None:
    role = urlsplit(os.environ["APP_DATABASE_URL"])
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT SELECT, INSERT ON analytics_reading TO {role.username}")
    session = psycopg2.connect(
        host=role.hostname, port=role.port, user=role.username, password=role.password,
        dbname=settings.DATABASES["default"]["NAME"],
    )  # fmt: skip
    session.autocommit = True
    try:
        with session.cursor() as cursor:
            cursor.execute("SELECT current_user, ensure_reading_month('2041-03-09')")
            assert cursor.fetchone() == ("palinsesto_app", 2)
            cursor.execute(
                "SELECT tableowner FROM pg_tables WHERE tablename = 'analytics_reading_2041_03'"
            )
            assert cursor.fetchone() != ("palinsesto_app",)
            for forbidden in (
                "CREATE TABLE mine (x int)",
                "DROP TABLE analytics_reading_2041_03",
                "ALTER TABLE analytics_reading DISABLE TRIGGER analytics_reading_append_only",
                "TRUNCATE analytics_reading",
            ):
                with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                    cursor.execute(forbidden)
    finally:
        session.close()
        with connection.cursor() as cursor:
            cursor.execute(f"REVOKE ALL ON analytics_reading FROM {role.username}")
            for table in ("reading", "channelreading"):
                cursor.execute(f"DROP TABLE analytics_{table}_2041_03")


@pytest.mark.django_db
def test_the_next_months_are_prepared_ahead() -> None:
    now = datetime(2035, 1, 31, 2, 10, tzinfo=UTC)
    assert collecting.prepare_months(now=now) == 6
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('analytics_reading_2035_03')::text")
        assert cursor.fetchone()[0] == "analytics_reading_2035_03"
