"""The library as people see it: uploads, filters, alt text, the trash, and who may see which file."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editorial.actions import library, making_pictures
from editorial.actions.picturing import PictureInput
from editorial.models import Asset, Post
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make, make_pictures, make_posts

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


def shelf(client) -> str:
    return reverse("editorial:library", args=[client.slug])


def page_of(asset, name="editorial:asset", *more) -> str:
    return reverse(name, args=[asset.client.slug, asset.public_id, *more])


def file(data: bytes, name: str = "vigna.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def words_of(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


# --- the library -------------------------------------------------------------------------------------


def test_several_files_are_uploaded_by_a_plain_form_and_are_prepared_by_the_worker(cast, sign_in):
    bruno = sign_in(cast.bruno)
    files = [file(make_pictures.picture(colour=(n, n, n)), f"foto-{n}.jpg") for n in (10, 60, 110)]

    page = bruno.post(shelf(cast.client), {"files": files}, follow=True)

    assert page.status_code == 200
    assert "3 pictures uploaded." in words_of(page)
    assert "being prepared" in words_of(page)
    assert 'data-controller="poll"' in page.content.decode()
    assert AuditEntry.objects.filter(verb="picture.uploaded").count() == 3
    making_pictures.make_due(now=database_now())
    page = bruno.get(shelf(cast.client))
    assert "being prepared" not in words_of(page)
    assert page.content.decode().count("/file/thumb/") == 3


def test_a_refused_file_is_named_and_the_others_are_taken(cast, sign_in):
    page = sign_in(cast.bruno).post(
        shelf(cast.client),
        {"files": [file(b"<html>", "photo.jpg"), file(make_pictures.picture(), "vera.jpg")]},
    )

    assert page.status_code == 422
    assert "photo.jpg: This file is not a picture, although it ends in .jpg." in words_of(page)
    assert [a.name for a in Asset.objects.all()] == ["vera.jpg"]


def test_a_file_above_the_bound_is_dropped_while_it_comes_in(cast, sign_in, settings):
    settings.MEDIA_MAX_BYTES = 1_000_000

    page = sign_in(cast.bruno).post(
        shelf(cast.client),
        {"files": [file(b"\xff\xd8\xff" + b"x" * 3_000_000, "enorme.jpg")]},
    )

    assert page.status_code == 422
    assert "enorme.jpg: This file is too big; 1 MB is the most." in words_of(page)
    assert not Asset.objects.exists()


def test_an_upload_without_a_file_says_so(cast, sign_in):
    page = sign_in(cast.bruno).post(shelf(cast.client), {})

    assert page.status_code == 422
    assert "Choose at least one file." in words_of(page)


def test_the_part_that_asks_again_shows_the_thumbnail_and_what_was_changed(cast, sign_in):
    asset = make_pictures.received(cast.bruno, cast.client, make_pictures.photograph())
    bruno = sign_in(cast.bruno)
    assert "poll" in bruno.get(page_of(asset, "editorial:asset_state")).content.decode()

    making_pictures.make_due(now=database_now())

    part = bruno.get(page_of(asset, "editorial:asset_state"))
    assert "poll" not in part.content.decode()
    assert "Location data was removed." in words_of(part)


def test_the_page_of_a_picture_brings_all_of_it_once_it_is_prepared(cast, sign_in):
    asset = make_pictures.received(cast.bruno, cast.client, make_pictures.photograph())
    bruno = sign_in(cast.bruno)
    assert "state/?whole=1" in bruno.get(page_of(asset)).content.decode()

    making_pictures.make_due(now=database_now())

    part = bruno.get(page_of(asset, "editorial:asset_state") + "?whole=1").content.decode()
    assert "poll" not in part
    assert "/file/screen/" in part
    assert "/file/kept/" in part
    assert "1,200 × 900 px" in part


def test_the_filters_show_the_unused_the_undescribed_and_the_trash(cast, sign_in):
    used = make_pictures.ready(cast.bruno, cast.client, name="usata.jpg", alt="Con testo")
    make_pictures.ready(cast.bruno, cast.client, name="libera.jpg")
    gone = make_pictures.ready(cast.bruno, cast.client, name="via.jpg")
    library.remove(asset=gone, member=cast.bruno, now=database_now())
    make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(used)])
    bruno = sign_in(cast.bruno)

    def names(query: str) -> list[str]:
        html = bruno.get(shelf(cast.client) + query).content.decode()
        return re.findall(r"<bdi>((?:usata|libera|via)\.jpg)</bdi>", html)

    assert names("") == ["libera.jpg", "usata.jpg"]
    assert names("?show=unused") == ["libera.jpg"]
    assert names("?show=no_alt") == ["libera.jpg"]
    assert names("?show=trash") == ["via.jpg"]
    assert names("?q=testo") == ["usata.jpg"]


def test_a_card_says_how_many_posts_show_the_picture_and_its_page_names_them(cast, sign_in):
    used = make_pictures.ready(cast.bruno, cast.client)
    post = make_posts.draft(
        cast.bruno, cast.channel, text="La vigna oggi.", pictures=[PictureInput(used)]
    )

    browser = sign_in(cast.bruno)
    page = browser.get(shelf(cast.client))
    assert "in 1 post" in words_of(page)
    assert f"{page_of(used)}#used-h" in page.content.decode()

    named = browser.get(page_of(used))
    assert "La vigna oggi." in words_of(named)
    assert reverse("editorial:post", args=[cast.client.slug, post.public_id]) in (
        named.content.decode()
    )


def test_alt_text_is_written_for_what_comes_and_posts_keep_theirs(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)
    post = make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(asset, alt="Prima")])

    sign_in(cast.bruno).post(page_of(asset), {"alt": "  Filari nella nebbia "})

    asset.refresh_from_db()
    assert asset.alt == "Filari nella nebbia"
    assert post.pictures.get().alt == "Prima"


def test_a_picture_of_planned_posts_cannot_be_removed_and_the_page_names_them(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)
    for n in range(3):
        make_posts.scheduled(
            cast.alice, cast.channel, text=f"Programmato {n}", pictures=[PictureInput(asset)]
        )

    page = sign_in(cast.bruno).post(page_of(asset, "editorial:asset_remove"))

    assert page.status_code == 409
    assert "Used by 3 planned posts" in words_of(page)
    assert "Replace it there first." in words_of(page)
    for post in Post.objects.all():
        assert reverse("editorial:edit", args=[cast.client.slug, post.public_id]) in (
            page.content.decode()
        )
    asset.refresh_from_db()
    assert asset.removed_at is None


def test_the_trash_gives_back_for_thirty_days_and_then_forgets(cast, sign_in, settings):
    asset = make_pictures.ready(cast.bruno, cast.client)
    bruno = sign_in(cast.bruno)
    bruno.post(page_of(asset, "editorial:asset_remove"))
    bruno.post(page_of(asset, "editorial:asset_restore"))
    asset.refresh_from_db()
    assert asset.removed_at is None

    bruno.post(page_of(asset, "editorial:asset_remove"))
    now = database_now()
    assert library.empty_trash(now=now + library.KEPT_IN_TRASH - make.timedelta(hours=1)) == 0
    assert library.empty_trash(now=now + library.KEPT_IN_TRASH + make.timedelta(hours=1)) == 1
    assert not [p for p in settings.MEDIA_ROOT.rglob("*") if p.is_file()]


def test_what_a_post_still_shows_is_not_emptied_with_the_trash(cast):
    asset = make_pictures.ready(cast.bruno, cast.client)
    make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(asset)])
    library.remove(asset=asset, member=cast.bruno, now=database_now())

    assert library.empty_trash(now=database_now() + 2 * library.KEPT_IN_TRASH) == 0


# --- the files ---------------------------------------------------------------------------------------


def test_a_file_is_for_those_who_see_the_client_and_tells_its_type(cast, rivals, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client, name="vigna d'alba.jpg")
    address = page_of(asset, "editorial:picture", "thumb")
    stranger = make.member(cast.alice, Role.EDITOR)

    answer = sign_in(cast.bruno).get(address)

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''vigna%20d%27alba")
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert sign_in(stranger).get(address).status_code == 404
    assert sign_in(rivals.eve).get(address).status_code == 404
    assert sign_in(None).get(address).status_code == 302
    for purpose in ("send", "received", "nothing"):
        other = page_of(asset, "editorial:picture", purpose)
        assert sign_in(cast.bruno).get(other).status_code == 404


def test_the_address_of_another_clients_picture_is_not_found_under_ones_own(cast, rivals, sign_in):
    theirs = make_pictures.ready(rivals.eve, rivals.client)
    address = reverse("editorial:picture", args=[cast.client.slug, theirs.public_id, "thumb"])

    assert sign_in(cast.alice).get(address).status_code == 404


def test_the_full_file_is_downloaded_and_never_shown_in_place(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)

    answer = sign_in(cast.bruno).get(page_of(asset, "editorial:picture", "kept"))

    assert answer["Content-Disposition"].startswith("attachment;")


def test_a_colleague_without_the_right_to_write_sees_the_library_and_changes_nothing(cast, sign_in):
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    asset = make_pictures.ready(cast.bruno, cast.client)
    browser = sign_in(analyst)

    assert browser.get(shelf(cast.client)).status_code == 200
    assert 'type="file"' not in browser.get(shelf(cast.client)).content.decode()
    assert browser.post(page_of(asset), {"alt": "x"}).status_code == 403
    upload = {"files": [io.BytesIO(make_pictures.picture())]}
    assert browser.post(shelf(cast.client), upload).status_code == 403
