"""The values that cross the border between the product and a network.

Everything here is frozen and holds no behaviour beyond hiding secrets, so that a connector can be read, tested and
replaced without knowing who calls it. Instants are aware datetimes in UTC; a missing number is None, never zero.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, BinaryIO, Generic, Literal, TypeVar

T = TypeVar("T")

Visibility = Literal["public", "unlisted", "private", "direct"]


class Secret:
    """A text that must not be seen: it shows itself only through reveal()."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself; call it only where the text leaves for its owner or for the vault."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(•••)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(("Secret", self._value))

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> tuple[type[Secret], tuple[str]]:
        # Pickled secrets end up in brokers and caches: refuse instead of leaking.
        raise TypeError("a Secret is not serialisable; pass the id of the row that seals it")


@dataclass(frozen=True, slots=True)
class AppRegistration:
    """Our OAuth application on one host. `host` is an origin such as https://mastodon.example."""

    host: str
    client_id: str
    client_secret: Secret


@dataclass(frozen=True, slots=True)
class AuthRequest:
    """What must be remembered (single use, ten minutes) between sending a person away and their return."""

    redirect_uri: str
    state: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class AuthRedirect:
    """Where to send the person, and what to remember until they come back."""

    url: str
    state: str
    code_verifier: str


@dataclass(frozen=True, slots=True)
class Credentials:
    """The right to act for one account. `host` is an origin; `account_id` is the network's own id."""

    host: str
    account_id: str
    access_token: Secret
    refresh_token: Secret | None = None
    scopes: frozenset[str] = frozenset()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """An account as its network shows it; handle like @nome@host."""

    remote_id: str
    handle: str
    name: str
    url: str
    avatar_url: str | None = None
    n_followers: int | None = None
    n_posts: int | None = None
    # What the profile says and shows now; None where the network does not tell it.
    bio: str | None = None
    cover_url: str | None = None
    links: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ability:
    """One thing the granted permissions let us do, or the permission that is missing."""

    name: str
    is_granted: bool
    missing_scope: str = ""


@dataclass(frozen=True, slots=True)
class Poll:
    """A question with options; durations are seconds."""

    options: tuple[str, ...]
    expires_in_s: int = 86_400
    is_multiple: bool = False
    hides_totals: bool = False


@dataclass(frozen=True, slots=True)
class Media:
    """One file. `open` gives a fresh reader each time, so that an upload can be done again.

    `duration_s` is how long a video plays; None where nobody measured it, or for a picture.
    """

    sha256: str
    mime: str
    width: int | None
    height: int | None
    alt: str
    open: Callable[[], BinaryIO] = field(repr=False, compare=False)
    n_bytes: int = 0
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """What one network is asked to show.

    `in_reply_to` is what this answers, `thread_root` the first post of that thread, where the caller knows it: a
    network that wants both looks the root up where it is missing. `link` is what a card should show; it stands in the
    text too.
    """

    text: str
    language: str = "it"
    visibility: Visibility = "public"
    spoiler: str = ""
    media: tuple[Media, ...] = ()
    poll: Poll | None = None
    in_reply_to: str | None = None
    thread_root: str | None = None
    link: str | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """How far preparation got.

    `refs` is JSON to be stored before the next call and given back as `state`; `next_check_s` says how long to wait
    before asking again (0 = at once), None when ready.
    """

    refs: Mapping[str, Any]
    is_ready: bool
    next_check_s: float | None = None


@dataclass(frozen=True, slots=True)
class Published:
    """A post that exists."""

    remote_id: str
    url: str
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Read-back saw exactly this post."""

    published: Published


@dataclass(frozen=True, slots=True)
class Absent:
    """One good read that did not show the post. The caller counts such reads before it believes them."""


@dataclass(frozen=True, slots=True)
class Undecided:
    """Read-back worked and cannot tell: a person must look. `reason` is a code, not a sentence."""

    reason: str
    candidates: tuple[Published, ...] = ()


Verdict = Found | Absent | Undecided


@dataclass(frozen=True, slots=True)
class Standing:
    """A post as it stands on the account's own page; its text is plain, hostile until shown escaped. `format` is a word of
    networks.known, empty where the network does not tell."""

    remote_id: str
    url: str
    published_at: datetime
    text: str
    format: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """The account's own posts since an instant, newest first; answers and boosts are no posts.

    `is_whole` is False where there were more than one look reads.
    """

    posts: tuple[Standing, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class PublicAccount:
    """An account that anybody may look at: the host that answers for it (an origin), and its name there."""

    host: str
    name: str


@dataclass(frozen=True, slots=True)
class PublicPost:
    """A post as strangers see it. `format` is a word of networks.known; `values` are those of metrics.py that they see."""

    remote_id: str
    url: str
    published_at: datetime
    format: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PublicListing:
    """An account's own public posts since an instant, newest first; answers and boosts are no posts.

    `is_whole` is False where there were more than one look reads.
    """

    posts: tuple[PublicPost, ...]
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Measurement:
    """What the network answered about one post, by the names of metrics.py; absent means not offered."""

    remote_id: str
    values: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ProfileMeasurement:
    """What the network answered about the account itself."""

    account_id: str
    values: Mapping[str, int]


class IncomingKind(StrEnum):
    """How somebody spoke to the account."""

    COMMENT = "comment"
    MENTION = "mention"
    MESSAGE = "message"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Incoming:
    """Something people said. Text is plain, hostile until shown escaped; `thread_id` is the oldest post known."""

    kind: IncomingKind
    remote_id: str
    thread_id: str
    parent_id: str | None
    author_handle: str
    author_name: str
    author_avatar: str | None
    text: str
    created_at: datetime
    is_own: bool
    url: str


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some items and where to go on from; a cursor of None means nothing was ever seen."""

    items: tuple[T, ...]
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A public post found by searching."""

    remote_id: str
    author_handle: str
    author_name: str
    author_avatar: str | None
    text: str
    created_at: datetime
    url: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class TrendDay:
    """Use of a trend on one day, as the network counts its days."""

    on: date
    n_uses: int
    n_people: int


@dataclass(frozen=True, slots=True)
class Trend:
    """What people talk about; days newest first."""

    name: str
    url: str
    days: tuple[TrendDay, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule of the network that a draft breaks; names and numbers only, sentences are made elsewhere."""

    field: str
    rule: str
    limit: int | str | None = None
    actual: int | str | None = None
    is_blocking: bool = True
