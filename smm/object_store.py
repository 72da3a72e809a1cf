"""Files in a store that speaks S3, Amazon's or another's (MEDIA_S3_BUCKET). Loaded only when one is named.

What the library's own storage does otherwise: it reads a file whole into memory before its first byte is handed on, and says
with each file whom it is open to, which a bucket of today refuses. Here a file is read from wherever it is asked for, as it is
asked for, and is as closed as the bucket is: nobody but us is ever sent there.
"""

from __future__ import annotations

import io
from typing import Any, cast

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

CONNECT_S, READ_S = 5, 60
# So much is asked of the store's answer at once; a broken line is taken up again where it broke, so often in a row.
BLOCK_BYTES = 1 << 18
TRIES = 3


class ObjectStore(S3Storage):
    """Django's storage in a bucket."""

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=_config(options.get("endpoint_url")), **options)

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        """A reader that can be put at any place. Raises FileNotFoundError."""
        if mode != "rb":
            return cast("File[Any]", super()._open(name, mode))
        stored = self.bucket.Object(self._normalize_name(clean_name(name)))
        try:
            raw = _Stored(stored)
        except ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(name) from None
            raise
        return File(io.BufferedReader(raw, BLOCK_BYTES), name=name)


class _Stored(io.RawIOBase):
    """An object of the store as a file: asked for from its place on, and again from another when it is put there."""

    def __init__(self, stored: Any) -> None:
        self._stored, self._answer, self._at = stored, None, 0
        self._n_bytes: int = stored.content_length

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        begins = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._n_bytes}
        at = max(begins[whence] + offset, 0)
        if at != self._at:
            self._hang_up()
            self._at = at
        return at

    def readinto(self, buffer: Any) -> int:
        if self._at >= self._n_bytes or not len(buffer):
            return 0
        for n_left in reversed(range(TRIES)):
            try:
                data = self._asked().read(len(buffer))
                break
            except BotoCoreError:
                self._hang_up()
                if not n_left:
                    raise
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def close(self) -> None:
        self._hang_up()
        super().close()

    def _asked(self) -> Any:
        if self._answer is None:
            self._answer = self._stored.get(Range=f"bytes={self._at}-")["Body"]
        return self._answer

    def _hang_up(self) -> None:
        if self._answer is not None:
            self._answer.close()
            self._answer = None


def _config(endpoint: str | None) -> Config:
    how: dict[str, Any] = {
        "connect_timeout": CONNECT_S,
        "read_timeout": READ_S,
        "retries": {"mode": "standard", "max_attempts": TRIES},
        "signature_version": "s3v4",
    }
    if endpoint:
        # Others than Amazon rarely have a name of its own for each bucket, nor its newest way of sums.
        how |= {
            "s3": {"addressing_style": "path"},
            "request_checksum_calculation": "when_required",
            "response_checksum_validation": "when_required",
        }
    return Config(**how)
