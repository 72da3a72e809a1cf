"""The palette (Ctrl K) and the client switch: a few rows as one types, and a page of their own without a script.

Both know the page they are asked from by the header htmx sends, so that a screen keeps its filters in the other
client and a client's own screens come first. Nothing is offered that the person's role does not open.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from clients.models import Client
from desk.queries import finding
from desk.queries.finding import Found
from editorial.models import Post
from people.access import member_of, requires_member
from people.models import Member
from people.roles import may
from smm.places import (
    ACTIONS,
    AGENCY_PLACES,
    CLIENT_ACTIONS,
    CLIENT_PLACES,
    PERSONAL,
    Place,
    Whence,
    address,
    whence,
)

# From so many letters on posts are looked through: one letter is in all of them.
FEWEST_LETTERS = 2
MOST_SWITCHED = 12


@dataclass(frozen=True, slots=True)
class Option:
    """One line to choose: where it leads, what it says, what it says more quietly."""

    url: str
    label: str
    note: str = ""
    icon: str = ""
    client: Client | None = None
    lang: str = ""


@dataclass(slots=True)
class Group:
    """Options of one sort under their name."""

    name: str
    options: list[Option] = field(default_factory=list)


@require_GET
@requires_member
def find(request: HttpRequest) -> HttpResponse:
    """What the palette shows for some words; without words, what the person looked at last and may do here."""
    member = member_of(request)
    raw = _words_of(request)
    words = raw.split()
    here = _whence(request)
    current = finding.client_of(member=member, slug=here.slug) if here.slug else None
    groups = (
        _found(member, words, current, raw) if words else _offered(member, current)
    )  # fmt: skip
    context = {"groups": [group for group in groups if group.options], "words": raw}
    is_part = bool(getattr(request, "htmx", False))
    return render(request, "find/options.html" if is_part else "find/page.html", context)


@require_GET
@requires_member
def switch(request: HttpRequest) -> HttpResponse:
    """The clients to switch to, each on the screen the person is on; without a script the client list does it."""
    words = _words_of(request)
    if not getattr(request, "htmx", False):
        return redirect(f"{reverse('desk:clients')}?{urlencode({'q': words})}")
    here = _whence(request)
    found = finding.clients(member=member_of(request), words=words.split(), most=MOST_SWITCHED + 1)
    rows = [(each.client, _on(here, each), each.client.slug == here.slug) for each in found]
    context = {"rows": rows[:MOST_SWITCHED], "has_more": len(rows) > MOST_SWITCHED, "words": words}
    return render(request, "find/switch.html", context)


def _words_of(request: HttpRequest) -> str:
    """What was typed, without what the database refuses and no longer than anybody types."""
    return " ".join(request.GET.get("q", "").replace("\x00", "")[:80].split())


def _whence(request: HttpRequest) -> Whence:
    """The page that asks, from the header of htmx; of no place when there is none."""
    try:
        url = urlsplit(request.headers.get("HX-Current-URL", ""))
    except ValueError:
        return Whence()
    return whence(url.path or "/", dict(parse_qsl(url.query)[:40]))


def _on(here: Whence, found: Found) -> str:
    """The same screen of that client, or its overview where the role there does not open it."""
    place = here.place
    wanted = (place.url_name if here.slug else place.twin) if place else ""
    target = next((each for each in CLIENT_PLACES if each.url_name == wanted), None)
    if target is None or not _opens(target, found.role):
        return address("desk:overview", found.client.slug)
    return here.on_client(found.client.slug)


def _opens(place: Place, role: str) -> bool:
    return place.capability is None or may(role, place.capability)


def _offered(member: Member, current: Found | None) -> Iterator[Group]:
    """Without words: where one was, and what one may do here."""
    clients = [each for each in finding.clients(member=member, words=[]) if each != current]
    yield Group(_("Lately"), [_client(each) for each in clients[:4]])
    yield Group(
        _("Posts you edited last"), [_post(post) for post in finding.my_posts(member=member)]
    )
    yield Group(_("Do"), list(_actions(member, current, [])))
    yield Group(_("Go to"), list(_screens(member, current, [])))


def _found(
    member: Member, words: Sequence[str], current: Found | None, raw: str
) -> Iterator[Group]:
    """With words: screens and actions by name, clients, a client's screen, posts, and the search of all posts."""
    yield Group(_("Go to"), list(_screens(member, current, words)))
    clients = finding.clients(member=member, words=words)
    yield Group(_("Clients"), [_client(each) for each in clients])
    yield Group(_("Do"), list(_actions(member, current, words)))
    if len(words) > 1 and not clients:
        yield Group(_("Screens of clients"), list(_screens_of_clients(member, words)))
    if len(raw) >= FEWEST_LETTERS:
        posts = finding.posts(
            member=member, words=words, client=current.client if current else None
        )
        everywhere = Option(
            f"{address('editorial:all_posts')}?{urlencode({'q': raw})}",
            _("Search all posts for “{words}”").format(words=raw),
            icon="search",
        )
        yield Group(_("Posts"), [*map(_post, posts), everywhere])


def _client(found: Found) -> Option:
    client = found.client
    url = address("desk:overview", client.slug)
    return Option(url, client.name, str(client.get_kind_display()), client=client)


def _post(post: Post) -> Option:
    url = reverse("editorial:post", args=[post.client.slug, post.public_id])
    return Option(url, post.first_words, post.client.name, client=post.client, lang=post.language)


def _screens(member: Member, current: Found | None, words: Sequence[str]) -> Iterator[Option]:
    if current is not None:
        yield from _places(CLIENT_PLACES, current.role, words, current.client)
    yield from _places(AGENCY_PLACES, member.role, words, None)
    yield from _places(PERSONAL, member.role, words, None)


def _actions(member: Member, current: Found | None, words: Sequence[str]) -> Iterator[Option]:
    if current is not None:
        yield from _places(CLIENT_ACTIONS, current.role, words, current.client)
    yield from _places(ACTIONS, member.role, words, None)


def _screens_of_clients(member: Member, words: Sequence[str]) -> Iterator[Option]:
    """ "trecorvi cal": the last word may name a screen, the words before it a client."""
    for found in finding.clients(member=member, words=words[:-1], most=3):
        yield from _places(CLIENT_PLACES, found.role, words[-1:], found.client)


def _places(
    places: Iterable[Place], role: str, words: Sequence[str], client: Client | None
) -> Iterator[Option]:
    for place in places:
        url = address(place.url_name, client.slug if client else "")
        if url and _opens(place, role) and _says(str(place.label), words):
            note = client.name if client else ""
            yield Option(url, str(place.label), note, place.icon)


def _says(label: str, words: Sequence[str]) -> bool:
    """Whether each word begins a word of the label, whatever its accents and capitals."""
    parts = _plain(label).split()
    return all(any(part.startswith(_plain(word)) for part in parts) for word in words)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
