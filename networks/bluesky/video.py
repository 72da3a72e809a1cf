"""Videos: handed to the network's video service, which makes them playable and puts them on the account's own server.

The service acts with a token that the account's server makes for exactly this and for half an hour. Where no service is
known (a network of one's own), the file goes to the account's server as it is, and is worked on once the post is out.
https://docs.bsky.app/docs/tutorials/video
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlsplit

from networks.bluesky import parse
from networks.bluesky.api import Api, told_at
from networks.bluesky.records import instant_s
from networks.errors import ErrorKind, NetworkError
from networks.reading import understood
from networks.types import Credentials, Media, Secret

# The server refuses tokens for longer than half an hour.
TOKEN_LASTS = timedelta(minutes=25)
FIRST_LOOK_S = 2.0
LONGEST_LOOK_S = 15.0
# With the waits between them a little over half an hour.
MAX_LOOKS = 130
MAX_TRIES = 3
_REFUSED = {
    "validation_failure": "video_unreadable",
    "encoding_failure": "video_unreadable",
    "pds_upload_unsupported_blob_size": "blob_too_large",
}


def upload(api: Api, media: Media) -> dict[str, Any]:
    """The file to the account's own server; what it answers is what a record names it by.

    https://docs.bsky.app/docs/api/com-atproto-repo-upload-blob
    """
    with media.open() as reader:
        response = api.post("com.atproto.repo.uploadBlob", content=reader, mime=media.mime)
    return _done(
        media, understood(response, lambda body: parse.blob(parse.mapping(body).get("blob")))
    )


@dataclass(frozen=True, slots=True)
class Service:
    """The video service at an origin, for one method of ours."""

    origin: str
    api: Api
    credentials: Credentials

    def step(self, media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
        """The upload, or one look at the work on it: what is to be remembered next."""
        is_same = ref.get("sha256") == media.sha256
        if is_same and isinstance(ref.get("job"), str):
            return self._look(media, ref)
        return self._send(media, int(ref.get("n_tries", 0)) if is_same else 0)

    def _send(self, media: Media, n_tries: int) -> dict[str, Any]:
        self._ask_leave(media)
        # What the server is called and what time it has, by its own word: a token must name both.
        server = self.api.get("com.atproto.server.describeServer")
        owner = understood(server, lambda body: parse.did(parse.mapping(body).get("did")))
        until = told_at(server) + TOKEN_LASTS
        token = self._token(owner, "com.atproto.repo.uploadBlob", until)
        name = f"{media.sha256[:16]}.mp4"
        params = (("did", self.credentials.account_id), ("name", name))
        try:
            with media.open() as reader:
                response = self._there(token).post(
                    "app.bsky.video.uploadVideo", content=reader, mime=media.mime, params=params
                )
        except NetworkError as error:
            job = _job_of(error)
            if job is None:
                raise _refused(error) from error
        else:
            job = understood(response, parse.job)
        ref = {"sha256": media.sha256, "n_tries": n_tries + 1, "n_looks": 0}
        return _after(job, media, ref)

    def _look(self, media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
        """https://docs.bsky.app/docs/api/app-bsky-video-get-job-status"""
        try:
            response = self._there(None).get(
                "app.bsky.video.getJobStatus", ("jobId", str(ref["job"]))
            )
        except NetworkError as error:
            if error.kind is ErrorKind.NOT_FOUND:
                return _anew(media, ref)  # the service has forgotten it
            raise _refused(error) from error
        job = understood(response, parse.job)
        if job.id != ref["job"]:
            raise response.unreadable("other_job")
        return _after(job, media, ref)

    def _ask_leave(self, media: Media) -> None:
        """https://docs.bsky.app/docs/api/app-bsky-video-get-upload-limits — a day has a limit, and mail must be confirmed."""
        method = "app.bsky.video.getUploadLimits"
        audience = f"did:web:{quote(urlsplit(self.origin).netloc, safe='.-')}"
        token = self._token(audience, method, None)
        try:
            response = self._there(token).get(method)
        except NetworkError as error:
            raise _refused(error) from error
        may, n_videos, n_bytes = understood(response, parse.upload_limits)
        if n_videos == 0 or (n_bytes is not None and n_bytes < media.n_bytes):
            raise NetworkError(ErrorKind.QUOTA_EXHAUSTED, "video_quota", was_sent=True)
        if not may:
            raise NetworkError(ErrorKind.PERMISSION_DENIED, "video_not_allowed", was_sent=True)

    def _token(self, audience: str, method: str, until: datetime | None) -> Secret:
        """https://docs.bsky.app/docs/api/com-atproto-server-get-service-auth"""
        params = [("aud", audience), ("lxm", method)]
        if until is not None:
            params.append(("exp", str(instant_s(until))))
        response = self.api.get("com.atproto.server.getServiceAuth", *params)
        return Secret(understood(response, parse.token))

    def _there(self, token: Secret | None) -> Api:
        return Api(self.origin, self.api.deadline.left(), token)


def wait_s(ref: Mapping[str, Any]) -> float:
    """How long to wait before the next look."""
    return min(FIRST_LOOK_S * 2.0 ** min(int(ref.get("n_looks", 0)), 6), LONGEST_LOOK_S)


def _after(job: parse.Job, media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
    """What is to be remembered after the service told how far it is. Raises when it will come to nothing."""
    if job.blob is not None:
        return _done(media, job.blob)
    if job.has_failed:
        if job.code in _REFUSED:
            raise NetworkError(ErrorKind.CONTENT_REJECTED, _REFUSED[job.code], was_sent=True)
        return _anew(media, ref)
    n_looks = int(ref.get("n_looks", 0)) + 1
    if n_looks > MAX_LOOKS:
        raise NetworkError(ErrorKind.MEDIA_FETCH_FAILED, "processing_too_long", was_sent=True)
    return {**ref, "job": job.id, "n_looks": n_looks, "is_ready": False}


def _anew(media: Media, ref: Mapping[str, Any]) -> dict[str, Any]:
    """The file is given to the service again, though not for ever."""
    n_tries = int(ref.get("n_tries", 1))
    if n_tries >= MAX_TRIES:
        raise NetworkError(ErrorKind.MEDIA_FETCH_FAILED, "video_failed", was_sent=True)
    return {"sha256": media.sha256, "n_tries": n_tries, "n_looks": 0}


def _done(media: Media, blob: dict[str, Any]) -> dict[str, Any]:
    return {"sha256": media.sha256, "id": blob["ref"]["$link"], "blob": blob, "is_ready": True}


def _job_of(error: NetworkError) -> parse.Job | None:
    """The work on the same file that is there already: that is said as an error, with the work's name in it."""
    try:
        body = json.loads(error.raw)
        job = parse.job(body)
    except (ValueError, RecursionError):
        return None
    return job if "already_exists" in (job.code, body.get("error")) else None


def _refused(error: NetworkError) -> NetworkError:
    """An error of the service. That it refuses its token says nothing about the account's own session."""
    if error.kind in (ErrorKind.AUTH_EXPIRED, ErrorKind.PERMISSION_DENIED):
        return NetworkError(
            ErrorKind.PERMISSION_DENIED, "video_not_allowed", http_status=error.http_status,
            was_sent=error.was_sent, raw=error.raw,
        )  # fmt: skip
    return error
