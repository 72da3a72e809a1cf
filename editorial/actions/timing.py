"""The moment at which a post goes out: a wall time that a person chose, and the instant it stands for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial import when
from editorial.actions.refusals import AmbiguousTimeError, ScheduleRefusedError
from people import cldr, zones


@dataclass(frozen=True, slots=True)
class Moment:
    """A wall time, its zone and fold, and the instant they stand for."""

    wall_at: datetime
    time_zone: str
    fold: int
    instant: datetime

    def of_delivery(self) -> dict[str, Any]:
        """The fields of a delivery that goes out then; the instant with the edition of the data it was derived by."""
        return {
            "wall_at": self.wall_at,
            "time_zone": self.time_zone,
            "fold": self.fold,
            "due_at": self.instant,
            "zones_edition": zones.edition(),
            "next_attempt_at": self.instant,
        }


def moment_of(instant: datetime, zone: str) -> Moment:
    """An instant that was decided, with the wall time it has in the zone."""
    return Moment(when.wall_of(instant, zone), zone, when.fold_of(instant, zone), instant)


def moment_for(*, wall_at: datetime, zone: str, fold: int | None, now: datetime) -> Moment:
    """The instant of a wall time a person chose; refuses the past, the far future, and hours that do not exist."""
    match when.resolve(wall_at, zone):
        case when.Gap(before=before, after=after):
            raise ScheduleRefusedError(
                cldr.spoken(
                    _(
                        "%(time)s does not exist on %(day)s: the clocks go forward. Use %(before)s or %(after)s."
                    )
                    % {
                        "time": f"{wall_at:%H:%M}",
                        "day": cldr.day(wall_at, "d MMMM y"),
                        "before": f"{before:%H:%M}",
                        "after": f"{after:%H:%M}",
                    }
                ),
                field="wall_at",
            )
        case when.Twice(first=first, second=second):
            if fold is None:
                raise AmbiguousTimeError(wall_at)
            instant = second if fold else first
        case when.Exact(instant=instant):
            fold = 0
    if instant <= now:
        minutes = max(int((now - instant).total_seconds() // 60), 1)
        raise ScheduleRefusedError(
            ngettext(
                "That was %(n)s minute ago. Publish now, or pick a later time.",
                "That was %(n)s minutes ago. Publish now, or pick a later time.",
                minutes,
            )
            % {"n": minutes}
            if minutes < 120
            else _("That time has passed. Publish now, or pick a later time."),
            field="wall_at",
        )
    if instant > now + when.FARTHEST:
        raise ScheduleRefusedError(
            cldr.spoken(
                _("Posts can be planned up to two years ahead (until %(day)s).")
                % {"day": cldr.day(when.wall_of(now + when.FARTHEST, zone), "d MMMM y")}
            ),
            field="wall_at",
        )
    return Moment(wall_at, zone, fold or 0, instant)
