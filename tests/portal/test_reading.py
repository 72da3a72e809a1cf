"""What the client's side reads of what is out."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from clients.models import Channel, Client
from editorial.lifecycle import Gone
from editorial.models import Delivery, Publication
from people.clock import database_now
from portal.queries import reading
from tests import make, make_numbers, make_posts
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


def out_on(cast: Cast, text: str, *channels: Channel, at: datetime) -> list[Publication]:
    """One post that went out on these channels, a second apart."""
    first = make_posts.scheduled(cast.alice, *channels, text=text)
    made = []
    for n, delivery in enumerate(first.post.deliveries.order_by("channel_id")):
        mine = Delivery.objects.filter(pk=delivery.pk)
        mine.update(state="claimed", owner=9, lease_until=at)
        mine.update(state="sending")
        mine.update(state="published", lease_until=None, proof={"remote_id": "7"})
        out = make_numbers.publication(delivery.channel, at=at + timedelta(seconds=n), text=text)
        Publication.objects.filter(pk=out.pk).update(delivery=delivery)
        made.append(out)
    return made


def test_a_post_on_several_channels_stands_there_once_with_a_link_to_each(cast: Cast) -> None:
    now = database_now()
    other = make.channel(cast.client, handle="@trecorvi@altrove.example")
    both = out_on(cast, "Si pota martedì.", cast.channel, other, at=now - timedelta(hours=3))
    make_numbers.publication(cast.channel, at=now, text="Scritto dal telefono")
    body = visitor(cast.carla).get("published/").content.decode()

    assert body.count("Si pota martedì.") == 1
    assert all(out.url in body for out in both)
    assert body.index("Scritto dal telefono") < body.index("Si pota martedì.")


def test_a_page_holds_thirty_posts_however_many_channels_they_are_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "PAGE", 2)
    now = database_now()
    other = make.channel(cast.client, handle="@trecorvi@altrove.example")
    for n in range(3):
        out_on(cast, f"Numero {n}", cast.channel, other, at=now - timedelta(hours=n + 1))
    carla = visitor(cast.carla)
    first, second = (carla.get(f"published/?page={n}").content.decode() for n in (1, 2))

    assert re.findall(r"Numero (\d)", first) == ["0", "1"]
    assert re.findall(r"Numero (\d)", second) == ["2"]


def test_the_days_of_an_event_are_counted_where_its_people_look_first(cast: Cast) -> None:
    on = (make.today(cast.client) + timedelta(days=41)).isoformat()
    Client.objects.filter(pk=cast.client.pk).update(kind="event", facts={"starts_on": on})
    assert re.search(r"41\s", visitor(cast.carla).get("").content.decode())
    Client.objects.filter(pk=cast.client.pk).update(kind="company")
    assert not re.search(r"41\s", visitor(cast.carla).get("").content.decode())


def test_every_page_says_how_many_days_are_left_of_what_the_client_lives_for(cast: Cast) -> None:
    first = make.today(cast.client) + timedelta(days=41)
    Client.objects.filter(pk=cast.client.pk).update(
        kind="event", facts={"starts_on": first.isoformat()}
    )
    cast.carla.language = "en"
    cast.carla.save()
    carla = visitor(cast.carla)
    for path in ("", "calendar/", "published/", "reports/"):
        assert carla.get(path).content.decode().count("41 days to go") == 1, path
