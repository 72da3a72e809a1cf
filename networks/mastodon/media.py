"""Handing files to a server: one upload a call, then looks at it while the server makes it ready.

Pictures are ready at once, videos seldom: the server answers 202 and works on them. How long we wait is bounded, since
a server whose queue stands still would otherwise keep a post waiting for ever.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from networks.answers import Response
from networks.errors import ErrorKind, NetworkError
from networks.mastodon import parse
from networks.mastodon.api import Api
from networks.reading import understood
from networks.types import Draft, Media, Prepared

FIRST_LOOK_S = 2.0
LONGEST_LOOK_S = 30.0
# With the waits between them a little over half an hour.
MAX_LOOKS = 70


def next_step(api: Api, draft: Draft, state: Mapping[str, Any]) -> Prepared:
    """https://docs.joinmastodon.org/methods/media/ — one upload, or one look at an upload in process."""
    refs = {key: dict(value) for key, value in state.items() if isinstance(value, Mapping)}
    for at, media in enumerate(draft.media):
        ref = refs.get(str(at))
        if ref is None or ref.get("sha256") != media.sha256 or not ref.get("id"):
            refs[str(at)] = _upload(api, media)
            return _prepared(refs, draft, waited=refs[str(at)])
        if not ref.get("is_ready"):
            refs[str(at)] = _look(api, ref)
            return _prepared(refs, draft, waited=refs[str(at)])
    return _prepared(refs, draft, waited={})


def ids(draft: Draft, refs: Mapping[str, Any]) -> list[str]:
    """The ids to post with; raises transient:media_not_ready, nothing sent, when one is missing."""
    found = []
    for at, media in enumerate(draft.media):
        ref = refs.get(str(at), {})
        if ref.get("sha256") != media.sha256 or not ref.get("is_ready"):
            raise NetworkError(ErrorKind.TRANSIENT, "media_not_ready", was_sent=False)
        found.append(str(ref["id"]))
    return found


def _upload(api: Api, media: Media) -> dict[str, Any]:
    with media.open() as reader:
        response = api.call(
            "POST",
            "/api/v2/media",
            form={"description": media.alt} if media.alt else None,
            files={"file": (_file_name(media), reader, media.mime)},
        )
    # 202: accepted, the server is still working on it.
    return {
        "sha256": media.sha256,
        "id": understood(response, parse.attachment_id),
        "is_ready": _is_ready(response),
    }


def _look(api: Api, ref: Mapping[str, Any]) -> dict[str, Any]:
    """206 while the server works on it, 200 when it is done; a file it could not read is a 422."""
    response = api.get(f"/api/v1/media/{quote(str(ref['id']), safe='')}")
    if understood(response, parse.attachment_id) != ref["id"]:
        raise response.unreadable("other_media")
    n_looks = int(ref.get("n_looks", 0)) + 1
    is_ready = _is_ready(response)
    if not is_ready and n_looks >= MAX_LOOKS:
        raise NetworkError(
            ErrorKind.MEDIA_FETCH_FAILED, "processing_too_long", {"n_looks": n_looks}, was_sent=True
        )
    return {**ref, "is_ready": is_ready, "n_looks": n_looks}


def _is_ready(response: Response) -> bool:
    return response.status == 200


def _prepared(refs: dict[str, Any], draft: Draft, waited: Mapping[str, Any]) -> Prepared:
    is_ready = all(refs.get(str(at), {}).get("is_ready") for at in range(len(draft.media)))
    if is_ready:
        return Prepared(refs, is_ready=True)
    if waited.get("is_ready"):
        return Prepared(refs, is_ready=False, next_check_s=0.0)
    # Two looks soon, for pictures that take a moment; then ever more seldom.
    doubled = FIRST_LOOK_S * 2.0 ** min(max(int(waited.get("n_looks", 0)) - 1, 0), 8)
    return Prepared(refs, is_ready=False, next_check_s=min(doubled, LONGEST_LOOK_S))


def _file_name(media: Media) -> str:
    # The name people gave the file is theirs: the network gets a neutral one.
    return f"{media.sha256[:16]}.{media.mime.partition('/')[2].partition('+')[0] or 'bin'}"
