"""The library of a client: its pictures and videos, their alt text, where they are used, the trash; and the files themselves.

Files are never at a public address: every one is asked for through `picture`, by somebody who sees the client.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, cast
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from clients.access import client_or_404, may_here
from clients.models import Client
from editorial.actions import library as acts
from editorial.actions import refiling
from editorial.forms.library import FilingForm
from editorial.models import Asset, AssetState, RenditionPurpose, Upload
from editorial.pictures.rules import MEGABYTE
from editorial.queries import pictures as queries
from editorial.views import uploads
from editorial.views.serving import answer_with, play
from editorial.views.uploads import take
from editorial.when import wall_of
from editorial.words.pictures import note_sentences, sentence_of
from people.access import LackingError, member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability
from people.toasts import undo

PER_PAGE = 48
# What may be asked for; the files made for networks stay inside.
SERVED = (RenditionPurpose.THUMB, RenditionPurpose.SCREEN, RenditionPurpose.KEPT)
# Under this name a video is played; the kept file under its own is downloaded.
PLAYED = "film"


@takes_up_to("MEDIA_MAX_REQUEST_BYTES")
@require_http_methods(["GET", "POST"])
@requires_member
def library(request: HttpRequest, slug: str) -> HttpResponse:
    """The client's pictures; a POST brings new ones."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    if request.method != "POST":
        return _library(request, client)
    if not may_here(request, Capability.WRITE_POSTS):
        raise LackingError(Capability.WRITE_POSTS)
    taken = take(request, client)
    n_new = len(taken.assets) - taken.n_known
    if n_new:
        words = ngettext("%(n)s picture uploaded.", "%(n)s pictures uploaded.", n_new)
        messages.success(request, words % {"n": n_new})
    if taken.n_known:
        words = ngettext(
            "%(n)s picture was in the library already.",
            "%(n)s pictures were in the library already.",
            taken.n_known,
        )
        messages.success(request, words % {"n": taken.n_known})
    if taken.refused or not taken.assets:
        refused = taken.refused or [_("Choose at least one file.")]
        return _library(request, client, refused=refused, status=422)
    return redirect("editorial:library", client.slug)


def _library(
    request: HttpRequest, client: Client, *, refused: list[str] | None = None, status: int = 200
) -> HttpResponse:
    member = member_of(request)
    show = request.GET.get("show", "")
    show = show if show in queries.FILTERS else ""
    words = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    today = wall_of(database_now(), client.time_zone).date()
    labels = queries.labels_of(client=client, member=member)
    label = request.GET.get("label", "")
    label = label if label in labels else ""
    found = queries.library(
        client=client, member=member, show=show, words=words, label=label, today=today
    )
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    uses = queries.uses_of(page.object_list, member=member_of(request))
    n = queries.counts(client=client, member=member, today=today)
    context = {
        "client": client,
        "page": page,
        "cards": [_card(client, each, uses.get(each.pk, []), today) for each in page.object_list],
        "filters": [
            ("", _("All"), n["all"]),
            ("unused", _("Unused"), n["unused"]),
            ("video", _("Videos"), n["video"]),
            ("no_alt", _("Without alt text"), n["no_alt"]),
            ("rights", _("Rights ending"), n["rights"]),
            ("trash", _("Trash"), n["trash"]),
        ],
        "show": show,
        "upload": uploads.script(),
        "unfinished": Upload.objects.of(member, client).unfinished(database_now()).order_by("pk"),
        "words": words,
        "labels": labels,
        "label": label,
        "refused": refused or [],
        "most_mb": settings.MEDIA_MAX_BYTES // MEGABYTE,
        "most_video_mb": settings.MEDIA_MAX_REQUEST_BYTES // MEGABYTE,
        "most_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "may_write": may_here(request, Capability.WRITE_POSTS),
    }
    return render(request, "editorial/library.html", context, status=status)


def _card(
    client: Client, asset: Asset, posts: list[Any], today: date | None = None
) -> dict[str, Any]:
    return {
        "asset": asset,
        "thumb_url": queries.address(asset, client.slug, RenditionPurpose.THUMB),
        "n_posts": len(posts),
        "has_ended": bool(today and asset.rights_until and asset.rights_until < today),
        "sentence": sentence_of(asset.reason, asset.reason_params, name=asset.name)
        if asset.state == AssetState.REFUSED
        else "",
    }


