"""Files in an S3-compatible store instead of on this machine's disk: the whole way, against a store that nobody here wrote."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdf
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from PIL import Image

from analytics import tasks as analytics_tasks
from analytics.actions import reporting
from analytics.models import PdfState, Report
from editorial import storing
from editorial import tasks as editorial_tasks
from editorial.actions import library
from editorial.models import Asset, AssetState, Rendition
from people.clock import database_now
from tests import make_numbers, make_pictures, make_videos
from tests.cast import Cast
from tests.conftest import SignIn
from tests.networks.peers import Peer
from tests.smm import store
from tests.smm.store import PREFIX, Store

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def running() -> Iterator[Store]:
    started = store.start()
    yield started
    started.stop()


@pytest.fixture(scope="module")
def storages(running: Store) -> dict[str, Any]:
    """What the settings make of the environment that docs/operations.md tells of."""
    return running.settings()


@pytest.fixture(autouse=True)
def kept(
    running: Store, storages: dict[str, Any], settings: Any, tmp_path: Path
) -> Iterator[Store]:
    """The store, empty, as the place where this installation keeps its files."""
    settings.STORAGES = storages
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SCRATCH_DIR = tmp_path / "scratch"
    settings.PARTS_DIR = tmp_path / "parts"
    settings.UPLOAD_PART_MAX_BYTES = 40_000
    yield running
    running.bucket.objects.all().delete()
    on_disk = tmp_path / "media"
    assert not on_disk.exists() or not list(on_disk.rglob("*.*"))


def sent_in_parts(browser: Any, slug: str, name: str, data: bytes) -> Asset:
    """What the page's script does with a file that somebody chose."""
    begun = browser.post(
        reverse("editorial:uploads", args=[slug]), {"name": name, "size": len(data), "date": "1"}
    ).json()
    while begun["offset"] < len(data):
        at = begun["offset"]
        answer = browser.patch(
            begun["url"], data[at : at + begun["part"]], content_type="application/offset+octet-stream",
            headers={"Upload-Offset": str(at)},
        )  # fmt: skip
        assert answer.status_code == 200, answer.content
        begun = answer.json()
    done = browser.post(f"{begun['url']}finish/")
    assert done.status_code == 200, done.content
    return Asset.objects.get(public_id=done.json()["asset"])


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_a_picture_goes_the_whole_way(cast: Cast, sign_in: SignIn, kept: Store) -> None:
    browser = sign_in(cast.bruno)
    data = make_pictures.photograph((1200, 900)) + b"\0" * 90_000
    asset = sent_in_parts(browser, cast.client.slug, "vigna.jpg", data)
    assert kept.files() == {
        f"{PREFIX}/{asset.received_file}": data
    }  # as it came, for the worker alone

    editorial_tasks.make_pictures()

    asset.refresh_from_db()
    assert asset.state == AssetState.READY
    files = kept.files()
    made = {f"{PREFIX}/{each.file}": each for each in asset.renditions.all()}
    assert set(files) == set(made)
    assert {each.purpose for each in made.values()} == {"kept", "screen", "thumb"}
    for name, each in made.items():
        # Nothing of the camera, of the place or of what hung on behind is in any file.
        assert make_pictures.GPS_MARK not in files[name]
        with Image.open(io.BytesIO(files[name])) as picture:
            assert not picture.getexif()
            assert picture.size == (each.width, each.height)
        assert kept.unsigned(name) == 403
        address = reverse(
            "editorial:picture", args=[cast.client.slug, asset.public_id, each.purpose]
        )
        answer = browser.get(address)
        assert body(answer) == files[name]
        assert int(answer["Content-Length"]) == len(files[name])
        assert answer["Cache-Control"].startswith("private")
        # The address is ours: a stranger is sent to sign in, and never to the store.
        assert sign_in(None).get(address)["Location"].startswith("/")

    library.remove(asset=asset, member=cast.bruno, now=database_now() - timedelta(days=31))
    assert set(kept.files()) == set(files)
    assert library.empty_trash(now=database_now()) == 1
    assert kept.files() == {}


def test_a_refused_upload_leaves_nothing_in_the_store(
    cast: Cast, sign_in: SignIn, kept: Store
) -> None:
    data = make_pictures.picture("PNG")
    data = data.replace(data[60:70], b"x" * 10)  # a picture by its head, broken further on
    asset = sent_in_parts(sign_in(cast.bruno), cast.client.slug, "vigna.jpg", data)
    editorial_tasks.make_pictures()
    asset.refresh_from_db()
    assert asset.state == AssetState.REFUSED
    assert kept.files() == {}


def test_a_film_is_played_from_wherever_the_player_asks(
    cast: Cast, sign_in: SignIn, kept: Store
) -> None:
    browser = sign_in(cast.bruno)
    asset = sent_in_parts(browser, cast.client.slug, "film.mp4", make_videos.film())
    editorial_tasks.make_pictures()
    whole = kept.files()[f"{PREFIX}/{asset.renditions.get(purpose='kept').file}"]
    assert make_videos.SECRET.encode() not in whole
    address = reverse("editorial:picture", args=[cast.client.slug, asset.public_id, "film"])
    for asked, told in (("bytes=100-299", whole[100:300]), ("bytes=-50", whole[-50:])):
        part = browser.get(address, headers={"Range": asked})
        assert part.status_code == 206
        assert body(part) == told
    assert body(browser.get(address)) == whole


