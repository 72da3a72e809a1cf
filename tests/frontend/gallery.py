"""A page with every component, and a small moving part, for the browser tests: no database, no other app."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from types import SimpleNamespace as Thing
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.template import engines
from django.urls import include, path
from django.utils.safestring import mark_safe

from people.toasts import undo
from smm.failures import csp_report

NOW = datetime(2026, 12, 9, 11, 28, tzinfo=UTC)
PART = """<div id="part"{% if busy %} data-controller="poll" data-poll-url-value="/part/" data-poll-every-value="200"{% endif %}>
<p role="status">{{ words }}</p><label for="link">Link</label> <input id="link" class="form-control"></div>"""
_asked: Iterator[int] = count(1)


def _look(word: str, icon: str, css: str) -> Thing:
    return Thing(word=word, icon=icon, css=css)


LOOKS = {
    "verify": _look("Da verificare", "question-diamond", "verify"),
    "ok": _look("Inviato", "send", "ok"),
    "published": _look("Pubblicato", "check2-all", "published"),
}
CLIENTS = [
    Thing(pk=1, name="Tenuta Trecorvi", colour="#8C2F45", slug="trecorvi"),
    Thing(pk=2, name="Festival delle Lanterne Storte", colour="#C9762A", slug="lanterne"),
]
PLACES = [
    ("Panoramica", "layout-text-window"),
    ("Post", "card-list"),
    ("Risultati", "graph-up"),
    ("Canali", "plug"),
]
SVG = mark_safe(
    '<svg class="plot" viewBox="0 0 328 100" aria-hidden="true"><line class="axis" x1="0" x2="328" y1="80" y2="80"/>'
    '<g class="series-1"><path class="series" d="M0 60L100 20L200 70"/><path class="series open" d="M200 70L328 30"/></g>'
    '<text class="strong at-end" x="328" y="96">oggi</text></svg>'
)


def _shell(theme: str) -> Thing:
    entries = [
        Thing(label=label, url="/gallery/", icon=icon, is_current=label == "Post")
        for label, icon in PLACES
    ]
    frame = Thing(
        entries=entries,
        first_entries=entries[:3],
        all_clients_url="/gallery/",
        write_url="/gallery/",
        notices_url="/gallery/",
        n_unread=3,
        preferences_url="/gallery/",
        second_factor_url="/gallery/",
        switch_agency_url="/gallery/",
    )
    member = Thing(get_role_display="Titolare")
    return Thing(
        frame=lambda client: frame,
        theme=theme,
        density="comfortable",
        person="Nora Astolfi",
        agency=Thing(name="Quintavoce"),
        member=member,
        other_agencies=[Thing(name="Studio Melarancia", public_id="1")],
    )


def _context(request: HttpRequest) -> dict[str, Any]:
    step = {"title": "Inviato a Mastodon", "words": "Testo e foto consegnati.", "is_next": False}
    return {
        "shell": _shell(request.GET.get("theme", "light")),
        "client": CLIENTS[0],
        "clients": CLIENTS,
        "looks": LOOKS,
        "zone": "Europe/Rome",
        "now": NOW,
        "at": NOW + timedelta(minutes=6),
        "facts": [
            ("Ora prevista", "gio 10 dic, 18:15 (Roma)"),
            ("Approvato", "Irene Folli, versione 3"),
            ("Tema", None),
        ],
        "tabs": [
            Thing(
                url="/gallery/",
                name="Base",
                is_current=True,
                network="",
                icon="",
                note="per tutti",
                note_icon="",
            ),
            Thing(
                url="/gallery/",
                name="Mastodon",
                is_current=False,
                network="mastodon",
                icon="",
                note="modificato",
                note_icon="pencil",
            ),
        ],
        "columns": [("Canale", ""), ("Stato", ""), ("Post", "num")],
        "rows": [["@trecorvi", "collegato", 12], ["@lanterne", "da ricollegare", None]],
        "steps": [
            Thing(at=NOW, look=LOOKS["ok"], is_certain=True, **step),
            Thing(at=NOW + timedelta(seconds=34), look=LOOKS["verify"], is_certain=False, **step),
        ],
        "svg": SVG,
        "columns_of_data": ["Giorno", "Interazioni"],
        "data": [["8 dic", 120], ["9 dic", None]],
        "part": engines["django"].from_string(PART),
        "busy": True,
        "words": "In uscita",
    }


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component once; ``?toast`` adds a toast with a way back of two seconds."""
    get_token(request)
    if "toast" in request.GET:
        messages.success(
            request, "Esce fra 2 secondi.", extra_tags=undo(url="/gallery/", seconds=2)
        )
    page = engines["django"].from_string((Path(__file__).parent / "gallery.html").read_text())
    return HttpResponse(page.render(_context(request), request))


def part(request: HttpRequest) -> HttpResponse:
    """The moving part: under way twice, then settled."""
    asked = next(_asked)
    context = {
        "busy": asked % 3 != 0,
        "words": "Uscito" if asked % 3 == 0 else f"In uscita, {asked}",
    }
    return HttpResponse(engines["django"].from_string(PART).render(context, request))


urlpatterns = [
    path("gallery/", gallery),
    path("part/", part),
    path("csp-report/", csp_report),
    path("accounts/", include("allauth.urls")),
    path("", include("people.urls")),
    path("", include("portal.urls")),  # signing in shows a client the way to its own page
]
