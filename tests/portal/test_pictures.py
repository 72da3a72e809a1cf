"""Pictures in the portal: those of the posts the client was asked about, and nothing else of the library."""

from __future__ import annotations

import re

import pytest
from pytest_django import Settings

from editorial.actions import asking, drafting
from editorial.actions.drafting import VersionInput
from editorial.actions.picturing import PictureInput
from editorial.models import Review
from people.clock import database_now
from tests import make_pictures
from tests.cast import Cast, Rivals
from tests.portal.people import TEXT, visitor


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def _asked_with_picture(cast: Cast) -> tuple[Review, object]:
    asset = make_pictures.ready(cast.bruno, cast.client, name="nome-interno.jpg", alt="Un filare")
    post = drafting.create_post(
        member=cast.bruno,
        client=cast.client,
        text=TEXT,
        versions=[VersionInput(cast.channel)],
        pictures=[PictureInput(asset=asset, alt="Un filare all'alba")],
        now=database_now(),
    )
    review, _contacts = asking.ask_client(post=post, member=cast.rita, now=database_now())
    return review, asset


def test_the_preview_shows_the_picture_at_an_address_the_link_opens(cast: Cast) -> None:
    _asked_with_picture(cast)
    carla = visitor(cast.carla)
    body = carla.get().content.decode()
    found = re.search(r'href="(/p/[^"]+/pictures/[^"]+/)"', body)
    assert found
    assert "Un filare all&#x27;alba" in body
    answer = carla.browser.get(found[1])
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("image/")
    assert "no-store" in answer.headers["Cache-Control"]
    assert "nome-interno" not in body + answer.headers["Content-Disposition"]


def test_the_rest_of_the_library_stays_shut(cast: Cast, rivals: Rivals) -> None:
    _review, asked_about = _asked_with_picture(cast)
    other = make_pictures.ready(cast.bruno, cast.client, name="altra.jpg")
    assert visitor(cast.carla).get(f"pictures/{other.public_id}/").status_code == 404
    stranger = visitor(rivals.contact)
    assert stranger.get(f"pictures/{asked_about.public_id}/").status_code == 404


def test_another_picture_is_a_change_that_asks_again(cast: Cast) -> None:
    review, _asset = _asked_with_picture(cast)
    carla = visitor(cast.carla)
    carla.get()
    other = make_pictures.ready(cast.bruno, cast.client, name="altra.jpg")
    post = review.post
    post.refresh_from_db()
    drafting.edit_post(
        post=post,
        member=cast.bruno,
        edit_number=post.edit_number,
        text=TEXT,
        versions=[VersionInput(cast.channel)],
        pictures=[PictureInput(asset=other)],
        now=database_now(),
    )
    assert carla.approve(review).status_code == 409
    asking.ask_client(post=post, member=cast.rita, now=database_now())
    cast.carla.language = "en"
    cast.carla.save(update_fields=["language"])
    assert "The pictures or their descriptions changed." in carla.get().content.decode()


def test_the_video_a_client_was_asked_about_plays_and_no_other_file_of_it_opens(
    cast: Cast, rivals: Rivals
) -> None:
    make_videos = pytest.importorskip("tests.make_videos")
    film = make_pictures.ready(cast.bruno, cast.client, make_videos.film(), name="interno.mp4")
    post = drafting.create_post(
        member=cast.bruno,
        client=cast.client,
        text=TEXT,
        versions=[VersionInput(cast.channel)],
        pictures=[PictureInput(asset=film, alt="Si raccoglie")],
        now=database_now(),
    )
    asking.ask_client(post=post, member=cast.rita, now=database_now())
    carla = visitor(cast.carla)
    body = carla.get().content.decode()
    found = re.search(r'<source src="(/p/[^"]+/pictures/[^"]+/\?film)" type="video/mp4">', body)
    assert found
    assert 'poster="/p/' in body
    part = carla.browser.get(found[1], headers={"range": "bytes=0-99"})
    assert (part.status_code, part.headers["Content-Type"]) == (206, "video/mp4")
    assert "interno" not in body + part.headers["Content-Disposition"]
    assert visitor(rivals.contact).get(f"pictures/{film.public_id}/?film").status_code == 404
    picture = make_pictures.ready(cast.bruno, cast.client, name="altra.jpg")
    assert carla.get(f"pictures/{picture.public_id}/?film").status_code == 404
