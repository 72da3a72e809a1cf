"""The client's own copy of the certificate: behind their link, of their own yes, with nothing of the agency's."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from clients.actions import access_links
from editorial import when
from editorial.actions import scheduling
from editorial.lifecycle import Entrance
from editorial.models import Delivery, Publication
from people.clock import database_now
from people.ids import uuid7
from tests import make, make_numbers
from tests.cast import Cast
from tests.editorial.reviews import decide, in_review
from tests.portal.people import TEXT, Visitor, asked, needs, reword, visitor


def test_what_was_decided_leads_to_its_certificate_and_file(cast: Cast) -> None:
    review = asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    carla.approve(review)
    path = f"approvals/{review.public_id}/"
    assert carla.url(path) in carla.get().content.decode()

    page = carla.get(path)
    assert page.status_code == 200
    assert "Certificato di approvazione" in page.content.decode()
    assert "Domenica apriamo alle dieci." in page.content.decode()
    file = carla.get(path + "approved.json")
    assert hashlib.sha256(file.content).hexdigest() == review.revision.content_hash
    for answer in (page, file):
        assert "no-store" in answer.headers["Cache-Control"]


def test_what_is_out_leads_to_it_where_the_client_said_yes(cast: Cast) -> None:
    now = database_now()
    needs(cast, "client")
    review = asked(cast)
    carla = visitor(cast.carla)
    carla.approve(review)
    review.post.refresh_from_db()
    [delivery] = scheduling.schedule(
        post=review.post,
        member=cast.rita,
        wall_at=when.wall_of(now + timedelta(hours=6), cast.client.time_zone),
        now=now,
    )
    mine = Delivery.objects.filter(pk=delivery.pk)
    mine.update(state="claimed", owner=9, lease_until=now)
    mine.update(state="sending")
    mine.update(state="published", lease_until=None, proof={"remote_id": "7"})
    out = make_numbers.publication(cast.channel, at=now, text=TEXT)
    Publication.objects.filter(pk=out.pk).update(delivery=delivery)
    make_numbers.publication(cast.channel, at=now - timedelta(days=1), text="Fatto altrove")

    body = carla.get("published/").content.decode()

    assert body.count("/approvals/") == 1
    assert carla.url(f"approvals/{review.public_id}/") in body


def test_the_words_since_are_the_agencys(cast: Cast) -> None:
    review = asked(cast, "Domenica apriamo alle dieci.")
    carla = visitor(cast.carla)
    carla.approve(review)
    reword(cast, review.post, "Domenica forse chiudiamo.")

    page = carla.get(f"approvals/{review.public_id}/").content.decode()

    assert "Il post è stato cambiato dopo questa approvazione." in page
    assert "forse chiudiamo" not in page


@pytest.mark.parametrize("end", ["", "approved.json"])
def test_nothing_else_has_one(cast: Cast, end: str) -> None:
    """Not a question that waits, not a colleague's yes, not another client's, not what is nowhere."""
    other = make.client(cast.alice, "Altri", approval="client")
    ada = make.contact(cast.alice, other, "Ada", part="approver")
    review = asked(cast)
    needs(cast, "internal")
    theirs = decide(cast, in_review(cast))
    carla = visitor(cast.carla)
    for public_id in (review.public_id, theirs.public_id, uuid7()):
        assert carla.get(f"approvals/{public_id}/{end}").status_code == 404
    carla.approve(review)
    assert carla.get(f"approvals/{review.public_id}/{end}").status_code == 200
    assert visitor(ada).get(f"approvals/{review.public_id}/{end}").status_code == 404


def test_who_came_by_a_code_is_told_apart(cast: Cast) -> None:
    review = asked(cast)
    now = database_now()
    visitor(cast.carla)  # or nobody would get a code
    access_links.ask_again(email=cast.carla.email, now=now)
    code = make.mail_context(to=cast.carla.email)["code"]
    address = access_links.enter_code(
        email=cast.carla.email, code=code, now=now + timedelta(seconds=1)
    )
    assert address
    carla = Visitor(cast.carla, address.rstrip("/").rpartition("/")[2], visitor(cast.carla).browser)
    carla.approve(review)

    review.refresh_from_db()
    assert review.came_by == Entrance.CODE
    page = carla.get(f"approvals/{review.public_id}/").content.decode()
    assert "Con un codice mandato per e-mail" in page
