"""Files of pictures and videos as answers: whole, or of a video the part that a player asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, TypeVar
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from editorial import storing
from editorial.models import Rendition, RenditionPurpose

Answer = TypeVar("Answer", bound=HttpResponseBase)

_A_YEAR = "private, max-age=31536000, immutable"
# A player asks for all the rest and then reads as slowly as it plays; a short answer keeps no thread waiting for it.
MOST_OF_A_PART = 4_000_000
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


def answer_with(rendition: Rendition, *, name: str) -> FileResponse:
    """The file of a rendition as an answer: its type said and not guessed, shown in place or, in full, downloaded.

    Our files never change under their address, so whoever may see one may keep it for a year, privately.
    """
    response = FileResponse(_reader(rendition), content_type=rendition.mime)
    response["Content-Length"] = str(rendition.n_bytes)
    return _dressed(response, rendition, name, is_download=_is_download(rendition))


def _is_download(rendition: Rendition) -> bool:
    return rendition.purpose == RenditionPurpose.KEPT


def play(request: HttpRequest, rendition: Rendition, *, name: str) -> HttpResponseBase:
    """A video for a player: the part it asks for, at most MOST_OF_A_PART of it (206); 416 for a part that is not there."""
    asked = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if asked is None or asked[0] == "bytes=-":
        answer = _dressed(answer_with(rendition, name=name), rendition, name, is_download=False)
        answer["Accept-Ranges"] = "bytes"
        return answer
    whole = rendition.n_bytes
    if asked[1]:
        first, last = int(asked[1]), int(asked[2] or whole - 1)
    else:
        first, last = max(whole - int(asked[2]), 0), whole - 1
    last = min(last, whole - 1, first + MOST_OF_A_PART - 1)
    if first > last:
        refused = HttpResponse(status=416)
        refused["Content-Range"] = f"bytes */{whole}"
        return refused
    reader = _reader(rendition)
    reader.seek(first)
    part = StreamingHttpResponse(
        _read(reader, last - first + 1), status=206, content_type=rendition.mime
    )
    part["Content-Length"] = str(last - first + 1)
    part["Content-Range"] = f"bytes {first}-{last}/{whole}"
    part["Accept-Ranges"] = "bytes"
    return _dressed(part, rendition, name, is_download=False)


def _reader(rendition: Rendition) -> BinaryIO:
    try:
        return storing.open_file(rendition.file)
    except FileNotFoundError:
        raise Http404 from None


def _read(reader: BinaryIO, n_bytes: int) -> Iterator[bytes]:
    with reader:
        while n_bytes > 0 and (block := reader.read(min(n_bytes, 1 << 16))):
            n_bytes -= len(block)
            yield block


def _dressed(response: Answer, rendition: Rendition, name: str, *, is_download: bool) -> Answer:
    stem = name.rpartition(".")[0] or name
    file_name = f"{stem}.{rendition.mime.partition('/')[2]}"
    response["Content-Disposition"] = (
        f"{'attachment' if is_download else 'inline'}; filename*=UTF-8''{quote(file_name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Encoding"] = "identity"  # pictures are packed already: no gzip on the way
    response["Cache-Control"] = _A_YEAR
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
