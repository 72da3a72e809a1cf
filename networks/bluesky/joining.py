"""Joining an account by its handle and an app password, keeping the session alive, and ending it.

App passwords are made in the account's settings and can be taken back there one by one. The account's own password is
refused, before it is sent where its shape tells, and else as soon as the server says what it was.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from datetime import UTC, datetime
from typing import Any, ClassVar

from networks.answers import Response
from networks.bluesky import identity, parse
from networks.bluesky.api import Api
from networks.errors import ErrorKind, NetworkError
from networks.http import Deadline
from networks.limits import Limits
from networks.reading import MalformedError, understood
from networks.types import Ability, Credentials, Profile, Secret

# https://github.com/bluesky-social/atproto/blob/main/lexicons/app/bsky/feed/post.json and embed/images.json
LIMITS = Limits(
    max_chars=300,
    rule="graphemes",
    max_bytes=3000,
    max_media=4,
    max_alt_chars=2000,
    max_videos=1,
    max_video_alt_chars=1000,
    mimes=frozenset({"image/jpeg", "image/png", "image/webp", "image/gif", "video/mp4"}),
    max_image_bytes=2_000_000,
    max_video_bytes=300_000_000,
    max_video_s=180,
    # No bound is set to a thread; the same one as elsewhere.
    max_parts=25,
    is_first_comment_offered=True,
    # 35,000 points a day, of which a new record takes three: https://docs.bsky.app/docs/advanced-guides/rate-limits
    max_posts_24h=11_666,
)
ABILITIES = (
    "publish", "publish_media", "remove", "measure", "read_comments", "reply", "like", "search",
)  # fmt: skip
_APP_PASSWORD = re.compile(r"[a-z0-9]{4}(?:-[a-z0-9]{4}){3}", re.IGNORECASE)
_FULL_ACCESS = "com.atproto.access"


class Joining:
    """The roles ConnectsByPassword and Refreshes.

    `resolver` answers whose a handle is, `directory` which server an account lives on, `videos` makes videos playable,
    `appview` shows public profiles to strangers; all are origins, and `videos` may be empty.
    """

    limits: ClassVar[Limits] = LIMITS
    password_page: ClassVar[str] = "https://bsky.app/settings/app-passwords"  # noqa: S105 (an address)

    def __init__(
        self,
        slug: str,
        label: str,
        *,
        resolver: str = "https://public.api.bsky.app",
        directory: str = "https://plc.directory",
        videos: str = "https://video.bsky.app",
        appview: str = "https://public.api.bsky.app",
    ) -> None:
        self.slug = slug
        self.label = label
        self.resolver = resolver
        self.directory = directory
        self.videos = videos
        self.appview = appview

    def live_at(self, server: str, directory: str, appview: str) -> None:
        """Another network than the public one, by origins: its accounts' server, directory and AppView. It has no video service."""
        self.resolver, self.directory, self.appview = server, directory, appview
        self.videos = ""

    def sign_in(self, account: str, password: Secret, *, timeout_s: float) -> Credentials:
        """https://docs.bsky.app/docs/api/com-atproto-server-create-session — at the account's own server."""
        if not _APP_PASSWORD.fullmatch(password.reveal().strip()):
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "not_app_password", was_sent=False)
        deadline = Deadline(timeout_s)
        typed = identity.typed_account(account)
        place = identity.find(
            typed, resolver=self.resolver, directory=self.directory, deadline=deadline
        )
        given = Secret(password.reveal().strip())
        try:
            response = Api(place.pds, deadline.left()).post(
                "com.atproto.server.createSession",
                {"identifier": place.did, "password": given.reveal()},
                hidden=(given,),
            )
        except NetworkError as error:
            raise _refused(error) from None
        credentials = _session(response, place.pds, place.did)
        if _FULL_ACCESS in credentials.scopes:
            self.sign_out(credentials, timeout_s=deadline.left())
            raise NetworkError(ErrorKind.NOT_SUPPORTED, "not_app_password", was_sent=True)
        return credentials

    def sign_out(self, credentials: Credentials, *, timeout_s: float) -> None:
        """https://docs.bsky.app/docs/api/com-atproto-server-delete-session — asks with the refresh token."""
        api = Api(credentials.host, timeout_s, credentials.refresh_token)
        try:
            api.post("com.atproto.server.deleteSession")
        except NetworkError as error:
            if error.kind not in (ErrorKind.AUTH_EXPIRED, ErrorKind.ACCOUNT_RESTRICTED):
                raise

    def refresh(self, credentials: Credentials, *, timeout_s: float) -> Credentials:
        """https://docs.bsky.app/docs/api/com-atproto-server-refresh-session — the old pair dies soon after."""
        if credentials.refresh_token is None:
            raise NetworkError(ErrorKind.AUTH_EXPIRED, "no_refresh_token", was_sent=False)
        response = Api(credentials.host, timeout_s, credentials.refresh_token).post(
            "com.atproto.server.refreshSession"
        )
        return _session(response, credentials.host, credentials.account_id)

    def profile(self, credentials: Credentials, *, timeout_s: float) -> Profile:
        """https://docs.bsky.app/docs/api/app-bsky-actor-get-profile — of a new account, what its session tells."""
        api = Api.of(credentials, timeout_s)
        session = api.get("com.atproto.server.getSession")
        try:
            response = api.get("app.bsky.actor.getProfile", ("actor", credentials.account_id))
        except NetworkError as error:
            # An account of a minute ago is not known everywhere yet: 400 "Profile not found".
            if error.http_status not in (400, 404) or error.kind is ErrorKind.AUTH_EXPIRED:
                raise
            response = session
        found = understood(response, parse.profile)
        if found.remote_id != credentials.account_id:
            raise response.unreadable("other_account")
        return found

    def abilities(self, credentials: Credentials, *, timeout_s: float) -> list[Ability]:
        """An app password allows all that we do; made sure that the session is alive."""
        Api.of(credentials, timeout_s).get("com.atproto.server.getSession")
        return [Ability(name, is_granted=True) for name in ABILITIES]

    def limits_of(self, host: str, *, timeout_s: float) -> Limits:
        """The same on every server: they belong to the records, not to the host. Sends nothing."""
        return self.limits


