"""The roles a connector may have. It has only those its network really offers; ask with isinstance.

Credentials are always an argument, never state. Connectors never read the clock: `timeout_s` is one total budget for
the whole call, and instants come from the caller or from the network. Every method raises NetworkError.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from networks.limits import Limits
from networks.types import (
    Ability,
    AppRegistration,
    AuthRedirect,
    Credentials,
    Draft,
    Incoming,
    Listing,
    Measurement,
    Mention,
    Page,
    Prepared,
    Profile,
    ProfileMeasurement,
    PublicAccount,
    PublicListing,
    Published,
    Secret,
    Trend,
    Verdict,
)

Idempotency = Literal["key", "natural", "two_phase", "readback", "blind"]


@runtime_checkable
class Connector(Protocol):
    """What every connector tells about itself. `metrics` are names of networks.metrics it can answer."""

    slug: str
    label: str
    limits: Limits
    metrics: frozenset[str]


@runtime_checkable
class Connects(Protocol):
    """Joins an account by OAuth 2 with PKCE."""

    needs_host: bool

    def normalise_host(self, text: str) -> str:
        """What a person typed (host, address or handle) as an origin; raises HostError. Sends nothing."""
        ...

    def register_app(self, host: str, *, redirect_uri: str, timeout_s: float) -> AppRegistration:
        """Register our application on that host; call once per host and keep the answer."""
        ...

    def authorization(
        self, app: AppRegistration, *, redirect_uri: str, state: str, code_verifier: str
    ) -> AuthRedirect:
        """Where the person must go to say yes. Sends nothing."""
        ...

    def exchange(
        self,
        app: AppRegistration,
        *,
        code: str,
        code_verifier: str,
        redirect_uri: str,
        timeout_s: float,
    ) -> Credentials:
        """Turn the code the person came back with into credentials, with the account's id already known."""
        ...

    def profile(self, credentials: Credentials, *, timeout_s: float) -> Profile:
        """Who the account is; raises auth_expired when the credentials are dead."""
        ...

    def abilities(self, credentials: Credentials, *, timeout_s: float) -> list[Ability]:
        """What these credentials allow, and the missing permission for what they do not."""
        ...

    def limits_of(self, host: str, *, timeout_s: float) -> Limits:
        """The limits of that host, which may differ from the network's usual ones."""
        ...

    def revoke(self, app: AppRegistration, credentials: Credentials, *, timeout_s: float) -> None:
        """Give the right back; already dead credentials are no error."""
        ...


@runtime_checkable
class ConnectsByPassword(Protocol):
    """Joins an account by its name and a password that was made for us there, never the account's own.

    `password_page` is where people make one.
    """

    password_page: str

    def sign_in(self, account: str, password: Secret, *, timeout_s: float) -> Credentials:
        """Find the server of the account a person typed (handle, address or id) and sign in there.

        Raises not_found with code handle_unknown or no_server, auth_expired with code wrong_password,
        not_supported with code not_app_password: then nothing was kept, and nothing sent where that could be told.
        """
        ...

    def sign_out(self, credentials: Credentials, *, timeout_s: float) -> None:
        """Give the right back; already dead credentials are no error."""
        ...

    def profile(self, credentials: Credentials, *, timeout_s: float) -> Profile:
        """Who the account is; raises auth_expired when the credentials are dead."""
        ...

    def abilities(self, credentials: Credentials, *, timeout_s: float) -> list[Ability]:
        """What these credentials allow, and the missing permission for what they do not."""
        ...

    def limits_of(self, host: str, *, timeout_s: float) -> Limits:
        """The limits of that host, which may differ from the network's usual ones."""
        ...


@runtime_checkable
class Refreshes(Protocol):
    """Has access tokens that live shortly, and a refresh token that makes a new pair and is spent by it."""

    def refresh(self, credentials: Credentials, *, timeout_s: float) -> Credentials:
        """The new pair. Raises auth_expired only where the network says that the right has ended.

        The caller keeps one refresh in flight per credential, and stores the answer before anything else.
        """
        ...


@runtime_checkable
class Publishes(Protocol):
    """Sends a post: prepare until ready, commit once, verify when the outcome is unknown.

    `idempotency` says what makes a second send safe; `settle_s` how long a new post may take to become readable;
    `resend_window_s` how long after the first send the same key still protects (0 where there is no key).
    """

    idempotency: Idempotency
    settle_s: float
    resend_window_s: float

    def prepare(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        state: Mapping[str, Any],
        timeout_s: float,
    ) -> Prepared:
        """Do at most one redo-safe step (an upload, a look at one). `state` is the refs of the call before, or {}.

        Store the refs before calling again. Nothing becomes visible to anyone.
        """
        ...

    def commit(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        key: str,
        refs: Mapping[str, Any],
        timeout_s: float,
        sent_at: datetime | None = None,
    ) -> Published:
        """Exactly one irreversible call. `key` must be the same for every try of the same delivery.

        `sent_at` is the instant of the first try, the same for all: what a network that asks for the time is told.
        """
        ...

    def verify(
        self,
        credentials: Credentials,
        draft: Draft,
        *,
        first_sent_at: datetime,
        known_remote_ids: frozenset[str],
        timeout_s: float,
        key: str = "",
    ) -> Verdict:
        """Read back whether the draft is there. A failed read raises: it is not a negative read.

        `key` is the one that was given to commit: where the network lets us choose the post's name, it finds it.
        """
        ...


