"""Pictures in the editor: uploaded, ordered, described, taken out and refused there, without JavaScript."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from editorial.actions import making_pictures
from editorial.actions.picturing import PictureInput
from editorial.models import Asset, Post
from people.clock import database_now
from tests import make_pictures, make_posts
from tests.editorial.filling import fields

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    """Files of this test lie in a directory of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"


def file(data: bytes, name: str = "vigna.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, "application/octet-stream")


def words_of(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


# --- the editor --------------------------------------------------------------------------------------


def test_pictures_are_uploaded_ordered_described_and_saved_without_javascript(cast, sign_in):
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode()) | {"text": "Con due foto."}
    files = [file(make_pictures.picture(colour=(n, 9, 9)), f"foto-{n}.jpg") for n in (10, 90)]

    page = bruno.post(url, {**data, "files": files, "deed": "pictures:add"})
    assert page.status_code == 200
    assert not Post.objects.exists()
    assert "Write something." not in words_of(page)
    making_pictures.make_due(now=database_now())
    first, second = Asset.objects.order_by("name")
    data = fields(page.content.decode())
    assert data["text"] == ["Con due foto."]
    assert data["picture"] == [str(first.public_id), str(second.public_id)]

    page = bruno.post(url, {**data, "deed": f"pictures:up:{second.public_id}"})
    data = fields(page.content.decode())
    assert data["picture"] == [str(second.public_id), str(first.public_id)]
    data |= {
        f"pic-{second.public_id.hex}-alt": "La seconda, ora prima",
        f"pic-{second.public_id.hex}-crop": "1:1",
        f"pic-{second.public_id.hex}-focus": "17-50",
    }

    saved = bruno.post(url, {**data, "deed": "save"})

    assert saved.status_code == 302
    rows = list(Post.objects.get().pictures.all())
    assert [r.asset_id for r in rows] == [second.pk, first.pk]
    assert (rows[0].alt, rows[0].crop, rows[0].focus_x) == ("La seconda, ora prima", "1:1", 17)
    shown = bruno.get(saved.url).content.decode()
    assert 'viewBox="0 0 480 480"' in shown
    assert 'aria-label="La seconda, ora prima"' in shown


def test_pictures_of_the_library_are_chosen_and_begin_with_their_alt_text(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client, alt="Filari nella nebbia")
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode())

    page = bruno.post(
        url, {**data, "text": "x", "choose": [str(asset.public_id)], "deed": "pictures:add"}
    )

    chosen = fields(page.content.decode())
    assert chosen["picture"] == [str(asset.public_id)]
    assert chosen[f"pic-{asset.public_id.hex}-alt"] == ["Filari nella nebbia"]


def test_a_picture_is_taken_out_and_the_post_saved_without_it(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)
    post = make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(asset, alt="A")])
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:edit", args=[cast.client.slug, post.public_id])
    data = fields(bruno.get(url).content.decode())

    page = bruno.post(url, {**data, "deed": f"pictures:remove:{asset.public_id}"})
    assert post.pictures.count() == 1
    bruno.post(url, {**fields(page.content.decode()), "deed": "save"})

    assert post.pictures.count() == 0


def test_more_than_four_pictures_are_refused_in_place_and_all_stay_in_the_form(cast, sign_in):
    assets = [make_pictures.ready(cast.bruno, cast.client, name=f"{n}.jpg") for n in range(5)]
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode()) | {"text": "Troppe."}

    page = bruno.post(url, {**data, "picture": [str(a.public_id) for a in assets], "deed": "save"})

    assert page.status_code == 422
    assert "4 pictures at most; there are 5." in words_of(page)
    assert len(fields(page.content.decode())["picture"]) == 5


def test_a_refused_file_in_the_editor_saves_nothing_and_loses_no_word(cast, sign_in):
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode()) | {"text": "Parole da tenere."}

    page = bruno.post(url, {**data, "files": [file(b"", "vuota.png")], "deed": "save"})

    assert page.status_code == 422
    assert "vuota.png: This file is empty." in words_of(page)
    assert fields(page.content.decode())["text"] == ["Parole da tenere."]
    assert not Post.objects.exists()


def test_a_post_may_be_only_a_picture(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode())

    saved = bruno.post(url, {**data, "picture": [str(asset.public_id)], "deed": "save"})

    assert saved.status_code == 302
    assert Post.objects.get().pictures.count() == 1


def test_another_agencys_picture_cannot_be_put_into_a_post(cast, rivals, sign_in):
    theirs = make_pictures.ready(rivals.eve, rivals.client)
    bruno = sign_in(cast.bruno)
    url = reverse("editorial:new", args=[cast.client.slug])
    data = fields(bruno.get(url).content.decode()) | {"text": "x"}

    page = bruno.post(
        url, {**data, "choose": [str(theirs.public_id), "no-id"], "deed": "pictures:add"}
    )

    assert page.status_code == 200
    assert "picture" not in fields(page.content.decode())


def test_what_a_channel_would_refuse_of_a_picture_is_said_in_the_editor(cast, sign_in):
    cast.channel.limits = {"max_image_bytes": 500}
    cast.channel.save()
    film = make_pictures.ready(cast.bruno, cast.client, make_pictures.gif(30), name="giro.gif")
    post = make_posts.draft(cast.bruno, cast.channel, pictures=[PictureInput(film)])

    page = sign_in(cast.bruno).get(
        reverse("editorial:edit", args=[cast.client.slug, post.public_id])
    )

    assert "MB; " in words_of(page)
    assert "An animation goes out as it is." in words_of(page)


def test_a_copy_has_the_pictures_too(cast, sign_in):
    asset = make_pictures.ready(cast.bruno, cast.client)
    post = make_posts.draft(
        cast.bruno, cast.channel, pictures=[PictureInput(asset, alt="A", crop="4:5")]
    )

    sign_in(cast.bruno).post(reverse("editorial:copy", args=[cast.client.slug, post.public_id]))

    copy = Post.objects.exclude(pk=post.pk).get()
    assert [(p.asset_id, p.alt, p.crop) for p in copy.pictures.all()] == [(asset.pk, "A", "4:5")]
