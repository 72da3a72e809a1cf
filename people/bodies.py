"""How much a request may bring: asked of every request before anybody reads a byte of it.

Django reads a form when its safety mark is looked for, before any view, for strangers too, and writes files to disk
while it does. So the bound stands before that: a form may be as big as a form, and only a view that says so takes
files, only from somebody who is signed in, and only while the temporary folder has room for them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import (
    FileUploadHandler,
    SkipFile,
    TemporaryFileUploadHandler,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from people import scratch

AnyView = TypeVar("AnyView", bound=Callable[..., HttpResponse])

# What a multipart form adds to the fields it carries: boundaries and headers.
ENVELOPE = 500_000
# A browser shows our answer only when it got rid of what it was sending; so much is read for it and thrown away.
DRAINED_BYTES = 200_000_000
DRAINED_S = 15.0
RETRY_AFTER_S = 60


def takes_up_to(setting: str) -> Callable[[AnyView], AnyView]:
    """Lets a view take files: the request may have as many bytes as the setting of this name says. Put it outermost."""

    def decorate(view: AnyView) -> AnyView:
        view.most_bytes_setting = setting  # type: ignore[attr-defined]
        return view

    return decorate


class BoundedBodyMiddleware:
    """Refuses what is longer than its page takes, unread; stands before the one that looks for the safety mark."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """None lets the request go on. Raises RequestDataTooBig (413), SuspiciousOperation (400) without a length."""
        raw = request.META.get("CONTENT_LENGTH") or "0"
        # Without a length the stream could be endless; no browser sends a form like that.
        if "HTTP_TRANSFER_ENCODING" in request.META or not raw.isdecimal():
            raise SuspiciousOperation("A body without its length.")
        n_bytes = int(raw)
        setting = getattr(view, "most_bytes_setting", "")
        takes_files = bool(setting) and request.user.is_authenticated
        most = getattr(settings, setting) if takes_files else _most_of_a_form()
        if n_bytes > most:
            _drain(request)
            raise RequestDataTooBig(f"{n_bytes} bytes, {most} at most.")
        if not takes_files:
            request.upload_handlers = [NoFiles(request)]
        elif n_bytes > settings.FILE_UPLOAD_MAX_MEMORY_SIZE and not scratch.has_room(n_bytes):
            _drain(request)
            response = render(request, "busy.html", status=503)
            response["Retry-After"] = str(RETRY_AFTER_S)
            return response
        return None


def _most_of_a_form() -> int:
    return (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) + ENVELOPE


def _drain(request: HttpRequest) -> None:
    """Let somebody who is signed in see the answer instead of a broken line; a stranger's bytes are not read."""
    if not request.user.is_authenticated:
        return
    until, n_left = time.monotonic() + DRAINED_S, DRAINED_BYTES
    while n_left > 0 and time.monotonic() < until:
        try:
            n_read = len(request.read(min(n_left, 1 << 16)))
        except OSError:
            return
        if not n_read:
            return
        n_left -= n_read


class NoFiles(FileUploadHandler):
    """For pages that take no files: what comes as one is dropped, never written down."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Nothing is kept."""
        raise SkipFile

    def file_complete(self, file_size: int) -> Any:
        """There is no file."""
        return None


class ScratchFile(TemporaryUploadedFile):
    """An upload on disk, in our temporary folder instead of the system's; gone when it is closed."""

    def __init__(self, name: str | None, *more: Any) -> None:
        file = tempfile.NamedTemporaryFile(suffix=".upload", dir=scratch.folder())  # noqa: SIM115
        UploadedFile.__init__(self, file, name, *more)


class ScratchFileUploadHandler(TemporaryFileUploadHandler):
    """Django's own for what is too big for memory, with a ScratchFile."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """A file begins."""
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = ScratchFile(
            self.file_name, self.content_type, 0, self.charset, self.content_type_extra
        )
