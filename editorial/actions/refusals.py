"""Why a post is not scheduled, in words for the person who tried."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from editorial.models import Delivery
from editorial.queries.full_days import FullDay
from people import cldr


class ScheduleRefusedError(Exception):
    """Why a post cannot be scheduled, in words; `field` names the place in the form."""

    def __init__(self, *sentences: str, field: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences
        self.field = field


class AmbiguousTimeError(ScheduleRefusedError):
    """The wall time happens twice: the person must say which."""

    def __init__(self, wall_at: datetime) -> None:
        super().__init__(
            cldr.spoken(
                _("%(time)s happens twice on %(day)s, when the clocks go back. First or second?")
                % {"time": f"{wall_at:%H:%M}", "day": cldr.day(wall_at, "d MMMM y")}
            ),
            field="fold",
        )


class FullDayError(ScheduleRefusedError):
    """A network takes no more posts in those 24 hours; `choices` is the next free time, where there is one."""

    def __init__(self, full: Sequence[FullDay]) -> None:
        super().__init__(*(f"{each.sentence} {each.way_out}" for each in full), field="wall_at")
        # Free for all its channels at once.
        walls = [each.free_wall for each in full]
        self.choices = (max(wall for wall in walls if wall is not None),) if all(walls) else ()


class RepeatError(ScheduleRefusedError):
    """The same words are already planned for that channel and minute."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(
            _("These words are already planned for %(channel)s at that time. Plan them twice?")
            % {"channel": delivery.channel.handle},
            field="is_repeat_ok",
        )
        self.delivery = delivery
