"""How much a request may bring: asked before anybody reads a byte, of real streams at the server the product runs on."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse

from editorial.models import Asset
from people import scratch
from tests import make_pictures
from tests.waiting import PATIENCE_S

BOUNDARY = b"stream"
LIBRARY = "/c/osteria/library/"
LOGIN = "/accounts/login/"
PART = (
    b"--" + BOUNDARY + b'\r\nContent-Disposition: form-data; name="files"; filename="film.mp4"'
    b"\r\nContent-Type: video/mp4\r\n\r\n"
)


@pytest.fixture(autouse=True)
def places(settings, tmp_path) -> Path:
    """Files of this test lie in directories of its own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.SCRATCH_DIR = tmp_path / "scratch"
    return scratch.folder()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path, int]]:
    """The product's own web server: its port, its folder, its process."""
    data = tmp_path_factory.mktemp("web")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    how = "-m granian --interface wsgi --workers 1 --blocking-threads 2 --no-ws --host 127.0.0.1"
    process = subprocess.Popen(
        [sys.executable, *how.split(), "--port", str(port), "smm.wsgi:application"],
        env={**os.environ, "DATA_DIR": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        for _ in range(900):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
        yield port, data, process.pid
    finally:
        process.terminate()
        process.wait(PATIENCE_S)


def stream(port: int, path: str, *, length: int | None, most: int = 200_000_000) -> tuple[int, str]:
    """Send a form whose file does not end; returns how many bytes were taken before the answer, and the answer."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nCookie: csrf={'a' * 32}\r\n"
        f"Content-Type: multipart/form-data; boundary={BOUNDARY.decode()}\r\n"
    )
    head += "Transfer-Encoding: chunked\r\n" if length is None else f"Content-Length: {length}\r\n"
    answer = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as line:
        line.sendall(head.encode() + b"\r\n")
        n_sent, block = 0, PART
        line.setblocking(False)
        until = time.monotonic() + PATIENCE_S
        while not answer and n_sent < most and time.monotonic() < until:
            framed = b"%x\r\n%b\r\n" % (len(block), block) if length is None else block
            try:
                n_sent += line.send(framed)
            except BlockingIOError:
                time.sleep(0.005)
            except OSError:
                break
            block = b"x" * 65_536
            with suppress(BlockingIOError, OSError):
                answer = line.recv(65_536)
        line.settimeout(5)
        with suppress(OSError):
            while more := line.recv(65_536):
                answer += more
    return n_sent, answer.decode(errors="replace")


@pytest.mark.parametrize("path", [LOGIN, LIBRARY, "/c/osteria/posts/new/", "/admin/login/"])
def test_a_strangers_endless_form_is_refused_before_it_is_read(server, path):
    port, data, _pid = server
    n_sent, answer = stream(port, path, length=5_000_000_000)

    assert " 413 " in answer.splitlines()[0]
    assert n_sent < 20_000_000  # what lay in the sockets
    assert list(data.rglob("*.upload*")) == []


def test_a_form_that_does_not_say_its_length_is_refused(server):
    port, data, _pid = server
    n_sent, answer = stream(port, LOGIN, length=None)

    assert " 400 " in answer.splitlines()[0]
    assert n_sent < 20_000_000
    assert list(data.rglob("*.upload*")) == []


def test_two_hundred_refused_streams_leave_the_server_as_small_as_it_was(server):
    port, _data, pid = server
    stream(port, LOGIN, length=1_000_000_000)
    before = memory_of(pid)
    for _ in range(200):
        stream(port, LOGIN, length=1_000_000_000, most=1_000_000)

    assert memory_of(pid) - before < 30_000_000


def memory_of(pid: int) -> int:
    """What this process and its children hold, in bytes."""
    family = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    told = [Path(f"/proc/{each}/status").read_text() for each in family]
    return sum(int(re.search(r"VmRSS:\s+(\d+)", each)[1]) * 1024 for each in told)  # type: ignore[index]


# --- what each page takes ----------------------------------------------------------------------------


def form_with(n_bytes: int, name: str = "vigna.jpg") -> bytes:
    """A multipart body with one file of so many bytes."""
    return (
        PART.replace(b"film.mp4", name.encode())
        + b"\xff" * n_bytes
        + b"\r\n--"
        + BOUNDARY
        + b"--\r\n"
    )


def send(browser: Browser, path: str, body: bytes):
    return browser.generic("POST", path, body, f"multipart/form-data; boundary={BOUNDARY.decode()}")


@pytest.mark.django_db
def test_a_stranger_leaves_no_file_on_the_disk_whatever_page_they_send_it_to(
    cast, places, monkeypatch
):
    written: list[str] = []
    monkeypatch.setattr(
        "people.bodies.ScratchFile.__init__", lambda self, name, *more: written.append(name)
    )
    stranger = Browser()
    path = reverse("editorial:library", args=[cast.client.slug])

    answer = send(stranger, path, form_with(2_900_000))

    assert answer.status_code == 302  # to sign in
    assert written == []
    assert list(places.iterdir()) == []


@pytest.mark.django_db
def test_somebody_signed_in_may_send_more_to_the_library_than_to_a_form(cast, sign_in, settings):
    bruno = sign_in(cast.bruno)
    library = reverse("editorial:library", args=[cast.client.slug])
    settings.MEDIA_MAX_REQUEST_BYTES = 6_000_000

    assert (
        send(bruno, library, form_with(4_000_000)).status_code == 422
    )  # no picture, but looked at
    too_much = send(bruno, library, form_with(7_000_000))
    assert too_much.status_code == 413
    assert "too much at once" in too_much.content.decode()
    assert send(bruno, reverse("people:preferences"), form_with(4_000_000)).status_code == 413


@pytest.mark.django_db
def test_a_page_without_uploads_keeps_no_file(cast, sign_in):
    bruno = sign_in(cast.bruno)
    picture = SimpleUploadedFile("vigna.jpg", make_pictures.picture(), "image/jpeg")
    answer = bruno.post(reverse("people:preferences"), {"files": picture})

    assert answer.status_code < 500
    assert not answer.wsgi_request.FILES


@pytest.mark.django_db
def test_a_full_temporary_folder_asks_people_to_wait_and_changes_nothing(
    cast, sign_in, settings, places
):
    settings.SCRATCH_MAX_BYTES = 5_000_000
    (places / "of-somebody-else").write_bytes(b"x" * 3_000_000)
    path = reverse("editorial:library", args=[cast.client.slug])

    answer = send(sign_in(cast.bruno), path, form_with(2_900_000))

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert "wait a minute" in answer.content.decode()
    assert not Asset.objects.exists()


def test_the_temporary_folder_is_swept_of_what_is_old_and_of_nothing_else(places, tmp_path):
    kept = tmp_path / "elsewhere"
    kept.write_text("not ours to remove")
    (places / "old").write_bytes(b"x")
    (places / "old-folder").mkdir()
    (places / "old-folder" / "part").write_bytes(b"x")
    (places / "link").symlink_to(kept)
    (places / "new").write_bytes(b"x")
    past = time.time() - scratch.KEPT_S - 60
    for name in ("old", "old-folder", "link"):
        os.utime(places / name, (past, past), follow_symlinks=False)

    assert scratch.sweep() == 3
    assert [entry.name for entry in places.iterdir()] == ["new"]
    assert kept.exists()