def test_of_a_large_file_no_more_is_held_than_is_handed_on(
    cast: Cast, sign_in: SignIn, kept: Store
) -> None:
    browser = sign_in(cast.bruno)
    asset = sent_in_parts(browser, cast.client.slug, "film.mp4", make_videos.film())
    editorial_tasks.make_pictures()
    large = os.urandom(1 << 20) * 40
    name = storing.keep("pictures/large.mp4", io.BytesIO(large))
    Rendition.objects.filter(asset=asset, purpose="kept").update(file=name, n_bytes=len(large))
    address = reverse("editorial:picture", args=[cast.client.slug, asset.public_id, "film"])
    assert body(browser.get(address, headers={"Range": "bytes=0-9"})) == large[:10]

    tracemalloc.start()
    part = browser.get(address, headers={"Range": "bytes=30000000-"})
    at, n_bytes = 30_000_000, 0
    for block in part.streaming_content:
        assert block == large[at : at + len(block)]
        at, n_bytes = at + len(block), n_bytes + len(block)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert n_bytes == 4_000_000
    assert most < 3_000_000


def test_what_is_not_there_is_not_found(cast: Cast, sign_in: SignIn, kept: Store) -> None:
    asset = make_pictures.ready(cast.bruno, cast.client)
    address = reverse("editorial:picture", args=[cast.client.slug, asset.public_id, "thumb"])
    kept.bucket.objects.all().delete()

    assert sign_in(cast.bruno).get(address).status_code == 404
    with pytest.raises(FileNotFoundError):
        storing.open_file("pictures/none.jpg")
    storing.forget("pictures/none.jpg")


def test_two_files_of_one_name_are_two_files() -> None:
    first, second = (default_storage.save("a/b.txt", ContentFile(each)) for each in (b"1", b"2"))
    assert first != second
    with default_storage.open(first) as one, default_storage.open(second) as other:
        assert (one.read(), other.read()) == (b"1", b"2")
    assert sorted(default_storage.listdir("a")[1]) == sorted(
        each.removeprefix("a/") for each in (first, second)
    )


def test_a_reader_stands_where_it_is_put() -> None:
    data = bytes(range(256)) * 8_000
    with storing.open_file(storing.keep("a/b.bin", io.BytesIO(data))) as reader:
        assert reader.read(5) == data[:5]
        assert reader.seek(-7, io.SEEK_END) == len(data) - 7
        assert reader.read() == data[-7:]
        assert reader.read() == b""
        reader.seek(1_000_000)
        reader.seek(20, io.SEEK_CUR)
        assert (reader.read(300), reader.tell()) == (data[1_000_020:1_000_320], 1_000_320)
        reader.seek(0)
        assert reader.read() == data


def test_a_line_that_breaks_is_taken_up_where_it_broke(kept: Store, settings: Any) -> None:
    data = os.urandom(700_000)
    storing.keep("a/b.bin", io.BytesIO(data))
    n_broken = 0

    def breaks(connection: Any, request: bytes) -> None:
        """Answers as the store would; the first two answers with a body end in the middle."""
        nonlocal n_broken
        head = b"HTTP/1.1 206 Partial Content\r\nContent-Type: application/octet-stream\r\nConnection: close\r\n"
        if request.startswith(b"HEAD"):
            connection.sendall(
                b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % len(data)
            )
        else:
            at = int(request.lower().split(b"range: bytes=")[1].split(b"-")[0])
            left = data[at:]
            n_broken += 1
            told = left[: 300_000 if n_broken <= 2 else None]
            connection.sendall(head + b"Content-Length: %d\r\n\r\n" % len(left) + told)
        connection.close()

    line = Peer(breaks)
    options = {**settings.STORAGES["default"]["OPTIONS"], "endpoint_url": line.origin}
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {**settings.STORAGES["default"], "OPTIONS": options},
    }
    with storing.open_file("a/b.bin") as reader:
        assert reader.read() == data
    line.close()
    assert n_broken == 3


def test_a_report_is_printed_into_the_store_and_read_from_it(sign_in: SignIn, kept: Store) -> None:
    home = make_numbers.house()
    at = datetime(2026, 12, 2, 9, tzinfo=UTC)
    report = reporting.make_report(
        by=home.owner, client=home.client, month_on=date(2026, 11, 1), now=at
    )
    analytics_tasks.print_reports()

    report = Report.objects.get(pk=report.pk)
    assert report.pdf_state == PdfState.MADE
    files = kept.files()
    assert set(files) == {f"{PREFIX}/{report.pdf_name}"}
    address = reverse("analytics:report_pdf", args=[home.client.slug, report.public_id])
    answer = sign_in(home.owner).get(address)
    told = body(answer) if answer.streaming else answer.content
    assert told == files[f"{PREFIX}/{report.pdf_name}"]
    assert "novembre 2026" in pypdf.PdfReader(io.BytesIO(told)).pages[0].extract_text()
    assert kept.unsigned(f"{PREFIX}/{report.pdf_name}") == 403
