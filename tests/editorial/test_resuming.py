"""Uploads in parts: they go on after a broken line, belong to one person, are bounded, and end by themselves."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client as Browser
from django.urls import reverse

from editorial import parts, storing
from editorial.actions import making_pictures, uploading
from editorial.models import Asset, Upload
from people.clock import database_now
from tests import make_pictures

pytestmark = pytest.mark.django_db
PART = 1000


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> Path:
    """Files of this test lie in directories of its own; parts are small."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SCRATCH_DIR = tmp_path / "scratch"
    settings.PARTS_DIR = tmp_path / "parts"
    settings.UPLOAD_PART_MAX_BYTES = PART
    return settings.PARTS_DIR


def begun(browser: Browser, client, data: bytes, *, name: str = "vigna.jpg", date: str = "17"):
    path = reverse("editorial:uploads", args=[client.slug])
    return browser.post(path, {"name": name, "size": str(len(data)), "date": date})


def send(browser: Browser, url: str, data: bytes, at: int):
    return browser.patch(
        url, data, content_type="application/octet-stream", headers={"upload-offset": str(at)}
    )


def sent(browser: Browser, url: str, data: bytes, *, at: int = 0, until: int | None = None) -> int:
    """Send part after part; returns where the upload is then."""
    end = len(data) if until is None else until
    while at < end:
        answer = send(browser, url, data[at : min(at + PART, end)], at)
        assert answer.status_code == 200, answer.content
        at = answer.json()["offset"]
    return at


def test_a_picture_in_parts_becomes_the_very_picture(cast, sign_in, places):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    answer = begun(bruno, cast.client, data)
    assert answer.status_code == 201
    state = answer.json()
    assert (state["offset"], state["size"], state["part"]) == (0, len(data), PART)

    sent(bruno, state["url"], data)
    done = bruno.post(state["url"] + "finish/")

    assert done.status_code == 200
    asset = Asset.objects.get()
    assert done.json()["asset"] == str(asset.public_id)
    with storing.open_file(asset.received_file) as reader:
        assert reader.read() == data
    assert asset.uploaded_by == cast.bruno
    assert list(places.iterdir()) == []
    making_pictures.make_due(now=database_now())
    asset.refresh_from_db()
    assert asset.state == "ready"
    # The answer may have been lost: asked again, it is the same.
    assert bruno.post(state["url"] + "finish/").json()["asset"] == str(asset.public_id)
    assert Asset.objects.count() == 1


def test_who_sends_what_the_library_has_is_told_and_who_asks_twice_is_not(cast, sign_in):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    first = begun(bruno, cast.client, data).json()["url"]
    sent(bruno, first, data)
    for _ in range(2):  # the first answer may have been lost
        assert bruno.post(first + "finish/").json()["said"] == ""

    again = begun(bruno, cast.client, data, name="copia.jpg").json()["url"]
    sent(bruno, again, data)
    sentence = "copia.jpg was in the library already, as vigna.jpg."
    assert bruno.post(again + "finish/").json()["said"] == sentence
    assert sentence in bruno.get(f"/c/{cast.client.slug}/library/").content.decode()
    assert Asset.objects.count() == 1


def test_the_same_file_chosen_again_goes_on_where_it_stopped(cast, sign_in):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    first = begun(bruno, cast.client, data).json()
    sent(bruno, first["url"], data, until=2500)

    again = begun(sign_in(cast.bruno), cast.client, data).json()

    assert again == {**first, "offset": 2500}
    other = begun(bruno, cast.client, data, date="18").json()
    assert other["url"] != first["url"]
    sent(bruno, again["url"], data, at=2500)
    assert bruno.post(again["url"] + "finish/").status_code == 200


def test_a_part_at_another_place_changes_nothing_and_the_right_place_is_told(cast, sign_in):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    url = begun(bruno, cast.client, data).json()["url"]
    sent(bruno, url, data, until=2000)

    for at in ("0", "1999", "2001", "", "-5", "x", "9" * 20):
        answer = bruno.patch(
            url, b"x" * 10, content_type="application/octet-stream", headers={"upload-offset": at}
        )
        assert (answer.status_code, answer.json()["offset"]) == (409, 2000), at
    assert send(bruno, url, b"x" * PART * 2, 2000).status_code == 413
    assert bruno.post(url + "finish/").status_code == 409
    assert bruno.get(url).json()["offset"] == 2000
    sent(bruno, url, data, at=2000)
    assert send(bruno, url, b"one more", len(data)).status_code == 409
    assert bruno.post(url + "finish/").status_code == 200


def test_a_part_that_was_half_written_is_written_over(cast, sign_in):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    url = begun(bruno, cast.client, data).json()["url"]
    sent(bruno, url, data, until=2000)
    upload = Upload.objects.get()
    parts.write(upload.public_id, 2000, b"half of a part, and then the machine stopped")

    sent(bruno, url, data, at=2000)
    bruno.post(url + "finish/")

    with storing.open_file(Asset.objects.get().received_file) as reader:
        assert reader.read() == data


