"""A film on its way through real processes: sent in parts to the web, opened by the worker, played to somebody who may."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import httpx
import pytest

from smm.demo import texts
from smm.local.starting import Stack

make_videos = pytest.importorskip("tests.make_videos")
pytestmark = pytest.mark.slow
SHELF = "/c/tenuta-trecorvi/library/"


@pytest.fixture
def nora(demo_stack: Stack) -> Iterator[httpx.Client]:
    """Nora of the demo agency, signed in without a browser."""
    with httpx.Client(base_url=demo_stack.address, follow_redirects=True, timeout=30) as web:
        form = web.get("/accounts/login/").text
        mark = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        assert mark
        answer = web.post(
            "/accounts/login/",
            data={
                "login": "nora@quintavoce.example",
                "password": texts.PASSWORD,
                "csrfmiddlewaretoken": mark[1],
            },
        )
        assert answer.url.path == "/t/"
        web.headers["X-CSRFToken"] = web.cookies["csrf"]
        yield web


def test_a_film_sent_in_parts_is_opened_by_the_worker_and_plays(nora: httpx.Client) -> None:
    data = make_videos.film(size=(640, 360), seconds=3)
    began = nora.post(f"{SHELF}uploads/", data={"name": "prova.mp4", "size": str(len(data))})
    assert began.status_code == 201
    url, at, step = began.json()["url"], began.json()["offset"], 100_000
    while at < len(data):
        part = nora.patch(url, content=data[at : at + step], headers={"Upload-Offset": str(at)})
        assert part.status_code == 200
        at = part.json()["offset"]
    done = nora.post(f"{url}finish/")
    assert done.status_code == 200
    page = done.json()["url"]

    end, seen = time.monotonic() + 120, ""
    while time.monotonic() < end and "<img" not in seen:
        time.sleep(0.5)
        seen = nora.get(f"{page}state/").text

    assert "0:03" in seen
    part = nora.get(f"{page}file/film/", headers={"Range": "bytes=0-99"})
    assert (part.status_code, part.headers["content-type"]) == (206, "video/mp4")
    assert part.content[4:8] == b"ftyp"
    whole = nora.get(f"{page}file/film/").content
    assert make_videos.SECRET.encode() not in whole
    assert make_videos.seconds_of(whole) == pytest.approx(3, abs=0.1)
    assert httpx.get(str(part.url)).status_code == 302
