"""Videos: prepared by the worker, refused in words when broken or hostile, handed to networks as they take them."""

from __future__ import annotations

import io
import itertools
import json
import os
import time
import urllib.request
import zipfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from clients.actions import connecting
from editorial import storing
from editorial.actions import making_pictures, preparing
from editorial.actions.drafting import content_of
from editorial.actions.fitting import file_for
from editorial.actions.picturing import PictureInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import pictures_in
from editorial.lifecycle import DeliveryState as S
from editorial.models import Asset, AssetState
from editorial.pictures import confined
from editorial.pictures.rules import Refusal
from editorial.words.pictures import note_sentences, refusal_sentence, sentence_of
from people.clock import database_now
from tests import make_pictures
from tests.make_posts import draft, just_after, run_round, scheduled
from tests.waiting import eventually, processor_s

av = pytest.importorskip("av", reason="the environment is older than requirements/dev.txt")
make_videos = pytest.importorskip("tests.make_videos")


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


# --- what is taken -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_video_comes_by_the_plain_form_and_is_prepared_by_the_worker(cast, sign_in, settings):
    settings.MEDIA_MAX_BYTES = 50_000  # of a picture: a video has a bound of its own
    shelf = reverse("editorial:library", args=[cast.client.slug])
    file = SimpleUploadedFile("vendemmia.mp4", make_videos.film(), "video/mp4")

    page = sign_in(cast.bruno).post(shelf, {"files": [file]}, follow=True)

    assert page.status_code == 200
    asset = Asset.objects.get()
    assert (asset.kind, asset.state) == ("video", AssetState.RECEIVED)
    making_pictures.make_due(now=database_now())
    asset.refresh_from_db()
    assert asset.state == AssetState.READY
    assert (asset.width, asset.height, asset.duration_ms, asset.mime) == (
        320,
        180,
        2000,
        "video/mp4",
    )
    assert {r.purpose: r.mime for r in asset.renditions.all()} == {
        "kept": "video/mp4",
        "screen": "image/jpeg",
        "thumb": "image/jpeg",
    }
    page = sign_in(cast.bruno).get(shelf).content.decode()
    assert "0:02" in page
    assert "/file/thumb/" in page


@pytest.mark.django_db
def test_place_and_author_are_really_gone_and_it_plays_before_it_is_all_there(cast):
    data = make_videos.film()
    assert make_videos.PLACE_BOX in data
    assert make_videos.SECRET.encode() in data

    asset = ready(cast.bruno, cast.client, data)

    kept = bytes_of(asset.renditions.get(purpose="kept"))
    assert make_videos.PLACE_BOX not in kept
    assert make_videos.SECRET.encode() not in kept
    assert kept.index(b"moov") < kept.index(b"mdat")
    assert "Location data was removed." in note_sentences(asset.notes)
    assert "Converted to MP4 (H.264), which every network takes." not in note_sentences(asset.notes)
    assert make_videos.seconds_of(kept) == pytest.approx(2, abs=0.1)


@pytest.mark.django_db
def test_another_kind_of_video_is_made_into_the_one_that_networks_take(cast):
    data = make_videos.film(format="webm", codec="libvpx-vp9", sound="libopus")

    asset = ready(cast.bruno, cast.client, data, "vendemmia.webm")

    kept = bytes_of(asset.renditions.get(purpose="kept"))
    with av.open(io.BytesIO(kept)) as opened:
        assert opened.streams.video[0].codec_context.name == "h264"
        assert opened.streams.audio[0].codec_context.name == "aac"
    assert make_videos.seconds_of(kept) == pytest.approx(2, abs=0.2)
    assert make_videos.SECRET.encode() not in kept
    assert "Converted to MP4 (H.264), which every network takes." in note_sentences(asset.notes)


@pytest.mark.django_db
def test_a_video_filmed_upright_is_upright_on_the_poster_and_in_what_a_network_gets(cast):
    asset = ready(cast.bruno, cast.client, make_videos.film(turn=90))

    assert (asset.width, asset.height) == (180, 320)
    poster = Image.open(io.BytesIO(bytes_of(asset.renditions.get(purpose="screen"))))
    assert poster.size == (180, 320)


@pytest.mark.django_db
def test_the_same_video_twice_is_one(cast):
    first = ready(cast.bruno, cast.client, make_videos.film())
    again = make_pictures.received(cast.bruno, cast.client, make_videos.film(), name="copia.mp4")

    assert again.pk == first.pk


# --- what is refused --------------------------------------------------------------------------------


def zipped() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("film.mp4", b"x" * 5000)
    return out.getvalue()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (zipped(), "film.mp4", "This file is not a video, although it ends in .mp4."),
        (b"<html>", "film.mov", "This file is not a video, although it ends in .mov."),
        (b"#EXTM3U\nfile:///etc/passwd\n", "film.mp4", "This file is not a video, although it ends in .mp4."),
        (b"RIFF\0\0\0\0AVI LIST" + b"\0" * 600, "film.avi", "This kind of video is not taken. Export it as MP4 (H.264)."),
        (b"", "film.mp4", "This file is empty."),
    ],
)  # fmt: skip
def test_what_only_pretends_to_be_a_video_is_refused_at_once_and_leaves_nothing(
    cast, media, data, name, sentence
):
    with pytest.raises(Refusal) as refused:
        make_pictures.received(cast.bruno, cast.client, data, name=name)

    assert refusal_sentence(refused.value, name=name) == sentence
    assert not Asset.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


