"""What a page that stays open asks every half minute: a few numbers, or that nothing changed (304).

It is the most asked address of all, so it costs one question besides who is asking, writes nothing, and answers with
an ETag that the page sends back.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from desk.queries import live
from people.access import member_of, requires_member


@require_GET
@requires_member
def counts(request: HttpRequest) -> HttpResponse:
    """The numbers of the frame and how much is new in the list of the page, as JSON.

    `in` is the client of the page, `list` what it lists, `since` when it was drawn.
    """
    found = live.counts(
        member=member_of(request),
        slug=request.GET.get("in", "").replace("\x00", "")[:60],
        of_list=request.GET.get("list", ""),
        since=_instant(request.GET.get("since", "")),
    )
    answer = JsonResponse(
        {
            "n_unread": found.n_unread,
            "n_for_me": found.n_for_me,
            "n_waiting": found.n_waiting,
            "n_standing": found.n_standing,
            "n_new": found.n_new,
        }
    )
    etag = f'"{sha256(answer.content).hexdigest()[:20]}"'
    if request.headers.get("If-None-Match", "").removeprefix("W/") == etag:
        return HttpResponseNotModified(headers={"ETag": etag})
    answer.headers["ETag"] = etag
    return answer


def _instant(text: str) -> datetime | None:
    try:
        instant = parse_datetime(text[:40])
    except ValueError:
        return None
    return instant if instant is not None and instant.tzinfo is not None else None
