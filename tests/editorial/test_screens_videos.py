"""Videos on the pages that play them; labels, rights and likeness of what lies in the library."""

from __future__ import annotations

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image

from clients.actions import connecting
from editorial import storing
from editorial.actions.fitting import file_for
from editorial.actions.picturing import PictureInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import pictures_in
from editorial.models import Asset
from editorial.pictures.rules import Refusal
from editorial.views.serving import MOST_OF_A_PART
from editorial.words.pictures import refusal_sentence
from people.clock import database_now
from tests import make, make_pictures
from tests.make_posts import draft, scheduled

make_videos = pytest.importorskip("tests.make_videos")

AN_HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Files of this test lie in directories of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SCRATCH_DIR = tmp_path / "scratch"
    return settings.MEDIA_ROOT


def bytes_of(rendition) -> bytes:
    with storing.open_file(rendition.file) as reader:
        return reader.read()


def ready(member, client, data: bytes, name: str = "vendemmia.mp4", **more) -> Asset:
    return make_pictures.ready(member, client, data, name=name, **more)


# --- playing -----------------------------------------------------------------------------------------


@pytest.fixture
def film(cast) -> Asset:
    """A video of the library."""
    return ready(cast.bruno, cast.client, make_videos.film(), alt="Si raccoglie l'uva")


def film_of(asset: Asset) -> str:
    return reverse("editorial:picture", args=[asset.client.slug, asset.public_id, "film"])


@pytest.mark.django_db
def test_a_player_gets_the_part_it_asks_for(cast, sign_in, film, monkeypatch):
    whole = bytes_of(film.renditions.get(purpose="kept"))
    bruno = sign_in(cast.bruno)

    def part(asked: str):
        answer = bruno.get(film_of(film), headers={"range": asked})
        return answer.status_code, b"".join(answer), answer.headers.get("Content-Range")

    n = len(whole)
    assert part("bytes=0-99") == (206, whole[:100], f"bytes 0-99/{n}")
    assert part("bytes=1000-") == (206, whole[1000:], f"bytes 1000-{n - 1}/{n}")
    assert part("bytes=-50") == (206, whole[-50:], f"bytes {n - 50}-{n - 1}/{n}")
    assert part(f"bytes={n}-") == (416, b"", f"bytes */{n}")
    answer = bruno.get(film_of(film))
    assert (answer.status_code, answer["Accept-Ranges"]) == (200, "bytes")
    assert answer["Content-Disposition"].startswith("inline")
    assert b"".join(answer) == whole
    monkeypatch.setattr("editorial.views.serving.MOST_OF_A_PART", 500)
    assert part("bytes=0-") == (206, whole[:500], f"bytes 0-499/{n}")
    assert MOST_OF_A_PART < 10_000_000


@pytest.mark.django_db
def test_the_pages_play_it_with_controls_and_never_by_themselves(cast, sign_in, film):
    bruno = sign_in(cast.bruno)
    page = bruno.get(reverse("editorial:asset", args=[cast.client.slug, film.public_id]))
    body = page.content.decode()
    assert "<video" in body
    assert " controls" in body
    assert "autoplay" not in body
    assert 'aria-label="Si raccoglie l&#x27;uva"' in body
    assert "media-src 'self'" in page.headers["Content-Security-Policy"]
    post = draft(cast.bruno, cast.channel, pictures=[PictureInput(film, alt="Uva")])
    for name in ("editorial:post", "editorial:edit"):
        body = bruno.get(reverse(name, args=[cast.client.slug, post.public_id])).content.decode()
        assert film_of(film) in body
        assert 'preload="none"' in body


@pytest.mark.django_db
def test_a_picture_is_not_played_and_a_strange_video_is_not_there(cast, rivals, sign_in, film):
    assert sign_in(rivals.eve).get(film_of(film)).status_code == 404
    picture = make_pictures.ready(cast.bruno, cast.client)
    assert sign_in(cast.bruno).get(film_of(picture)).status_code == 404


# --- labels, rights, twins ---------------------------------------------------------------------------


