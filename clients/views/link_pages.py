"""The link-in-bio page: the editor with its preview, and what everybody sees."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db.models import Sum
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import client_or_404, may_here
from clients.actions import link_pages as acts
from clients.forms.link_pages import LinkPageForm, PageLinks
from clients.models import LinkPage
from clients.queries.standing_links import dead_standing_links
from people.access import member_of, requires_member
from people.clock import database_now
from people.programs import counts
from people.roles import Capability


@require_http_methods(["GET", "POST"])
@requires_member
def profile_links(request: HttpRequest, slug: str) -> HttpResponse:
    """The editor; the button "Preview" shows the page beside it and saves nothing."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    if request.method == "POST":
        client_or_404(request, slug, Capability.EDIT_STRATEGY)
    page = LinkPage.objects.filter(client_id=client.pk).first()
    rows = _rows(page)
    data = request.POST if request.method == "POST" else None
    head = {"title": page.title, "intro": page.intro, "is_open": page.is_open} if page else {"title": client.name}  # fmt: skip
    form = LinkPageForm(data, initial=head)
    links = PageLinks(data, initial=rows, prefix="links")
    is_good = request.method == "POST" and form.is_valid() and links.is_valid()
    typed = _typed(links) if is_good else []
    if is_good and request.POST.get("deed") != "preview":
        acts.write_page(
            by=member_of(request),
            client=client,
            links=typed,
            now=database_now(),
            **form.cleaned_data,
        )
        messages.success(request, _("Saved."))
        return redirect("clients:profile_links", slug=client.slug)
    today = client.today(database_now())
    if is_good:
        shown = [
            (each.label, each.url) for each in typed if _is_shown(each.from_on, each.to_on, today)
        ]
    else:
        shown = [(r["label"], r["url"]) for r in rows if _is_shown(r["from_on"], r["to_on"], today)]
    context = {
        "client": client,
        "form": form,
        "links": links,
        "page": page,
        "address": settings.PUBLIC_ORIGIN + reverse("clients:link_page", args=[page.code]) if page else "",
        "preview": {"title": form["title"].value(), "intro": form["intro"].value(), "links": shown},
        "clicks": _clicks(page),
        "dead": [each for each in dead_standing_links(client=client, now=database_now()) if each.label],
        "may_edit": may_here(request, Capability.EDIT_STRATEGY),
    }  # fmt: skip
    status = 422 if request.method == "POST" and not is_good else 200
    return render(request, "clients/profile_links.html", context, status=status)


@require_safe
def link_page(request: HttpRequest, code: str) -> HttpResponse:
    """What everybody sees, in the client's language: no cookie, nothing about the person."""
    page = _page_or_404(code)
    client = page.client
    with translation.override(client.language):
        links = page.links.all().shown_on(client.today(database_now()))  # type: ignore[attr-defined]
        shown = [
            (link.label, reverse("clients:link_page_follow", args=[code, link.public_id]))
            for link in links
        ]
        context = {"client": client, "page": page, "links": shown}
        # Without the request: a page that knows it would hand out a cookie against forged forms, and has no form.
        answer = HttpResponse(render_to_string("clients/link_page.html", context))
    answer["Cache-Control"] = "max-age=60"
    return answer


@require_safe
def link_page_follow(request: HttpRequest, code: str, link_id: UUID) -> HttpResponse:
    """To where a link of the page leads; counted once per day's sum, unless a program looks."""
    page = _page_or_404(code)
    target = acts.follow(
        page=page, public_id=link_id, is_counted=counts(request), now=database_now()
    )
    if target is None:
        raise Http404
    answer = HttpResponseRedirect(target)
    answer["Cache-Control"] = "no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _page_or_404(code: str) -> LinkPage:
    page = acts.page_of(code)
    if page is None:
        raise Http404
    return page


def _rows(page: LinkPage | None) -> list[dict[str, Any]]:
    names = ("public_id", "position", "label", "url", "from_on", "to_on")
    return [{n: getattr(link, n) for n in names} for link in page.links.all()] if page else []


def _typed(links: Any) -> list[acts.LinkInput]:
    """The rows that are links, by their place and then as they stand."""
    rows = [form.cleaned_data for form in links if form.cleaned_data.get("label")]
    rows.sort(key=lambda row: row.get("position") or 99)
    return [acts.LinkInput(**{n: v for n, v in row.items() if n != "position"}) for row in rows]


def _clicks(page: LinkPage | None) -> list[tuple[str, int]]:
    if page is None:
        return []
    found = page.links.annotate(n=Sum("clicks__n", default=0))
    return [(link.label, int(getattr(link, "n", 0))) for link in found]


def _is_shown(begins: date | None, ends: date | None, today: date) -> bool:
    return (begins is None or begins <= today) and (ends is None or ends >= today)
