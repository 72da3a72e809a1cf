"""The law of time: which edition of the time zone data this process reads, the same on every machine.

Python prefers the zones of the host, of whatever year they are. Here only the pinned package `tzdata` counts, so that all
processes of one release derive the same instant from a wall time, and its edition can be kept beside what was derived.
Imports nothing of Django: the settings read it first of all.
"""

from __future__ import annotations

import zoneinfo

import tzdata


def pin() -> None:
    """Read zones from the package alone, whatever the host has; forget zones read before."""
    zoneinfo.reset_tzpath(to=[])
    zoneinfo.ZoneInfo.clear_cache()


def cities() -> list[str]:
    """The zones named after a city, to choose from: those of Europe first."""
    found = sorted(
        zone
        for zone in zoneinfo.available_timezones()
        if "/" in zone and not zone.startswith(("Etc/", "posix/", "right/", "SystemV/"))
    )
    return sorted(found, key=lambda zone: not zone.startswith("Europe/"))


def edition() -> str:
    """IANA's name of the edition in use, such as 2026f. A later edition sorts after an earlier one."""
    return tzdata.IANA_VERSION