@require_http_methods(["GET", "POST"])
@requires_member
def asset(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """One picture; a POST writes its alt text."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = _asset_or_404(request, client, public_id)
    if request.method != "POST":
        return _asset(request, client, found)
    if not may_here(request, Capability.WRITE_POSTS):
        raise LackingError(Capability.WRITE_POSTS)
    if "was" in request.GET:
        return _put_back(request, client, found)
    if "labels" in request.POST:
        return _file_under(request, client, found)
    was, now = refiling.filed(found), database_now()
    acts.describe(asset=found, member=member_of(request), alt=request.POST.get("alt", ""), now=now)
    words = _("Alt text saved. Posts that show the picture keep their own.")
    messages.success(request, words, extra_tags=_way_back(client, found, was, now))
    return redirect("editorial:asset", client.slug, found.public_id)


def _way_back(client: Client, found: Asset, was: refiling.Filed, now: datetime) -> str:
    """The toast's way back from what was just written about a picture."""
    token = refiling.token(asset=found, was=was, now=now)
    here = reverse("editorial:asset", args=[client.slug, found.public_id])
    return undo(url=f"{here}?{urlencode({'was': token})}", seconds=10)


def _put_back(request: HttpRequest, client: Client, found: Asset) -> HttpResponse:
    """What stood about the picture before the act of a toast stands again."""
    try:
        is_back = refiling.put_back(
            asset=found,
            token=request.GET["was"],
            member=member_of(request),
            now=database_now(),
        )
    except refiling.WrittenMeanwhileError as error:
        messages.error(request, str(error))
    else:
        if is_back:
            messages.success(request, _("Taken back: the picture’s entries are as they were."))
        else:
            messages.info(request, _("It is too late to take that back."))
    return redirect("editorial:asset", client.slug, found.public_id)


def _file_under(request: HttpRequest, client: Client, found: Asset) -> HttpResponse:
    form = FilingForm(request.POST, asset=found)
    if not form.is_valid():
        return _asset(request, client, found, filing=form, status=422)
    was, now = refiling.filed(found), database_now()
    later = acts.file_under(
        asset=found,
        member=member_of(request),
        labels=form.cleaned_data["labels"],
        rights_until=form.cleaned_data["rights_until"],
        now=now,
    )
    words = _("Labels and rights saved.")
    messages.success(request, words, extra_tags=_way_back(client, found, was, now))
    if later:
        words = ngettext(
            "%(n)s post is planned after that day and will be held back: %(names)s.",
            "%(n)s posts are planned after that day and will be held back: %(names)s.",
            len(later),
        )
        names = ", ".join(post.name for post in later[:5])
        messages.warning(request, words % {"n": len(later), "names": names})
    return redirect("editorial:asset", client.slug, found.public_id)


def _asset(
    request: HttpRequest,
    client: Client,
    found: Asset,
    *,
    used_by: list[Any] | None = None,
    filing: FilingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    context = _shown(client, found) | {
        "filing": filing or FilingForm(asset=found),
        "alike": [
            _card(client, each, []) for each in queries.alike(found, member=member_of(request))
        ],
        "posts": queries.uses_of([found], member=member_of(request)).get(found.pk, []),
        "used_by": used_by or [],
        "most_alt": acts.MOST_ALT,
        "may_write": may_here(request, Capability.WRITE_POSTS),
    }
    return render(request, "editorial/asset.html", context, status=status)


def _shown(client: Client, found: Asset) -> dict[str, Any]:
    """What a page shows of the file itself, and changes by itself once it is prepared."""
    return {
        "client": client,
        "card": _card(client, found, []),
        "asset": found,
        "screen_url": queries.address(found, client.slug, RenditionPurpose.SCREEN),
        "film_url": queries.address(found, client.slug, PLAYED),
        "kept_url": queries.address(found, client.slug, RenditionPurpose.KEPT),
        "notes": note_sentences(found.notes),
    }


@require_GET
@requires_member
def asset_state(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """The thumbnail as it is now, or on its own page the whole: the part that asks again while the picture is being prepared."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = _asset_or_404(request, client, public_id)
    is_whole = "whole" in request.GET
    template = "editorial/asset_shown.html" if is_whole else "editorial/thumb.html"
    return render(request, template, _shown(client, found) | {"is_part": True})


@require_POST
@requires_member
def asset_remove(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Into the trash, unless a planned post shows it."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    found = _asset_or_404(request, client, public_id)
    try:
        acts.remove(asset=found, member=member_of(request), now=database_now())
    except acts.InUseError as error:
        return _asset(request, client, found, used_by=error.posts, status=409)
    way_back = undo(
        url=reverse("editorial:asset_restore", args=[client.slug, found.public_id]), seconds=10
    )
    messages.success(request, _("In the trash for 30 days."), extra_tags=way_back)
    return redirect("editorial:library", client.slug)


@require_POST
@requires_member
def asset_restore(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Out of the trash."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    found = _asset_or_404(request, client, public_id)
    acts.restore(asset=found, member=member_of(request), now=database_now())
    messages.success(request, _("Back in the library."))
    return redirect("editorial:asset", client.slug, found.public_id)


@require_GET
@requires_member
def picture(request: HttpRequest, slug: str, public_id: UUID, purpose: str) -> HttpResponse:
    """A file of a picture. 404 for whoever does not see the client, and for files meant for networks."""
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    found = _asset_or_404(request, client, public_id)
    if purpose == PLAYED and found.is_video:
        kept = get_object_or_404(found.renditions, purpose=RenditionPurpose.KEPT)
        return cast(HttpResponse, play(request, kept, name=found.name))
    if purpose not in SERVED:
        raise Http404
    rendition = get_object_or_404(found.renditions, purpose=purpose)
    return cast(HttpResponse, answer_with(rendition, name=found.name))


def _asset_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Asset:
    mine = Asset.objects.visible_to(member_of(request)).filter(client=client)
    return get_object_or_404(mine.select_related("uploaded_by__user"), public_id=public_id)
