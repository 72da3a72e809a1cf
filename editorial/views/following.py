"""The public side of a short link: one step, no cookie, nothing about the person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_safe

from editorial.actions import linking
from people.clock import database_now
from people.programs import counts


@require_safe
def short_link(request: HttpRequest, code: str) -> HttpResponse:
    """To the address that was frozen with the post; counted once per day's sum, unless a program looks."""
    target = linking.follow(code=code, is_counted=counts(request), now=database_now())
    if target is None:
        return render(request, "editorial/no_such_link.html", status=404)
    answer = HttpResponseRedirect(target)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
