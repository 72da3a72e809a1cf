"""What is made of a picture that came in: clean files for their purposes, once, whatever its worker meets."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from editorial import storing
from editorial.actions import library, making_pictures
from editorial.models import Asset, AssetState
from editorial.pictures import gif as gif_blocks
from editorial.pictures.names import MOST_CHARS, shown_name
from editorial.words.pictures import note_sentences
from people.clock import database_now
from tests import make_pictures

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def kept(asset: Asset) -> Image.Image:
    """The kept file, opened."""
    with storing.open_file(asset.renditions.get(purpose="kept").file) as reader:
        picture = Image.open(io.BytesIO(reader.read()))
        picture.load()
        return picture


def test_position_camera_and_turning_are_really_gone(cast, media):
    data = make_pictures.photograph((800, 600), orientation=6)
    assert make_pictures.GPS_MARK in data

    asset = make_pictures.ready(cast.bruno, cast.client, data, name="telefono.jpg")

    assert asset.state == AssetState.READY
    assert note_sentences(asset.notes) == ["Location data was removed."]
    assert (asset.width, asset.height) == (600, 800)
    picture = kept(asset)
    assert picture.size == (600, 800)
    assert dict(picture.getexif()) == {}
    # Turned clockwise: what was left (yellow) is now on top.
    top, bottom = picture.getpixel((300, 50)), picture.getpixel((300, 750))
    assert top[0] > 150 > top[2]
    assert bottom[2] > 100 > bottom[0]
    # Nowhere on disk is anything left of the upload itself.
    for path in files_in(media):
        raw = path.read_bytes()
        assert make_pictures.GPS_MARK not in raw
        assert b"Exif" not in raw
    assert len(files_in(media)) == 3


def test_print_colours_are_converted_and_it_is_said(cast):
    data = make_pictures.picture("JPEG", mode="CMYK", colour=(0, 200, 200, 20))

    asset = make_pictures.ready(cast.bruno, cast.client, data)

    assert note_sentences(asset.notes) == [
        "Colours converted for screens; please check the preview."
    ]
    assert kept(asset).mode == "RGB"


def test_a_see_through_picture_stays_see_through_and_an_opaque_one_loses_the_channel(cast):
    glass = make_pictures.picture("PNG", mode="RGBA", colour=(9, 9, 9, 90))
    solid = make_pictures.picture("PNG", mode="RGBA", colour=(9, 9, 9, 255))

    assert kept(make_pictures.ready(cast.bruno, cast.client, glass)).mode == "RGBA"
    assert kept(make_pictures.ready(cast.bruno, cast.client, solid)).mode == "RGB"


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16"])
def test_every_kind_of_pixels_becomes_a_picture_for_screens(cast, mode):
    out = io.BytesIO()
    Image.new("L", (90, 60), 128).convert("L" if mode == "I;16" else mode).save(out, "PNG")
    if mode == "I;16":
        out = io.BytesIO()
        Image.new("I;16", (90, 60), 40_000).save(out, "PNG")

    asset = make_pictures.ready(cast.bruno, cast.client, out.getvalue())

    assert asset.state == AssetState.READY
    picture = kept(asset)
    assert picture.mode in ("RGB", "RGBA")
    if mode == "I;16":
        assert abs(picture.getpixel((5, 5))[0] - 156) < 3


def test_an_animation_stays_one_without_its_comments_and_what_follows_its_end(cast, media):
    data = make_pictures.gif(12, comment=b"made at home") + b"<script>alert(1)</script>"

    asset = make_pictures.ready(cast.bruno, cast.client, data, name="giro.gif")

    assert (asset.state, asset.mime, asset.n_frames) == ("ready", "image/gif", 12)
    assert asset.is_animated
    with storing.open_file(asset.renditions.get(purpose="kept").file) as reader:
        clean = reader.read()
    assert gif_blocks.count_frames(clean) == 12
    assert b"made at home" not in clean
    assert b"script" not in clean
    assert Image.open(io.BytesIO(clean)).n_frames == 12


def test_of_other_things_that_move_the_first_frame_is_used(cast):
    frames = [Image.new("RGB", (60, 40), (n * 40, 9, 9)) for n in range(4)]
    out = io.BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])

    asset = make_pictures.ready(cast.bruno, cast.client, out.getvalue())

    assert (asset.state, asset.n_frames, asset.notes) == ("ready", 1, ["first_frame"])


def test_the_files_have_the_sizes_of_their_purpose(cast):
    asset = make_pictures.ready(cast.bruno, cast.client, make_pictures.picture(size=(4000, 3000)))

    sizes = {r.purpose: (r.width, r.height) for r in asset.renditions.all()}
    assert sizes == {"kept": (4000, 3000), "screen": (1600, 1200), "thumb": (320, 240)}
    for rendition in asset.renditions.all():
        with storing.open_file(rendition.file) as reader:
            assert Image.open(io.BytesIO(reader.read())).size == (
                rendition.width,
                rendition.height,
            )


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\fakepath\\vigna.jpg", "vigna.jpg"),
        ("..", "file"),
        ("a\x00b\n.jpg", "ab.jpg"),
    ],
)
def test_a_name_is_only_shown_and_its_path_is_dropped(cast, media, raw, shown):
    asset = make_pictures.ready(cast.bruno, cast.client, name=raw)

    assert asset.name == shown
    names = {str(path.relative_to(media)) for path in files_in(media)}
    assert all(name.startswith("pictures/") and asset.public_id.hex in name for name in names)
    assert not any("passwd" in name or "vigna" in name for name in names)


def test_a_name_of_three_hundred_characters_is_shortened_and_keeps_its_ending():
    name = shown_name("x" * 300 + ".jpeg")

    assert len(name) <= MOST_CHARS
    assert name.endswith("….jpeg")


def test_the_same_bytes_twice_are_one_picture_and_come_out_of_the_trash(cast):
    first = make_pictures.ready(cast.bruno, cast.client)
    library.remove(asset=first, member=cast.bruno, now=database_now())

    again = library.receive(
        client=cast.client,
        member=cast.rita,
        file_name="other.jpg",
        data=make_pictures.picture(colour=make_pictures._colour_of("vigna.jpg")),
        now=database_now(),
    )

    assert not again.is_new
    assert again.asset.pk == first.pk
    first.refresh_from_db()
    assert first.removed_at is None


def test_an_upload_is_leased_and_taken_up_again_when_its_worker_dies(cast):
    asset = make_pictures.received(cast.bruno, cast.client)
    now = database_now()
    Asset.objects.filter(pk=asset.pk).update(lease_until=now + making_pictures.LEASE, n_tries=1)

    assert making_pictures.make_due(now=now) == 0
    assert making_pictures.make_due(now=now + making_pictures.LEASE + timedelta(seconds=1)) == 1
    asset.refresh_from_db()
    assert asset.state == AssetState.READY


def test_an_upload_that_kills_its_worker_each_time_is_given_up(cast):
    asset = make_pictures.received(cast.bruno, cast.client)
    Asset.objects.filter(pk=asset.pk).update(n_tries=making_pictures.MOST_TRIES)

    making_pictures.make_due(now=database_now())

    asset.refresh_from_db()
    assert (asset.state, asset.reason) == (AssetState.REFUSED, "not_readable")


def test_a_store_that_is_away_says_nothing_about_the_picture(cast):
    asset = make_pictures.received(cast.bruno, cast.client)
    Asset.objects.filter(pk=asset.pk).update(received_file="pictures/gone/received.jpg")

    now = database_now()
    making_pictures.make_due(now=now)

    asset.refresh_from_db()
    assert asset.state == AssetState.RECEIVED
    assert asset.lease_until == now + making_pictures.RETRY_IN
    assert asset.n_tries == 0


@pytest.mark.parametrize(
    ("bucket", "storage"), [("", "FileSystemStorage"), ("pictures-of-agency", "ObjectStore")]
)
def test_where_pictures_lie_is_a_setting_and_nothing_of_amazon_is_loaded_without_it(
    bucket, storage
):
    script = (
        "import sys, django; django.setup()\n"
        "from django.core.files.storage import default_storage as store\n"
        "store.exists\n"
        "print(type(store._wrapped).__name__, 'boto3' in sys.modules)\n"
        "print(getattr(store, 'file_overwrite', ''))\n"
    )
    more = {
        "MEDIA_S3_BUCKET": bucket,
        "MEDIA_S3_ENDPOINT": "https://store.example",
        "MEDIA_S3_ACCESS_KEY": "key",
        "MEDIA_S3_SECRET_KEY": "secret",
    }
    run = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **more, "DJANGO_SETTINGS_MODULE": "smm.settings"},
    )

    first, second = run.stdout.splitlines()
    assert first == f"{storage} {bool(bucket)}"
    assert second.split() == (["False"] if bucket else [])
