"""The size of an upload is checked while it comes in: what is too big is never written down.

Django reads a form's files before any view sees them, so the bound is here, first among the upload handlers. The
view learns the names of what was dropped by `too_big`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from editorial.pictures.video_rules import container_of

_DROPPED = "_files_too_big"


class CappedUploadHandler(FileUploadHandler):
    """Drops a file as soon as it is longer than its kind may be (by how it begins), and notes its name."""

    most = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """The chunk for the next handler; SkipFile once the bound is passed."""
        if start == 0:
            is_video = bool(container_of(raw_data[:512]))
            self.most = settings.MEDIA_MAX_VIDEO_BYTES if is_video else settings.MEDIA_MAX_BYTES
        if start + len(raw_data) > self.most:
            if self.request is not None:
                named = (str(self.file_name or ""), self.most)
                dropped = [*getattr(self.request, _DROPPED, []), named]
                setattr(self.request, _DROPPED, dropped)
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> Any:
        """The next handler has the file."""
        return


def too_big(request: HttpRequest) -> list[tuple[str, int]]:
    """Name and bound of the files that were dropped because of their size; read after request.FILES."""
    return list(getattr(request, _DROPPED, []))