ENDS_EARLY = "This video ends early; the file seems incomplete. Upload it again."


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: make_videos.film()[:-20_000], ENDS_EARLY),
        (lambda: make_videos.film(format="matroska")[:120_000], ENDS_EARLY),
        (lambda: make_videos.FTYP + b"\0" * 100, ENDS_EARLY),
        (lambda: make_videos.FTYP + b"\0\0\0\1mdat" + b"\xff" * 8 + os.urandom(3_000_000), ENDS_EARLY),
        (lambda: b"\x1aE\xdf\xa3" + os.urandom(2_000_000), ENDS_EARLY),
        (lambda: make_videos.film(n_more_sounds=15), "This file holds 17 tracks; 12 is the most. Export only the video and its sound."),
        (lambda: make_videos.film(n_more_sounds=90), "This video takes too much to open. Export it again as MP4 (H.264), in Full HD."),
        (make_videos.bomb, "There is no video in this file. Export it again as MP4 (H.264)."),
        (lambda: make_videos.bomb(8_000, 2_000), "This video has 8,000 × 2,000 pixels; 4K (4096 × 2304) is the most. Export it smaller."),
        (lambda: make_videos.film(format="mp4", codec="libx264", size=(8, 8)), "This video is too small to be seen. Export it bigger."),
    ],
)  # fmt: skip
def test_what_is_broken_or_meant_to_break_us_is_refused_in_words_and_in_seconds(
    cast, make, sentence
):
    data = make()
    started = processor_s()

    asset = ready(cast.bruno, cast.client, data)

    assert asset.state == AssetState.REFUSED
    assert sentence_of(asset.reason, asset.reason_params, name=asset.name) == sentence
    assert asset.received_file == ""
    assert processor_s() - started < 40


@pytest.mark.django_db
def test_a_video_above_the_bound_is_refused_with_both_numbers(cast, settings):
    settings.MEDIA_MAX_VIDEO_BYTES = 2_000_000
    with pytest.raises(Refusal) as refused:
        make_pictures.received(
            cast.bruno, cast.client, make_videos.FTYP + b"x" * 3_000_000, name="film.mp4"
        )

    assert refusal_sentence(refused.value) == "This file has 4 MB; 2 is the most."


def test_a_video_in_4k_is_opened_with_six_hundred_megabytes(tmp_path):
    source = tmp_path / "source"
    source.write_bytes(make_videos.film(size=(3840, 2160), seconds=1, fps=5))

    answer = confined.run({"deed": "prepare_video", "source": str(source), "folder": str(tmp_path)})

    assert answer["n_bytes_of_memory"] < 600_000_000


# --- what a network gets ----------------------------------------------------------------------------


def hand_over(delivery):
    """As the rounds do it: again, until the network has finished with the video."""
    n_rounds = itertools.count()

    def is_done() -> bool:
        at = delivery.due_at - timedelta(minutes=20) + timedelta(seconds=10 * next(n_rounds))
        preparing.prepare_due(clock=lambda: at)
        time.sleep(0.1)
        return not delivery.steps.filter(kind="media", done_at=None).exists()

    assert eventually(is_done, seconds=30), "the network never finished with the video"


@pytest.mark.django_db(transaction=True)
def test_a_video_goes_to_a_network_as_it_is_kept_where_it_fits(owner, client_of, channel, sandbox):
    film = ready(owner, client_of, make_videos.film())
    delivery = scheduled(
        owner, channel, text="Vendemmia.", pictures=[PictureInput(film, alt="Si raccoglie")]
    )

    hand_over(delivery)
    assert run_round(just_after(delivery)) == 1

    delivery.refresh_from_db()
    assert delivery.state == S.PUBLISHED
    step = delivery.steps.get(kind="media")
    assert step.payload["duration_s"] == 2.0
    assert step.payload["mime"] == "video/mp4"
    token = connecting.open_channel(delivery.channel).credentials.access_token.reveal()
    request = urllib.request.Request(
        f"{sandbox.origin}/api/v1/statuses/{delivery.proof['remote_id']}",
        headers={"authorization": f"Bearer {token}"},
    )
    (shown,) = json.loads(urllib.request.urlopen(request).read())["media_attachments"]
    assert (shown["type"], shown["description"]) == ("video", "Si raccoglie")
    sent = urllib.request.urlopen(shown["url"]).read()
    assert sent == bytes_of(film.renditions.get(purpose="kept"))


@pytest.mark.django_db(transaction=True)
def test_a_video_too_heavy_for_a_network_is_made_to_fit_once(owner, client_of, channel):
    film = ready(owner, client_of, make_videos.film(seconds=4))
    most = film.n_bytes // 3
    limits = replace(connecting.limits_of(channel), max_video_bytes=most)
    entry = pictures_in(content_of(draft(owner, channel, pictures=[PictureInput(film)])))[0]

    made = file_for(entry, client_id=client_of.pk, limits=limits, now=database_now())

    assert made.purpose == "send"
    assert made.n_bytes <= most
    assert make_videos.seconds_of(bytes_of(made)) == pytest.approx(4, abs=0.3)
    again = file_for(entry, client_id=client_of.pk, limits=limits, now=database_now())
    assert again.pk == made.pk


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("limits", "words"),
    [({"max_video_bytes": 9_000}, "MB"), ({"max_videos": 0}, "video"), ({"max_video_s": 1}, "lasts 0:02")],
)  # fmt: skip
def test_what_a_network_would_not_take_is_refused_when_it_is_scheduled(
    owner, client_of, channel, limits, words
):
    channel.limits = {**channel.limits, **limits}
    channel.save()
    film = ready(owner, client_of, make_videos.film())

    with pytest.raises(ScheduleRefusedError, match=words):
        scheduled(owner, channel, pictures=[PictureInput(film)])


# --- playing -----------------------------------------------------------------------------------------


@pytest.fixture
def film(cast) -> Asset:
    """A video of the library."""
    return ready(cast.bruno, cast.client, make_videos.film(), alt="Si raccoglie l'uva")