def _refused(error: NetworkError) -> NetworkError:
    """Why signing in was refused; the code of a wrong password is not that of a session that ended."""
    if error.code == "auth_factor_token_required":
        # Only the account's own password asks for a second factor.
        return NetworkError(ErrorKind.NOT_SUPPORTED, "not_app_password", was_sent=True)
    if error.kind is ErrorKind.AUTH_EXPIRED:
        return NetworkError(
            ErrorKind.AUTH_EXPIRED, "wrong_password", http_status=error.http_status, was_sent=True
        )
    return error


def _session(response: Response, host: str, account_id: str) -> Credentials:
    """The pair of tokens in an answer. Refuses one without both, or of another account."""

    def read(body: Any) -> Credentials:
        found = parse.mapping(body)
        access, refresh = found.get("accessJwt"), found.get("refreshJwt")
        if not (isinstance(access, str) and access and isinstance(refresh, str) and refresh):
            raise MalformedError("tokens")
        if found.get("did") != account_id:
            raise MalformedError("did")
        claims = _claims(access)
        scope = claims.get("scope")
        return Credentials(
            host=host,
            account_id=account_id,
            access_token=Secret(access),
            refresh_token=Secret(refresh),
            scopes=frozenset(str(scope)[:500].split()) if isinstance(scope, str) else frozenset(),
            expires_at=_expiry(claims),
        )

    return understood(response, read)


def _claims(token: str) -> dict[str, Any]:
    """What the token says of itself. Not verified: its own server judges it, we only plan by it."""
    try:
        middle = token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
    except (IndexError, ValueError, binascii.Error):
        return {}
    return claims if isinstance(claims, dict) else {}


def _expiry(claims: dict[str, Any]) -> datetime | None:
    expires = claims.get("exp")
    if not isinstance(expires, int | float):
        return None
    try:
        return datetime.fromtimestamp(expires, UTC)
    except (ValueError, OverflowError, OSError):
        return None
