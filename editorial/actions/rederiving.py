"""When the law of time changes: what is planned keeps its clock time, and its instant is derived again.

A country gives up summer time, or moves it: a later edition of the time zone data says so, and 09:00 is another moment.
Until a delivery stands by our edition nobody claims it (claiming.py), so nothing goes out at the moment of an older law.
Of two editions in use at a time, as while a release is rolled out, the later one counts. What was chosen at a price
stands in docs/decisions/time.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.urls import reverse
from django.utils.functional import lazystr
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial import when
from editorial.actions import alerts, telling
from editorial.actions.circles import let_in
from editorial.actions.waking import wake
from editorial.lifecycle import NO_SUCH_HOUR, DeliveryState
from editorial.models import Delivery, Release
from people import audit, cldr
from people.notices import notify

S = DeliveryState
CLIENTS_AT_A_TIME = 50
# No law moves a clock by more than this: what was due before has had its moment.
_FARTHEST_MOVE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class _Derived:
    """What a delivery becomes. `is_gone`: its clock time does not exist on that day any more."""

    id: int
    fold: int
    was: datetime
    due_at: datetime
    next_attempt_at: datetime
    is_gone: bool

    @property
    def has_moved(self) -> bool:
        return self.due_at != self.was


def derive_again(*, edition: str, now: datetime) -> int:
    """Bring what is to come up to this edition of the time zone data; returns of how many the instant moved.

    People are told, once per client, whose moments moved; what has no moment any more waits for a person. Only rows that
    nobody holds are taken, a client in a transaction: the next round finds the others.
    """
    behind = Delivery.objects.derived_before(edition).order_by("client_id")
    clients = list(behind.values_list("client_id", flat=True).distinct()[:CLIENTS_AT_A_TIME])
    n_moved = 0
    with alerts.aside("deriving the moments of releases again"):
        _derive_releases(edition=edition, now=now)
    for client_id in clients:
        with alerts.aside(f"deriving the moments of client {client_id} again"):
            n_moved += _derive_those_of(client_id, edition=edition, now=now)
    if n_moved:
        wake()
    return n_moved


@transaction.atomic
def _derive_those_of(client_id: int, *, edition: str, now: datetime) -> int:
    found = list(
        Delivery.objects.derived_before(edition)
        .filter(client_id=client_id)
        .select_for_update(skip_locked=True)
        .order_by("due_at", "id")
        .values("id", "wall_at", "time_zone", "fold", "due_at", "next_attempt_at", "n_attempts")
    )
    derived = [
        _derive(dict(row))
        for row in found
        # What was tried, or had its moment days ago, keeps the one it had.
        if not row["n_attempts"] and row["due_at"] > now - _FARTHEST_MOVE
    ]
    moved = [each for each in derived if each.has_moved and not each.is_gone]
    gone = [each for each in derived if each.is_gone]
    _write(derived)
    Delivery.objects.filter(pk__in=[row["id"] for row in found]).update(zones_edition=edition)
    Delivery.objects.filter(pk__in=[each.id for each in gone]).update(
        state=S.BLOCKED, reason=NO_SUCH_HOUR, reason_params={}
    )
    _note([*moved, *gone], edition=edition, now=now)
    alerts.raise_for_many([each.id for each in gone], what=alerts.NO_SUCH_HOUR, now=now)
    if moved:
        with alerts.aside(f"telling people of client {client_id} of moved moments"):
            _tell(moved, edition=edition, now=now)
    return len(moved)


def _derive_releases(*, edition: str, now: datetime) -> None:
    """The moments of releases, and with them when an embargo ends and a go can be said; of their posts people are told.

    One whose clock time does not exist any more keeps the instant after the jump, and its posts wait for another.
    """
    behind = Release.objects.derived_before(edition)
    for release in behind.select_for_update(skip_locked=True).order_by("pk"):
        if release.due_at > now - _FARTHEST_MOVE and not (release.go_at and release.due_at <= now):
            was = release.due_at
            release.due_at = when.instant_of(release.wall_at, release.time_zone, release.fold)
            if release.due_at != was:
                audit.record(
                    actor=None,
                    agency=release.agency,
                    verb="release.derived_again",
                    target=release,
                    data={
                        "from": was.isoformat(),
                        "to": release.due_at.isoformat(),
                        "zones": edition,
                    },
                    now=now,
                )
        release.zones_edition = edition
        release.save(update_fields=["due_at", "zones_edition"])


def _derive(row: Mapping[str, Any]) -> _Derived:
    """The instant of a row by the data in use. An hour that happens twice now: the second only where it was chosen."""
    wall_at, zone, fold = row["wall_at"], row["time_zone"], row["fold"]
    resolved = when.resolve(wall_at, zone)
    match resolved:
        case when.Exact(instant=due_at):
            fold = 0
        case when.Twice(first=first, second=second):
            due_at = second if fold else first
        case when.Gap():
            due_at, fold = when.instant_of(wall_at, zone), 0
    # A try that was put off, for a gate or its pictures, stays put off.
    next_attempt_at = row["next_attempt_at"] if row["next_attempt_at"] > row["due_at"] else due_at
    return _Derived(
        id=row["id"],
        fold=fold,
        was=row["due_at"],
        due_at=due_at,
        next_attempt_at=max(next_attempt_at, due_at),
        is_gone=isinstance(resolved, when.Gap),
    )


def _write(derived: Sequence[_Derived]) -> None:
    """All of a client in one statement."""
    if not derived:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE editorial_delivery d
                  SET due_at = v.due_at, next_attempt_at = v.next_attempt_at, fold = v.fold
                 FROM unnest(%s::bigint[], %s::timestamptz[], %s::timestamptz[], %s::smallint[])
                      AS v (id, due_at, next_attempt_at, fold)
                WHERE d.id = v.id AND (d.due_at, d.fold) IS DISTINCT FROM (v.due_at, v.fold)""",
            [
                [each.id for each in derived],
                [each.due_at for each in derived],
                [each.next_attempt_at for each in derived],
                [each.fold for each in derived],
            ],
        )


