"""The certificate of what the client approved, behind their link."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from editorial.actions.drafting import content_of
from editorial.lifecycle import ReviewDecision
from editorial.models import Review
from editorial.queries import certificates
from editorial.views.certifying import file_of
from portal.access import Visit, with_link
from portal.queries.to_decide import Shot


@require_safe
@with_link
def certificate(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """What was approved, by whom, when and how; nothing of what the post says since, but that it changed."""
    review = _review_or_404(visit, public_id)
    post = review.post
    sheet = certificates.certificate(review=review, post=post, content=content_of(post))
    pictures = [
        replace(each, shown=shown and Shot.of(shown, token=visit.token))
        for each in sheet.pictures
        for shown in [each.shown]
    ]
    context = {**visit.context, "place": "decide", "sheet": replace(sheet, pictures=pictures)}
    return render(request, "portal/certificate.html", context)


@require_safe
@with_link
def certified(request: HttpRequest, visit: Visit, public_id: UUID) -> HttpResponse:
    """The file whose SHA-256 is the fingerprint."""
    return file_of(_review_or_404(visit, public_id))


def _review_or_404(visit: Visit, public_id: UUID) -> Review:
    given = Review.objects.asked_of(visit.contact).filter(decision=ReviewDecision.APPROVED)
    parts = (
        "revision",
        "post__client__agency",
        "post__release",
        "client__agency",
        "decided_by__user",
    )
    found: Review = get_object_or_404(given.select_related(*parts), public_id=public_id)
    return found