def filed(browser, asset: Asset, **fields):
    path = reverse("editorial:asset", args=[asset.client.slug, asset.public_id])
    return browser.post(path, {"labels": "", "rights_until": "", **fields}, follow=True)


@pytest.mark.django_db
def test_labels_are_tidied_and_found(cast, sign_in):
    bruno = sign_in(cast.bruno)
    vine = make_pictures.ready(cast.bruno, cast.client, name="alba.jpg")
    make_pictures.ready(cast.bruno, cast.client, name="altra.jpg")

    filed(bruno, vine, labels=" Vigna , squadra,vigna,, ")

    vine.refresh_from_db()
    assert vine.labels == ["vigna", "squadra"]
    shelf = reverse("editorial:library", args=[cast.client.slug])
    for question in ("?label=vigna", "?q=Squadra"):
        body = bruno.get(shelf + question).content.decode()
        assert "alba.jpg" in body
        assert "altra.jpg" not in body


@pytest.mark.django_db
def test_rights_that_end_refuse_a_later_day_and_say_what_is_planned_after(cast, sign_in):
    bruno = sign_in(cast.bruno)
    picture = make_pictures.ready(cast.bruno, cast.client, name="modella.jpg")
    delivery = scheduled(
        cast.bruno, cast.channel, pictures=[PictureInput(picture)], due_in=timedelta(days=3)
    )
    today = make.today(cast.client)

    page = filed(bruno, picture, rights_until=str(today + timedelta(days=1)))

    assert "1 post is planned after that day" in page.content.decode()
    picture.refresh_from_db()
    assert picture.rights_until == today + timedelta(days=1)
    with pytest.raises(ScheduleRefusedError, match=r"rights of «modella\.jpg» end on"):
        scheduled(
            cast.bruno, cast.channel, pictures=[PictureInput(picture)], due_in=timedelta(days=4)
        )
    assert scheduled(cast.bruno, cast.channel, pictures=[PictureInput(picture)], due_in=AN_HOUR)
    entry = pictures_in(delivery.revision.content)[0]
    with pytest.raises(Refusal) as refused:
        file_for(
            entry,
            client_id=cast.client.pk,
            limits=connecting.limits_of(cast.channel),
            now=database_now(),
            on=today + timedelta(days=3),
        )
    assert refusal_sentence(refused.value) == "The rights of «modella.jpg» have ended."
    body = bruno.get(reverse("editorial:library", args=[cast.client.slug]) + "?show=rights")
    assert "modella.jpg" in body.content.decode()


@pytest.mark.django_db
def test_a_date_that_is_none_is_said_and_nothing_is_lost(cast, sign_in):
    picture = make_pictures.ready(cast.bruno, cast.client)
    page = filed(sign_in(cast.bruno), picture, labels="vigna", rights_until="31/02/2026")

    assert page.status_code == 422
    assert "vigna" in page.content.decode()
    picture.refresh_from_db()
    assert picture.labels == []


@pytest.mark.django_db
def test_pictures_that_look_the_same_know_of_each_other(cast, sign_in):
    noise = Image.effect_noise((64, 48), 90).resize((1600, 1200)).convert("RGB")

    def saved(image: Image.Image, size: tuple[int, int], quality: int) -> bytes:
        out = io.BytesIO()
        image.resize(size).save(out, "JPEG", quality=quality)
        return out.getvalue()

    first = make_pictures.ready(
        cast.bruno, cast.client, saved(noise, (1600, 1200), 92), name="a.jpg"
    )
    again = make_pictures.ready(cast.bruno, cast.client, saved(noise, (800, 600), 60), name="b.jpg")
    other = Image.effect_noise((64, 48), 90).resize((800, 600)).convert("RGB").rotate(180)
    make_pictures.ready(cast.bruno, cast.client, saved(other, (800, 600), 80), name="c.jpg")

    page = sign_in(cast.bruno).get(
        reverse("editorial:asset", args=[cast.client.slug, first.public_id])
    )

    body = page.content.decode()
    assert "Looks nearly the same" in body
    assert f"/library/{again.public_id}/" in body
    assert "c.jpg" not in body