def _note(changed: Sequence[_Derived], *, edition: str, now: datetime) -> None:
    """In the audit of each, so that support sees why a post went out at another moment than it said before."""
    was = {each.id: each.was for each in changed}
    rows = Delivery.objects.filter(pk__in=was).select_related("agency", "post", "channel")
    for delivery in rows:
        audit.record(
            actor=None,
            agency=delivery.agency,
            verb="delivery.derived_again",
            target=delivery,
            data={
                "from": was[delivery.pk].isoformat(),
                "to": delivery.due_at.isoformat(),
                "zones": edition,
            },
            now=now,
        )


def _tell(moved: Sequence[_Derived], *, edition: str, now: datetime) -> None:
    """One notice for all that moved of a client: the first of them in full, and how many more."""
    first = Delivery.objects.select_related("post", "client__agency").get(pk=moved[0].id)
    n_posts = (
        Delivery.objects.filter(pk__in=[each.id for each in moved])
        .values("post_id")
        .distinct()
        .count()
    )
    notify(
        members=let_in(telling.who_can_act(first.client), first.post),
        kind="time",
        text=lazystr(_Words(first, was=moved[0].was, n_more=n_posts - 1)),
        url=reverse("editorial:post", args=[first.client.slug, first.post.public_id])
        if n_posts == 1
        else reverse("editorial:calendar", args=[first.client.slug])
        + f"?on={first.wall_at:%Y-%m-%d}",
        once_key=f"zones:{edition}:{first.client_id}:{first.pk}",
        is_mailed=True,
        now=now,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """What people are told, in the language that is active when it is read."""

    delivery: Delivery
    was: datetime
    n_more: int

    def __str__(self) -> str:
        delivery = self.delivery
        # Where the agency looks from; in the client's own zone nothing seems to move, so there it is told in UTC.
        own = delivery.client.agency.time_zone
        seen_from = own if own != delivery.time_zone else "UTC"
        words = _(
            "%(client)s: the rules of summer time changed. «%(post)s» stays at %(clock)s (%(place)s); "
            "the moment is now %(now)s (%(seen_from)s), it was %(was)s."
        ) % {
            "client": delivery.client.name,
            "post": delivery.post.name_aloud(self.was),
            "clock": cldr.wall(delivery.wall_at, "EEE d MMM, HH:mm"),
            "place": cldr.city(delivery.time_zone),
            "now": cldr.wall(when.wall_of(delivery.due_at, seen_from), "EEE d MMM, HH:mm"),
            "was": cldr.wall(when.wall_of(self.was, seen_from), "EEE d MMM, HH:mm"),
            "seen_from": seen_from if seen_from == "UTC" else cldr.city(seen_from),
        }
        if self.n_more:
            words += " " + ngettext(
                "%(n)s more post moves likewise.", "%(n)s more posts move likewise.", self.n_more
            ) % {"n": self.n_more}
        return words