def test_what_is_no_picture_is_told_at_its_first_part(cast, sign_in, places, settings):
    bruno = sign_in(cast.bruno)
    settings.MEDIA_MAX_BYTES = 5_000
    for data, name, sentence in [
        (b"PK\3\4" + b"x" * 4000, "film.mp4", "This file is not a video, although it ends in .mp4."),
        (b"\xff\xd8\xff" + b"x" * 9000, "foto.jpg", "This file has 1 MB; 0 is the most."),
        (b"RIFF\0\0\0\0AVI LIST" + b"x" * 3000, "film.avi", "This kind of video is not taken. Export it as MP4 (H.264)."),
    ]:  # fmt: skip
        url = begun(bruno, cast.client, data, name=name).json()["url"]
        at, answer = 0, send(bruno, url, data[:PART], 0)
        while answer.status_code == 200 and at < len(data):
            at = answer.json()["offset"]
            answer = (
                send(bruno, url, data[at : at + PART], at)
                if at < len(data)
                else bruno.post(url + "finish/")
            )
        assert (answer.status_code, answer.json()["said"]) == (422, sentence)
        assert bruno.get(url).status_code == 404
    assert list(places.iterdir()) == []
    assert not Asset.objects.exists()


def test_a_file_beyond_every_bound_is_refused_before_it_is_sent(cast, sign_in, settings):
    bruno = sign_in(cast.bruno)
    settings.MEDIA_MAX_VIDEO_BYTES = 50_000_000
    path = reverse("editorial:uploads", args=[cast.client.slug])
    answer = bruno.post(path, {"name": "film.mp4", "size": "60000000"})
    assert answer.status_code == 422
    assert answer.json()["said"] == "This file has 60 MB; 50 is the most."
    assert (
        bruno.post(path, {"name": "film.mp4", "size": "0"}).json()["said"] == "This file is empty."
    )
    for odd in ("", "-1", "many", "9" * 30):
        assert bruno.post(path, {"name": "film.mp4", "size": odd}).status_code == 400
    assert not Upload.objects.exists()


def test_an_agency_may_have_only_so_much_under_way(cast, rivals, sign_in, settings):
    settings.UPLOADS_MAX_AGENCY_BYTES = 10_000_000
    bruno = sign_in(cast.bruno)
    path = reverse("editorial:uploads", args=[cast.client.slug])
    assert bruno.post(path, {"name": "a.mp4", "size": "9000000"}).status_code == 201
    full = bruno.post(path, {"name": "b.mp4", "size": "2000000"})
    assert full.status_code == 422
    assert "9 MB are on the way already" in full.json()["said"]
    theirs = reverse("editorial:uploads", args=[rivals.client.slug])
    assert sign_in(rivals.eve).post(theirs, {"name": "b.mp4", "size": "2000000"}).status_code == 201
    settings.UPLOADS_MAX_BYTES = 12_000_000
    assert sign_in(rivals.eve).post(theirs, {"name": "c.mp4", "size": "2000000"}).status_code == 422


def test_an_upload_is_its_owners_alone(cast, rivals, sign_in):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    url = begun(bruno, cast.client, data).json()["url"]
    for other in (sign_in(cast.alice), sign_in(rivals.eve)):
        assert other.get(url).status_code == 404
        assert send(other, url, data[:PART], 0).status_code == 404
        assert other.post(url + "finish/").status_code == 404
        assert other.post(url + "cancel/").status_code == 404
    assert send(Browser(), url, data[:PART], 0).status_code == 302
    assert Upload.objects.get().n_received == 0


def test_without_the_safety_mark_nothing_is_taken(cast):
    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(cast.bruno.user)
    assert begun(browser, cast.client, b"x" * 10).status_code == 419
    upload = uploading.begin(
        client=cast.client, member=cast.bruno, file_name="a.jpg", mark="a", n_bytes=10,
        now=database_now(),
    )  # fmt: skip
    url = reverse("editorial:upload", args=[cast.client.slug, upload.public_id])
    assert send(browser, url, b"x" * 10, 0).status_code == 419


def test_what_nobody_went_on_with_for_a_day_is_forgotten(cast, sign_in, places):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    url = begun(bruno, cast.client, data).json()["url"]
    sent(bruno, url, data, until=2000)
    now = database_now()

    assert uploading.forget_expired(now=now + timedelta(hours=23)) == 0
    assert uploading.forget_expired(now=now + timedelta(hours=25)) == 1

    assert list(places.iterdir()) == []
    assert bruno.get(url).status_code == 404


def test_unfinished_ones_stand_on_the_page_and_can_be_given_up_without_a_script(
    cast, sign_in, places
):
    bruno, data = sign_in(cast.bruno), make_pictures.photograph()
    url = begun(bruno, cast.client, data, name="vendemmia.jpg").json()["url"]
    sent(bruno, url, data, until=len(data) // 2)
    shelf = reverse("editorial:library", args=[cast.client.slug])

    page = bruno.get(shelf).content.decode()

    assert "vendemmia.jpg" in page
    assert "Choose the same file again" in page
    page = bruno.post(url + "cancel/", follow=True)
    assert "The unfinished upload is gone." in page.content.decode()
    assert list(places.iterdir()) == []
    assert json.loads(bruno.post(reverse("editorial:uploads", args=[cast.client.slug]), {"name": "a", "size": "5"}).content)["offset"] == 0  # fmt: skip
