"""Quiet hours: when an e-mail that can wait may leave. Pure."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo


def may_leave_at(
    *, quiet_from: time | None, quiet_until: time | None, zone: str, now: datetime
) -> datetime:
    """``now``, or the end of the quiet hours in which it lies, by the clock of the zone."""
    if quiet_from is None or quiet_until is None:
        return now
    local = now.astimezone(ZoneInfo(zone))
    clock = local.time()
    if quiet_from < quiet_until:
        is_quiet, days = quiet_from <= clock < quiet_until, 0
    else:
        is_quiet = clock >= quiet_from or clock < quiet_until
        days = 1 if clock >= quiet_from else 0
    if not is_quiet:
        return now
    return datetime.combine(local.date() + timedelta(days=days), quiet_until, ZoneInfo(zone))
