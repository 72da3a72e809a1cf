"""Who is looking: the contact behind a link. Every page of the portal goes through here.

The link is the key, so the answers are kept by nobody, listed by nobody, and do not tell the next site where the
reader came from. One page answers links that expired, were revoked or never were.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from clients.actions import access_links
from clients.countdown import countdown
from clients.models import AccessLink, Client, Contact
from clients.queries.access_links import is_by_code, open_link
from editorial.lifecycle import Entrance
from editorial.queries.logos import logo_of
from people.clock import database_now


@dataclass(frozen=True, slots=True)
class Visit:
    """One request by a link."""

    link: AccessLink
    token: str
    now: datetime

    @property
    def contact(self) -> Contact:
        return self.link.contact

    @property
    def client(self) -> Client:
        return self.link.contact.client

    @property
    def came_by(self) -> Entrance:
        """How the contact came in."""
        return Entrance.CODE if is_by_code(self.link) else Entrance.LINK

    @property
    def context(self) -> dict[str, Any]:
        """What every page of the portal needs."""
        return {
            "client": self.client,
            "logo": logo_of(self.client),
            "agency": self.client.agency,
            "contact": self.contact,
            "token": self.token,
            "now": self.now,
            "countdown": countdown(
                self.client.kind, self.client.facts, self.client.today(self.now)
            ),
        }


Page = Callable[..., HttpResponseBase]


def with_link(page: Page) -> Page:
    """Lets in whoever has an open link, in the contact's language; shows everybody else that it has ended."""

    @wraps(page)
    def guarded(request: HttpRequest, token: str, **parts: Any) -> HttpResponseBase:
        now = database_now()
        link = open_link(token=token, now=now)
        if link is None:
            return private(ended(request))
        if request.method == "POST":
            # Somebody acts, or moves on the page. What only fetches it, as scanners of mail do, opens nothing.
            access_links.note_visit(link=link, now=now)
        language = link.contact.language
        with translation.override(language):
            setattr(request, "LANGUAGE_CODE", language)  # noqa: B010 - HttpRequest has no such field for mypy
            response = page(request, Visit(link, token, now), **parts)
        response.headers["Content-Language"] = language
        return private(response)

    return guarded


def ended(request: HttpRequest, *, status: int = 410, **more: Any) -> HttpResponse:
    """The one page for links that no longer open, with the way to a new one."""
    return render(request, "portal/ended.html", more, status=status)


def private(response: HttpResponseBase) -> HttpResponseBase:
    """Kept by no cache, listed by no search engine, told to no other site."""
    add_never_cache_headers(response)
    response.headers["Cache-Control"] = "private, no-store"
    # Not "no-referrer": browsers then send "Origin: null" with the form, and it is refused as forged. This tells
    # other sites as little: nothing.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
