"""A wish about the correction of a post that is out: an edit would save words that reach nobody."""

from __future__ import annotations

import pytest

from clients.models import Approval, ContactPart
from editorial.actions import amending, answering, wishes
from editorial.actions.reviewing import ReviewRefusedError
from editorial.lifecycle import ReviewDecision
from editorial.models import Review
from people.clock import database_now
from tests.editorial.after import OLD, corrected, out
from tests.editorial.reviews import page_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_text_suggested_for_a_correction_is_not_written_past_it(
    owner, channel, client_of, sign_in
):
    owner.user.language = "en"
    owner.user.save(update_fields=["language"])
    delivery = out(owner, channel)
    client_of.approval = Approval.CLIENT
    client_of.save()
    marta = client_of.contacts.create(
        agency=client_of.agency, name="Marta", email="marta@trecorvi.example", language="en",
        part=ContactPart.APPROVER,
    )  # fmt: skip
    amendment = corrected(owner, delivery)
    review = answering.decide_by_contact(
        review=Review.objects.open().get(), contact=marta, decision=ReviewDecision.CHANGES,
        seen=amendment.revision.content_hash, suggested={"": "Si pota giovedì."}, now=database_now(),
    )  # fmt: skip

    page = page_of(sign_in, owner, review.post)
    assert "The client suggests:" in page
    assert "Use this text" not in page
    assert "write the suggested text into a correction" in page
    number = review.post.edit_number
    with pytest.raises(ReviewRefusedError, match="out already"):
        wishes.use_suggested(review=review, member=owner, edit_number=number, now=database_now())

    amending.take_back(amendment=amendment, member=owner, now=database_now())
    review.post.refresh_from_db()
    assert (review.post.text, review.post.stage) == (OLD, "approved")
