"""Uploads in parts over plain HTTP, for the script of static/js/uploads.js: begin, ask, add, finish; giving up is a form too.

Answers are small JSON. An upload belongs to the person who began it: for anybody else it is not there.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import UnreadablePostError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import client_or_404
from clients.models import Client
from editorial.actions import uploading
from editorial.models import Upload
from editorial.pictures.names import shown_name
from editorial.pictures.rules import Refusal
from editorial.words.pictures import refusal_sentence
from people.access import member_of, requires_member
from people.bodies import takes_up_to
from people.clock import database_now
from people.roles import Capability


@require_POST
@requires_member
def uploads(request: HttpRequest, slug: str) -> HttpResponse:
    """Begin an upload, or go on with the one of the same file (`name`, `size`, `date`): 201 with its address and place."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    name, size = request.POST.get("name", ""), request.POST.get("size", "")
    if not (size.isdecimal() and len(size) < 16):
        return _said(_("The browser did not say how big the file is. Try again."), status=400)
    try:
        upload = uploading.begin(
            client=client,
            member=member_of(request),
            file_name=name,
            mark=f"{size}:{request.POST.get('date', '')[:20]}:{shown_name(name)}"[:200],
            n_bytes=int(size),
            now=database_now(),
        )
    except Refusal as refusal:
        return _refused(refusal, name)
    return JsonResponse(_state(client, upload), status=201)


@takes_up_to("UPLOAD_PART_MAX_BYTES")
@require_http_methods(["GET", "PATCH"])
@requires_member
def upload(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """How far it is (GET); a part at the place that Upload-Offset says (PATCH), 409 when the upload is elsewhere."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    found = _mine_or_404(request, client, public_id)
    if request.method == "GET":
        return JsonResponse(_state(client, found))
    at = request.headers.get("Upload-Offset", "")
    if not (at.isdecimal() and len(at) < 16):
        return JsonResponse(_state(client, found), status=409)

    def add() -> JsonResponse:
        found.n_received = uploading.add(
            upload=found, at=int(at), data=_what_comes(request), now=database_now()
        )
        return JsonResponse(_state(client, found))

    return _answered(client, found, add)


def _answered(client: Client, found: Upload, deed: Callable[[], JsonResponse]) -> JsonResponse:
    """What the deed answers; else that the upload is elsewhere (409, with its place), over, or refused."""
    try:
        return deed()
    except uploading.WrongPlaceError as error:
        found.n_received = error.n_received
        return JsonResponse(_state(client, found), status=409)
    except uploading.OverError:
        return _over()
    except Refusal as refusal:
        return _refused(refusal, found.name)


def _what_comes(request: HttpRequest) -> bytes:
    """The part; of one whose line breaks, what had come: on a slow line every bit counts."""
    data = bytearray()
    try:
        while block := request.read(1 << 16):
            data += block
    except (UnreadablePostError, OSError):
        pass
    return bytes(data)


@require_POST
@requires_member
def upload_finish(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """All parts are there: into the library. 200 with the picture's id and address."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    found = _mine_or_404(request, client, public_id)

    def finish() -> JsonResponse:
        done = uploading.finish(upload=found, now=database_now())
        said = ""
        if not done.is_new:
            said = _("%(file)s was in the library already, as %(name)s.") % {
                "file": found.name,
                "name": done.asset.name,
            }
            messages.info(request, said)  # the page that the script opens next says it
        return JsonResponse(
            {
                "asset": str(done.asset.public_id),
                "url": reverse("editorial:asset", args=[client.slug, done.asset.public_id]),
                "said": said,
            }
        )

    return _answered(client, found, finish)


@require_POST
@requires_member
def upload_cancel(request: HttpRequest, slug: str, public_id: UUID) -> HttpResponse:
    """Give it up: what had come is deleted."""
    client = client_or_404(request, slug, Capability.WRITE_POSTS)
    uploading.give_up(upload=_mine_or_404(request, client, public_id))
    if request.headers.get("Accept", "").startswith("application/json"):
        return HttpResponse(status=204)
    messages.success(request, _("The unfinished upload is gone."))
    return redirect("editorial:library", client.slug)


def _mine_or_404(request: HttpRequest, client: Client, public_id: UUID) -> Upload:
    mine = Upload.objects.of(member_of(request), client)
    return get_object_or_404(mine, public_id=public_id)


def _state(client: Client, upload: Upload) -> dict[str, object]:
    return {
        "url": reverse("editorial:upload", args=[client.slug, upload.public_id]),
        "offset": upload.n_received,
        "size": upload.n_bytes,
        "part": settings.UPLOAD_PART_MAX_BYTES,
    }


def _refused(refusal: Refusal, name: str) -> JsonResponse:
    shown = shown_name(name)
    return _said(refusal_sentence(refusal, name=shown), status=422)


def _over() -> JsonResponse:
    return _said(_("This upload has ended. Choose the file again."), status=410)


def _said(sentence: str, *, status: int) -> JsonResponse:
    return JsonResponse({"said": sentence}, status=status)
