"""Some of the product's addresses, so that the frame is tested alone: reports and the desk's client list are not there."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Stands for any view."""
    return HttpResponse()


def _app(name: str, addresses: dict[str, str]) -> object:
    patterns = [path(address, nothing, name=view) for view, address in addresses.items()]
    return path("", include((patterns, name), namespace=name))


urlpatterns = [
    _app("desk", {"today": "t/", "overview": "c/<slug:slug>/"}),
    _app("editorial", {
        "all_posts": "t/posts/", "posts": "c/<slug:slug>/posts/", "new": "c/<slug:slug>/posts/new/", "post": "c/<slug:slug>/posts/<uuid:public_id>/",
    }),
    _app("analytics", {"results": "c/<slug:slug>/results/"}),
    _app("clients", {"channels": "c/<slug:slug>/channels/", "channel": "c/<slug:slug>/channels/<uuid:public_id>/", "team": "c/<slug:slug>/team/"}),
    _app("people", {"team": "t/team/", "preferences": "me/", "notices": "me/notices/", "switch_agency": "agency/"}),
]  # fmt: skip