@runtime_checkable
class Amends(Protocol):
    """Changes a post that is out."""

    def amend(
        self,
        credentials: Credentials,
        remote_id: str,
        draft: Draft,
        *,
        refs: Mapping[str, Any],
        timeout_s: float,
    ) -> Published:
        """Make the post say what the draft says; doing it twice is harmless. Raises not_found when it is gone."""
        ...

    def says(
        self, credentials: Credentials, remote_id: str, draft: Draft, *, timeout_s: float
    ) -> bool:
        """Whether the post says what the draft says now: what tells how an amend without an answer ended.

        Raises not_found when it is gone. A failed read raises: it is not a no.
        """
        ...


@runtime_checkable
class Removes(Protocol):
    """Takes a post away."""

    def remove(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """Delete the post; one that is gone already is no error."""
        ...


@runtime_checkable
class Lists(Protocol):
    """Shows what stands on the account."""

    def newest(self, credentials: Credentials, *, since: datetime, timeout_s: float) -> Listing:
        """The account's own posts since then, whoever made them; at most three pages are read."""
        ...

    def is_there(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> bool:
        """Whether that post of the account still stands. A failed read raises: it is not a no."""
        ...


@runtime_checkable
class Measures(Protocol):
    """Reads counters."""

    def measure(
        self, credentials: Credentials, remote_ids: Sequence[str], *, timeout_s: float
    ) -> list[Measurement]:
        """What the network answers now about these posts; a deleted post is absent from the answer."""
        ...

    def measure_profile(self, credentials: Credentials, *, timeout_s: float) -> ProfileMeasurement:
        """What the network answers now about the account."""
        ...


@runtime_checkable
class Listens(Protocol):
    """Reads what people say to the account."""

    def notifications(
        self, credentials: Credentials, *, cursor: str | None, timeout_s: float
    ) -> Page[Incoming]:
        """What came in after the cursor, oldest first; without a cursor the newest page."""
        ...

    def thread(
        self, credentials: Credentials, remote_id: str, *, timeout_s: float
    ) -> Page[Incoming]:
        """All comments below that post, oldest first, own ones marked."""
        ...


@runtime_checkable
class Replies(Protocol):
    """Answers people."""

    def address(self, incoming: Incoming, text: str, *, language: str) -> Draft:
        """The draft that answers `incoming`: right parent, right visibility, author named. Sends nothing."""
        ...

    def reply(
        self, credentials: Credentials, draft: Draft, *, key: str, timeout_s: float
    ) -> Published:
        """Exactly one irreversible call; unknown outcomes are read back with Publishes.verify."""
        ...

    def like(self, credentials: Credentials, remote_id: str, *, timeout_s: float) -> None:
        """Mark what somebody wrote as liked; twice is harmless."""
        ...


@runtime_checkable
class Searches(Protocol):
    """Finds public posts."""

    def search(
        self, credentials: Credentials, query: str, *, cursor: str | None, timeout_s: float
    ) -> Page[Mention]:
        """Public posts for these words, newest first; with a cursor only newer ones than that."""
        ...


@runtime_checkable
class Trends(Protocol):
    """Tells what people talk about."""

    def trends(self, credentials: Credentials, *, timeout_s: float) -> list[Trend]:
        """The network's own list, strongest first."""
        ...


@runtime_checkable
class Observes(Protocol):
    """Looks at the public face of any account, without anybody's consent and without credentials: what strangers see."""

    def public_account(self, text: str) -> PublicAccount:
        """The account that a person named by handle or address. Sends nothing.

        Raises HostError for a host that is refused, not_found with code handle_unknown for what names no account here.
        """
        ...

    def public_profile(self, account: PublicAccount, *, timeout_s: float) -> Profile:
        """What the account's page shows; raises not_found, or not_supported with code not_public where strangers see none."""
        ...

    def public_posts(
        self, account: PublicAccount, remote_id: str, *, since: datetime, timeout_s: float
    ) -> PublicListing:
        """Its own posts since then, as strangers see them; `remote_id` is that of its profile. Two pages are read at most."""
        ...
