"""A client's pillars and series: the share they should have beside the one they had, in four queries."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Max

from clients.models import Client
from editorial.models import OutsideAim, Pillar, Publication, Series

# The actual share is told of so many days.
SHARE_OVER = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series with the number its next post will have."""

    series: Series
    next_episode: int


@dataclass(frozen=True, slots=True)
class PillarLine:
    """A pillar with how many posts of it went out lately; `actual` in hundredths of all, None where none went out."""

    pillar: Pillar
    n_out: int
    actual: int | None
    series: tuple[SeriesLine, ...]

    @property
    def difference(self) -> int | None:
        """How far the actual share lies from the wanted one, in points."""
        return None if self.actual is None else self.actual - self.pillar.share


@dataclass(frozen=True, slots=True)
class Pillars:
    """All of a client's: those that are open, those that are closed, and what went out without one."""

    lines: tuple[PillarLine, ...]
    closed: tuple[Pillar, ...]
    closed_series: tuple[Series, ...]
    n_out: int
    n_without: int

    @property
    def total(self) -> int:
        """What the wanted shares sum to."""
        return sum(line.pillar.share for line in self.lines)


def pillars_of(*, client: Client, now: datetime) -> Pillars:
    """The client's pillars with their series. `client` is one the member may see.

    A post made outside counts where somebody said its pillar; without one it is nobody's omission.
    """
    out = dict(
        Publication.objects.filter(
            client_id=client.pk,
            published_at__gt=now - SHARE_OVER,
            published_at__lte=now,
            delivery__isnull=False,
        )
        .order_by()
        .values_list("delivery__post__pillar_id")
        .annotate(n=Count("delivery__post_id", distinct=True))
    )
    for pillar, n in (
        OutsideAim.objects.filter(
            client_id=client.pk,
            pillar__isnull=False,
            publication__published_at__gt=now - SHARE_OVER,
            publication__published_at__lte=now,
        )
        .order_by()
        .values_list("pillar_id")
        .annotate(n=Count("pk"))
    ):
        out[pillar] = out.get(pillar, 0) + n
    n_out = sum(out.values())
    series: dict[int, list[SeriesLine]] = defaultdict(list)
    closed_series = []
    found = Series.objects.filter(client_id=client.pk).annotate(last=Max("posts__episode"))
    for each in found.select_related("pillar"):
        if each.closed_at is not None:
            closed_series.append(each)
            continue
        last: int | None = each.last
        number = each.first_episode if last is None else last + 1
        series[each.pillar_id].append(SeriesLine(each, number))
    pillars = list(Pillar.objects.filter(client_id=client.pk).select_related("goal"))
    lines = [
        PillarLine(
            pillar,
            out.get(pillar.pk, 0),
            round(out.get(pillar.pk, 0) * 100 / n_out) if n_out else None,
            tuple(series[pillar.pk]),
        )
        for pillar in pillars
        if pillar.closed_at is None
    ]
    return Pillars(
        lines=tuple(lines),
        closed=tuple(pillar for pillar in pillars if pillar.closed_at is not None),
        closed_series=tuple(closed_series),
        n_out=n_out,
        n_without=out.get(None, 0),
    )
