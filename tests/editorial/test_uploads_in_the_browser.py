"""Uploads in parts and the frame of a cut in a real browser: a broken line, a reload, a way to stop, a pointer that drags."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from django.urls import reverse

from editorial.actions.picturing import PictureInput
from editorial.models import Asset, Upload
from tests import make_pictures, make_posts
from tests.visit import Visit
from tests.waiting import click_through, eventually, until

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def places(settings: Any, tmp_path: Path) -> None:
    """Files of this test lie in directories of its own; parts are small."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SCRATCH_DIR = tmp_path / "scratch"
    settings.PARTS_DIR = tmp_path / "parts"
    settings.UPLOAD_PART_MAX_BYTES = 20_000


@pytest.fixture
def seen(browser: Any, live_server: Any, cast: Any, sign_in: Any) -> Iterator[Any]:
    """A visit of Bruno, who writes for the client."""
    made = Visit(browser, live_server.url, viewport={"width": 360, "height": 800})
    cookie = sign_in(cast.bruno).cookies[project.SESSION_COOKIE_NAME].value
    made.context.add_cookies(
        [{"name": project.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}]
    )
    yield made
    made.close()


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photograph of many parts."""
    path = tmp_path / "vigna.jpg"
    path.write_bytes(make_pictures.photograph((1200, 900)) + b"\0" * 600_000)
    return path


class Gate:
    """What stands between a page and the server: so many parts of files pass, the next is held until it is told."""

    def __init__(self, page: Any, *, n_pass: int) -> None:
        self._n_pass, self._held = n_pass, []
        page.route("**/uploads/**", self._meet)

    def _meet(self, route: Any) -> None:
        if route.request.method == "PATCH":
            if self._n_pass == 0:
                self._held.append(route)
                return
            self._n_pass -= 1
        route.continue_()

    def wait_until_shut(self, page: Any) -> None:
        """Until a part stands before it."""
        assert eventually(lambda: page.evaluate("true") and bool(self._held))

    def open(self, *, n_pass: int = 10**6) -> None:
        """So many more may pass; what stood before it is lost."""
        self._n_pass = n_pass
        while self._held:
            self._held.pop().abort()


def test_an_upload_waits_for_a_broken_line_and_goes_on_after_a_reload(
    seen: Any, cast: Any, photo: Path
) -> None:
    page = seen.open(reverse("editorial:library", args=[cast.client.slug]))
    page.on("dialog", lambda dialog: dialog.accept())
    gate = Gate(page, n_pass=6)  # of thirty-odd
    page.set_input_files("#files", photo)
    page.click("form.upload button")
    gate.wait_until_shut(page)
    assert page.evaluate("document.querySelector('.sendings progress').value > 10")
    seen.context.set_offline(True)
    gate.open(n_pass=10)
    until(
        page, "document.querySelector('.sendings [role=status]').textContent.includes('Paused at')"
    )
    seen.context.set_offline(False)
    at = until(page, "document.querySelector('.sendings progress').value > 40 && document.querySelector('.sendings progress').value")  # fmt: skip
    gate.wait_until_shut(page)
    page.reload()
    gate.open()
    assert page.locator(".unfinished").inner_text().startswith("Unfinished uploads")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert seen.axe() == []
    begun = Upload.objects.get()
    assert begun.percent >= at

    page.set_input_files("#files", photo)
    page.click("form.upload button")
    until(page, "!document.querySelector('.sendings li') && document.querySelector('.shelf')")

    assert Asset.objects.get().n_bytes == photo.stat().st_size
    assert Upload.objects.get().pk == begun.pk


def test_a_file_is_stopped_by_its_button_and_a_wrong_one_is_told(
    seen: Any, cast: Any, photo: Path, tmp_path: Path
) -> None:
    wrong = tmp_path / "film.mp4"
    wrong.write_bytes(b"PK\3\4" + b"x" * 90_000)
    page = seen.open(reverse("editorial:library", args=[cast.client.slug]))
    gate = Gate(page, n_pass=1)
    page.set_input_files("#files", [photo, wrong])
    page.click("form.upload button")
    gate.wait_until_shut(page)
    page.locator(".sendings button").first.click()
    gate.open()
    until(page, "document.querySelector('.sendings .s-failed')")

    told = page.locator(".sendings").inner_text()
    assert "cancelled" in told
    assert "This file is not a video, although it ends in .mp4." in told
    assert page.evaluate("document.activeElement.className").startswith("sending")
    assert seen.axe() == []
    assert not Asset.objects.exists()
    assert eventually(lambda: page.evaluate("true") and not Upload.objects.exists())


def test_in_the_editor_what_was_sent_in_parts_is_in_the_post(
    seen: Any, cast: Any, photo: Path
) -> None:
    page = seen.open(reverse("editorial:new", args=[cast.client.slug]))
    page.fill("textarea[name=text]", "Si pota lo stesso.")
    page.set_input_files("#files", photo)
    page.click("button[value='pictures:add']")
    until(page, "document.querySelector('ol.visuals')")

    asset = Asset.objects.get()
    assert page.locator("input[name=picture]").get_attribute("value") == str(asset.public_id)
    assert page.input_value("textarea[name=text]") == "Si pota lo stesso."


def test_the_frame_of_a_cut_is_dragged_to_any_point_and_stays_there(seen: Any, cast: Any) -> None:
    picture = make_pictures.ready(cast.bruno, cast.client, make_pictures.photograph((1200, 900)))
    post = make_posts.draft(
        cast.bruno, cast.channel, pictures=[PictureInput(picture, alt="Alba", crop="1:1")]
    )
    page = seen.open(reverse("editorial:edit", args=[cast.client.slug, post.public_id]))
    frame = page.locator(".framing")
    frame.scroll_into_view_if_needed()
    box = frame.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.42, box["y"] + box["height"] * 0.5)
    page.mouse.up()

    assert page.locator(".framing rect").get_attribute("x") == "54"
    assert page.locator(".preview .shot").first.get_attribute("viewBox") == "54 0 900 900"
    assert seen.axe() == []
    click_through(page, page.locator(".btn[value=save]"))
    post.refresh_from_db()
    kept = post.pictures.get()
    assert (kept.crop, kept.focus_x, kept.focus_y) == ("1:1", 42, 50)
    page = seen.open(reverse("editorial:edit", args=[cast.client.slug, post.public_id]))
    assert page.locator(".framing rect").get_attribute("x") == "54"
    page.locator("input[type=radio][value='17-50']").check()
    assert page.locator(".framing rect").get_attribute("x") == "0"
