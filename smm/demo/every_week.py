"""A post that repeats: the client says yes once, knowing that it repeats, and the product makes its next weeks ahead."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from editorial import when
from editorial.actions import making_ahead, repeats
from editorial.recurring import Clock, Every, Pattern
from smm.demo import ahead, texts
from smm.demo.cast import Cast
from smm.demo.plan import ZONE, Exit


@transaction.atomic
def plan(cast: Cast, now: datetime) -> None:
    """Each client's weekly post, on its usual channel, from next week on."""
    today = when.wall_of(now, ZONE).date()
    for demo in texts.clients():
        if not demo.every_week:
            continue
        said = texts.Post(**{"theme": "", **demo.every_week})
        wall_at = said.wall_at(today)
        one = Exit(demo, said, turn=0, today=today, due_at=when.instant_of(wall_at, ZONE))
        post = ahead.write(cast, one, is_everywhere=False, now=now - timedelta(days=3))
        first_on = wall_at.date()
        pattern = Pattern(Every.WEEK, first_on, weekdays=(first_on.weekday(),), skips_holidays=True)
        repeats.repeat(
            post=post,
            member=cast.members["luca"],
            plan=repeats.Plan(pattern, Clock(wall_at.time())),
            now=now - timedelta(hours=31),
        )
        ahead.approve_and_schedule(cast, one, post, asked_at=now - timedelta(hours=30))
    making_ahead.make_ahead_due(now=now - timedelta(hours=19))
