"""Pictures of a post: part of what is approved, kept by the database, made to fit what each network takes."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from PIL import Image

from clients.actions import connecting
from editorial import storing
from editorial.actions import drafting, library
from editorial.actions.fitting import file_for
from editorial.actions.picturing import PictureInput
from editorial.actions.refusals import ScheduleRefusedError
from editorial.contents import content_hash, pictures_in
from editorial.lifecycle import DeliveryState as S
from editorial.models import Post, PostAsset, Rendition
from people.clock import database_now
from tests import make_pictures
from tests.make_posts import draft, scheduled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def pair(owner, client_of) -> list[PictureInput]:
    """Two pictures, the second cut square around its left."""
    first = make_pictures.ready(owner, client_of, name="alba.jpg")
    second = make_pictures.ready(
        owner, client_of, make_pictures.photograph((1600, 900)), name="forbici.jpg"
    )
    return [
        PictureInput(first, alt="La vigna all'alba"),
        PictureInput(second, alt="Forbici rosse", crop="1:1", focus_x=17, focus_y=50),
    ]


def content(post: Post) -> dict:
    return drafting.content_of(post)


def edited(post: Post, owner, pictures) -> Post:
    return drafting.edit_post(
        post=post,
        member=owner,
        edit_number=post.edit_number,
        text=post.text,
        versions=[drafting.VersionInput(v.channel) for v in post.versions.all()],
        pictures=pictures,
        now=database_now(),
    )


# --- what is frozen ----------------------------------------------------------------------------------


def test_alt_text_shape_point_and_order_are_part_of_what_is_approved(owner, channel, pair):
    post = draft(owner, channel, pictures=pair)
    hashes = {content_hash(content(post))}
    for changed in (
        [replace(pair[0], alt="Un'altra cosa"), pair[1]],
        [pair[0], replace(pair[1], crop="4:5")],
        [pair[0], replace(pair[1], focus_x=83)],
        [pair[1], pair[0]],
        [pair[0]],
    ):
        post = edited(post, owner, changed)
        hashes.add(content_hash(content(post)))

    assert len(hashes) == 6


def test_a_post_without_pictures_keeps_the_content_it_always_had(owner, channel):
    assert "media" not in content(draft(owner, channel))


def test_changing_an_alt_text_puts_what_is_scheduled_on_hold(owner, channel, pair):
    delivery = scheduled(owner, channel, pictures=pair)

    edited(delivery.post, owner, [replace(pair[0], alt="Nebbia"), pair[1]])

    delivery.refresh_from_db()
    assert (delivery.state, delivery.reason) == (S.BLOCKED, "edited")


def test_an_edit_that_says_nothing_of_pictures_leaves_them(owner, channel, pair):
    post = draft(owner, channel, pictures=pair)

    edited(post, owner, None)

    assert [p.asset_id for p in post.pictures.all()] == [p.asset.pk for p in pair]


def test_the_database_refuses_a_fifth_picture_and_one_of_another_client(owner, channel, client_of):
    post = draft(owner, channel)
    other = type(client_of).objects.create(
        agency=client_of.agency, slug="altri", name="Altri", kind="company"
    )
    theirs = make_pictures.ready(owner, other)
    mine = make_pictures.ready(owner, client_of, name="mia.jpg")
    common = {"agency": post.agency, "client": client_of, "post": post}

    with pytest.raises(IntegrityError), transaction.atomic():
        PostAsset.objects.create(**common, asset=theirs, position=0)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostAsset.objects.create(**common, asset=mine, position=4)
    with pytest.raises(ValueError, match="four"):
        edited(post, owner, [PictureInput(mine), PictureInput(mine)])


# --- what may be scheduled -----------------------------------------------------------------------------


def test_nothing_is_scheduled_with_a_picture_that_is_not_there(owner, channel, client_of):
    waiting = make_pictures.received(owner, client_of)
    with pytest.raises(ScheduleRefusedError, match="still being prepared"):
        scheduled(owner, channel, pictures=[PictureInput(waiting)])

    gone = make_pictures.ready(owner, client_of, name="altra.jpg")
    library.remove(asset=gone, member=owner, now=database_now())
    with pytest.raises(ScheduleRefusedError, match="trash"):
        scheduled(owner, channel, pictures=[PictureInput(gone)])


def test_an_animation_too_heavy_for_the_network_is_refused_before(owner, channel, client_of):
    channel.limits = {**channel.limits, "max_image_bytes": 500}
    channel.save()
    film = make_pictures.ready(owner, client_of, make_pictures.gif(30), name="giro.gif")

    with pytest.raises(ScheduleRefusedError, match="MB"):
        scheduled(owner, channel, pictures=[PictureInput(film)])


def test_without_alt_text_it_goes_all_the_same(owner, channel, client_of):
    plain = make_pictures.ready(owner, client_of)

    assert scheduled(owner, channel, pictures=[PictureInput(plain)]).state == S.SCHEDULED


# --- the file a network gets ------------------------------------------------------------------------


def test_the_file_for_a_network_is_cut_around_the_point_and_fits_its_bounds(owner, channel, pair):
    limits = replace(
        connecting.limits_of(channel), max_image_bytes=40_000, max_image_pixels=250_000
    )
    entry = pictures_in(content(draft(owner, channel, pictures=pair)))[1]

    made = file_for(entry, client_id=channel.client_id, limits=limits, now=database_now())

    assert made.mime == "image/jpeg"
    assert made.n_bytes <= 40_000
    assert made.width == made.height
    assert made.width * made.height <= 250_000
    assert made.box == [0, 0, 900, 900]
    with storing.open_file(made.file) as reader:
        picture = Image.open(io.BytesIO(reader.read()))
    # The left half of the photograph is yellow, and the point lies there.
    assert picture.getpixel((10, 10))[0] > 150
    again = file_for(entry, client_id=channel.client_id, limits=limits, now=database_now())
    assert again.pk == made.pk


def test_a_picture_that_fits_is_sent_as_it_is_kept(owner, channel, pair):
    entry = pictures_in(content(draft(owner, channel, pictures=pair)))[0]
    limits = connecting.limits_of(channel)

    made = file_for(entry, client_id=channel.client_id, limits=limits, now=database_now())

    assert made.purpose == "kept"
    assert not Rendition.objects.filter(purpose="send").exists()
