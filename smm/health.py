"""`/healthz`: does the product do its work? Measured in the database, not by a process being up."""

from __future__ import annotations

from datetime import timedelta

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_GET

from editorial.queries.lateness import oldest_unclaimed
from people import clock_watch
from people.clock import database_now

LATE = timedelta(seconds=60)


@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when the database answers, nothing due has waited a minute unclaimed and no machine has stopped for its clock, else 503."""
    try:
        now = database_now()
        oldest = oldest_unclaimed(now=now)
        clocks = clock_watch.skewed(now=now)
    except DatabaseError:
        return JsonResponse({"database": False}, status=503)
    late_s = round((now - oldest).total_seconds(), 1) if oldest else 0.0
    is_late = late_s > LATE.total_seconds()
    has_stopped = any(map(clock_watch.stops, clocks.values()))
    return JsonResponse(
        {
            "database": True,
            "oldest_due_s": late_s,
            "publishing": not is_late,
            "clocks_off_s": {machine: round(ahead_s, 1) for machine, ahead_s in clocks.items()},
            "warnings": [clock_watch.words(machine, s) for machine, s in clocks.items()],
        },
        status=503 if is_late or has_stopped else 200,
    )
