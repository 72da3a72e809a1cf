"""What the client's side reads of what is out."""

from __future__ import annotations

from datetime import timedelta

from editorial.lifecycle import Gone
from editorial.models import Delivery, Publication
from people.clock import database_now
from tests import make_numbers, make_posts
from tests.cast import Cast
from tests.portal.people import visitor


def test_what_the_agency_removed_is_shown_as_removed_and_leads_nowhere(cast: Cast) -> None:
    now = database_now()
    delivery = make_posts.scheduled(cast.alice, cast.channel, text="Si pota martedì.")
    mine = Delivery.objects.filter(pk=delivery.pk)
    mine.update(state="claimed", owner=9, lease_until=now)
    mine.update(state="sending")
    mine.update(state="published", lease_until=None, proof={"remote_id": "7"})
    out = make_numbers.publication(
        cast.channel, at=now - timedelta(days=1), text="Si pota martedì."
    )
    Publication.objects.filter(pk=out.pk).update(delivery=delivery)
    vanished = make_numbers.publication(cast.channel, at=now, text="Sparito da solo")
    Publication.objects.filter(pk=vanished.pk).update(removed_at=now)
    carla = visitor(cast.carla)
    assert out.url in carla.get("published/").content.decode()

    mine.update(gone=Gone.REMOVED, gone_at=now)
    Publication.objects.filter(pk=out.pk).update(removed_at=now)

    body = carla.get("published/").content.decode()
    assert "Si pota martedì." in body
    assert "rimosso" in body
    assert out.url not in body
    assert "Sparito da solo" not in body
