"""The certificate of an approval, for the agency: the page, and the exact words its fingerprint is of."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from clients.access import client_or_404
from clients.models import Client
from editorial.actions.drafting import content_of
from editorial.contents import canonical
from editorial.models import Post, Review
from editorial.queries import certificates
from editorial.views.reading import post_or_404
from people.access import requires_member
from people.roles import Capability


@require_GET
@requires_member
def certificate(request: HttpRequest, slug: str, public_id: UUID, review_id: UUID) -> HttpResponse:
    """What was approved, by whom, when and how; also of a yes that no longer counts."""
    client, post, review = _asked_for(request, slug, public_id, review_id)
    context = {
        "client": client,
        "post": post,
        "sheet": certificates.certificate(review=review, post=post, content=content_of(post)),
    }
    return render(request, "editorial/certificate.html", context)


@require_GET
@requires_member
def certified(request: HttpRequest, slug: str, public_id: UUID, review_id: UUID) -> HttpResponse:
    """The file whose SHA-256 is the fingerprint."""
    _client, _post, review = _asked_for(request, slug, public_id, review_id)
    return file_of(review)


def file_of(review: Review) -> HttpResponse:
    """The canonical form of what was approved, byte by byte: any program gives its SHA-256."""
    revision = review.revision
    answer = HttpResponse(canonical(revision.content).encode(), content_type="application/json")
    name = f"{revision.content_hash[:12]}.json"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _asked_for(
    request: HttpRequest, slug: str, public_id: UUID, review_id: UUID
) -> tuple[Client, Post, Review]:
    client = client_or_404(request, slug, Capability.VIEW_CLIENT)
    post = post_or_404(request, client, public_id)
    return client, post, get_object_or_404(certificates.approvals_of(post), public_id=review_id)
