"""The clock of the product is the database's: the tests begin at one instant, and a test moves it for the rest of its transaction."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

# Every run begins on this Thursday morning: whether a test passes does not hang on the day and the hour it is run at.
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
AHEAD = NOW - datetime.now(UTC)  # of this machine's clock: less than nothing on any later day


def begin() -> None:
    """It is NOW, and as much later as this process is old."""
    _be_ahead(AHEAD.total_seconds())


def move_to(at: datetime) -> None:
    """From now on it is `at` (aware), and time goes on from there; undone with the transaction."""
    _be_ahead((at - true_now()).total_seconds())


def true_now() -> datetime:
    """What leases go by, and whoever is not the product: the database's clock as nobody moved it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (instant,) = cursor.fetchone()
    assert isinstance(instant, datetime)
    return instant


def _be_ahead(seconds: float) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION smm_now() RETURNS timestamptz LANGUAGE sql VOLATILE AS "
            f"'SELECT clock_timestamp() + interval ''{seconds:.3f} seconds'''"
        )
