"""The client beside those it is compared with: a part of the strategy's page of competitors."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from analytics import charts
from analytics.queries.competitors import Row, networks_compared
from analytics.wording import number
from clients import comparing
from clients.access import client_or_404
from clients.words import comparing as comparing_words
from clients.words.competitors import rivals_word
from people.access import member_of, requires_member
from people.clock import database_now
from people.roles import Capability


@require_safe
@requires_member
def compared(request: HttpRequest, slug: str) -> HttpResponse:
    """Network by network, in one table each. Asked for by clients:competitors; a page of its own without a script."""
    client = client_or_404(request, slug, Capability.VIEW_RESULTS)
    found = networks_compared(member=member_of(request), client=client, now=database_now())
    context = {
        "client": client,
        "word": rivals_word(client),
        "days": comparing.DAYS,
        "weeks": comparing.WEEKS,
        "networks": [
            {
                "network": network,
                "sentence": comparing_words.sentence(
                    client.name,
                    [row.figures for row in rows if row.is_own],
                    [row.figures for row in rows if not row.is_own],
                ),
                "has_own": any(row.is_own for row in rows),
                "rows": [_shown(row) for row in rows],
            }
            for network, rows in found
        ],
    }
    is_part = getattr(request, "htmx", False)
    template = "analytics/compared.html#compared" if is_part else "analytics/compared.html"
    return render(request, template, context)


def _shown(row: Row) -> dict[str, Any]:
    figures = row.figures
    middle, per_1000 = figures.middle, figures.per_1000
    return {
        "row": row,
        "spark": charts.spark(figures.weeks, is_last_open=False),
        "followers": None if figures.followers is None else number(figures.followers),
        "moved": comparing_words.followers_moved(figures),
        "gaps": comparing_words.gaps(figures),
        "per_week": comparing_words.per_week(figures),
        "middle": None if middle is None else number(round(middle, 1)),
        "spread": comparing_words.spread(figures),
        "per_1000": None if per_1000 is None else number(round(per_1000, 1)),
        "forms": comparing_words.forms(figures),
        "best": figures.best,
    }
