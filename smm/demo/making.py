"""Making the demo: ninety days of an agency's work, ending now.

People, clients, what is planned and what went wrong are made by the same actions that clicks call, with the
clock moved; what went well in the past is written as sets (past.py), as the same actions would have left it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import F

from analytics.actions import rolling_up
from editorial.actions import checking_tone, repeating
from networks.sandbox.orders import Orders
from people.clock import database_now
from people.models import Notice, Outbox
from smm.demo import (
    ahead,
    budgets,
    by_hand,
    campaigns,
    cast,
    every_week,
    goals,
    in_step,
    inbox,
    lives,
    measuring,
    meetings,
    network_time,
    noted,
    opened_links,
    past,
    picturing,
    plan,
    presence,
    profiles,
    prospects,
    reports,
    rivals,
    seasons,
    strategies,
    texts,
    trouble,
    voices,
)

NEWS = timedelta(hours=30)


def make() -> list[dict[str, str]]:
    """Make the whole demo in an empty installation; the logins to print, one per kind of person."""
    now = database_now()
    sandbox = Orders(settings.SANDBOX_ORIGIN)
    network_time.set_right(sandbox)
    people = cast.gather(sandbox, now)
    for demo in texts.clients():
        by_hand.add_channels(people, demo, now - cast.LONG_AGO)
    voices.settle(people, now)
    picturing.fill_libraries(people, now)
    everything = plan.exits(now)
    gone = [one for one in everything if one.due_at < now]
    coming = [one for one in everything if one.due_at >= now]
    went_out, failed = trouble.pick(people, gone)
    picturing.hand_over(people, sandbox, went_out)
    publications, published_by_hand = past.write(people, sandbox, went_out)
    ahead.plan(people, coming, now)
    in_step.plan(people, now)
    every_week.plan(people, now)
    meetings.hold(people, now)
    dumb_since = trouble.happen(people, sandbox, failed)
    trouble.let_one_end(people, now)
    publications.append(seasons.put_right(people, sandbox, now))
    measuring.measure(people, sandbox, publications, dumb_since=dumb_since, now=now)
    by_hand.measure(people, published_by_hand, now)
    for demo in texts.clients():
        by_hand.take_over(people, demo, now)
    rolling_up.roll_up_all()
    goals.set_them(people, everything, now)
    campaigns.begin(people, now)
    presence.plan(people.members, people.clients, now)
    profiles.care(people.members, people.clients, now)
    rivals.watch(people.members, people.clients, sandbox, now)
    # Before the reports: they freeze what is known of originality too.
    while repeating.look_for_repetitions(now=now):
        pass
    opened_links.open_them(now)
    strategies.write(people, now)
    reports.make(people, now)
    reports.open_the_portal(people, now)
    lives.add(people, now)
    noted.write(people, now)
    prospects.look(people.members, sandbox, now)
    budgets.make(people, now)
    inbox.fill(people, now)
    seasons.add(people, now)
    _let_time_pass(now)
    ahead.go_live(people, database_now())
    while checking_tone.check_posts_to_come(now=database_now()):
        pass
    return _logins()


def _let_time_pass(now: datetime) -> None:
    """What was said days ago has been read, and its mails have gone."""
    old = now - NEWS
    Notice.objects.filter(created_at__lt=old, read_at=None).update(
        read_at=F("created_at") + timedelta(hours=2)
    )
    Outbox.objects.filter(created_at__lt=old, done_at=None).update(
        done_at=F("created_at") + timedelta(seconds=4), n_attempts=1
    )


def _logins() -> list[dict[str, str]]:
    """The first of each role: more would only be a longer list to read."""
    shown = {person.role: person for person in reversed([*texts.PEOPLE, texts.STAFF])}
    return [
        {"who": f"{p.name}, {p.role or 'admin'}", "email": p.email, "password": texts.PASSWORD}
        for p in [*texts.PEOPLE, texts.STAFF]
        if shown[p.role] is p
    ]
