"""The screens of the navigation: one table, from which the frame, the client switch and the palette read.

A place whose address is not there, or which the person's role does not open, is not shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import NoReverseMatch, Resolver404, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from people.addresses import screen_of
from people.roles import Capability


@dataclass(frozen=True, slots=True)
class Place:
    """A screen of the navigation. ``covers`` are the other views that belong to it; ``twin`` is the same screen
    in the other scope, so that switching client keeps the screen; ``keeps`` are the words of the address that it
    keeps too."""

    label: str | Promise
    url_name: str
    icon: str
    capability: Capability | None = None
    covers: tuple[str, ...] = ()
    twin: str = ""
    keeps: tuple[str, ...] = ()
    # What it says how many there are: a name of desk.queries.live.Counts.
    counts: str = ""
    # The kinds of clients that have it; empty: all.
    kinds: tuple[str, ...] = ()

    def holds(self, view_name: str) -> bool:
        """Whether a view belongs to this place; a name that ends with ``*`` covers all that begin so."""
        return self.fit(view_name) > 0

    def fit(self, view_name: str) -> int:
        """How closely a view belongs to this place, 0 for not at all: the longest name that covers it counts."""
        return max(
            (
                len(name)
                for name in (self.url_name, *self.covers)
                if view_name == name or (name.endswith("*") and view_name.startswith(name[:-1]))
            ),
            default=0,
        )


AGENCY_PLACES = (
    Place(_("Today"), "desk:today", "sun", None, ("editorial:all_by_hand", "editorial:hold_all"), "desk:overview",
          counts="n_standing"),
    Place(_("Calendar"), "editorial:all_calendar", "calendar3", twin="editorial:calendar",
          keeps=("view", "on", "group", "q")),
    Place(_("Posts"), "editorial:all_posts", "card-list", None, ("editorial:choose_client",),
          "editorial:posts", ("group", "q")),
    Place(_("Approvals"), "editorial:all_approvals", "check2-square", None, (), "editorial:approvals",
          counts="n_for_me"),
    Place(_("Inbox"), "community:all_inbox", "inbox", None, ("community:all_talk",), "community:inbox", ("show",),
          counts="n_waiting"),
    Place(_("Clients"), "desk:clients", "people", None, ("clients:new", "clients:network_sheet*"), "desk:overview"),
    Place(_("Results"), "analytics:agency", "graph-up", None, (), "analytics:results", ("days",)),
    Place(pgettext_lazy("places", "Hours"), "analytics:all_hours", "hourglass-split", Capability.LOG_TIME,
          ("analytics:hours*", "clients:rates"), "analytics:budget"),
    Place(_("Meetings"), "clients:all_meetings", "chat-square-text", None, ("desk:walk",), "clients:meetings"),
    Place(_("Team"), "people:team", "person-lines-fill", None,
          ("people:invite*", "people:invitation*", "people:member*", "people:duty", "desk:absences"), "clients:team"),
)  # fmt: skip
CLIENT_PLACES = (
    Place(_("Overview"), "desk:overview", "layout-text-window", Capability.VIEW_CLIENT,
          ("clients:edit", "clients:contact*", "clients:prospect*", "clients:offer*", "desk:begin", "desk:standing", "editorial:hold"), "desk:today", counts="n_standing"),
    Place(_("Strategy"), "clients:brief", "compass", Capability.VIEW_CLIENT,
          ("clients:brief*", "clients:audience*", "clients:fit*", "clients:voice*", "editorial:rules_met", "clients:rules*", "clients:presence*",
           "clients:touchpoint*", "clients:moment*", "editorial:supporting", "editorial:dead_link*", "clients:matter*", "clients:profile*", "clients:competitor*", "analytics:goal*", "editorial:pillar*", "editorial:campaign*", "analytics:campaign"), "desk:clients"),
    Place(_("Calendar"), "editorial:calendar", "calendar3", Capability.VIEW_CLIENT,
          ("editorial:move",), "editorial:all_calendar", ("view", "on", "group", "q")),
    Place(_("Posts"), "editorial:posts", "card-list", Capability.VIEW_CLIENT,
          ("editorial:*",), "editorial:all_posts", ("group", "q")),
    Place(_("Library"), "editorial:library", "images", Capability.VIEW_CLIENT,
          ("editorial:asset*",), "desk:clients", ("show",)),
    Place(_("Approvals"), "editorial:approvals", "check2-square", Capability.VIEW_CLIENT,
          (), "editorial:all_approvals", counts="n_for_me"),
    Place(_("Inbox"), "community:inbox", "inbox", Capability.VIEW_CLIENT, ("community:*",), "community:all_inbox",
          ("show",), counts="n_waiting"),
    Place(_("Results"), "analytics:results", "graph-up", Capability.VIEW_RESULTS,
          ("analytics:quality", "analytics:behind", "analytics:first_audit", "analytics:post", "analytics:figures",
           "analytics:channel_figures", "analytics:import_posts"), "analytics:agency", ("days",)),
    Place(_("Reports"), "analytics:reports", "file-text", Capability.VIEW_RESULTS,
          ("analytics:report*",), "desk:clients"),
    Place(_("Budget and hours"), "analytics:budget", "hourglass-split", Capability.VIEW_CLIENT,
          ("analytics:budget*", "analytics:hours*", "analytics:statement*", "clients:contract*"), "analytics:all_hours"),
    Place(_("Meetings"), "clients:meetings", "chat-square-text", Capability.VIEW_CLIENT, ("clients:meeting*",),
          "clients:all_meetings"),
    Place(_("Channels"), "clients:channels", "plug", Capability.VIEW_CLIENT,
          ("clients:channel*", "clients:connect*", "clients:check", "clients:reconnect",
           "clients:disconnect"), "desk:clients"),
    Place(_("Team"), "clients:team", "person-lines-fill", Capability.MANAGE_CLIENTS,
          ("clients:unassign",), "people:team"),
)  # fmt: skip

# What the strategy of a client is made of, in the order in which one thinks it through: the menu beside all its screens.
STRATEGY_SECTIONS = (
    Place(_("Brief"), "clients:brief", "", covers=("clients:brief*",)),
    Place(_("Audience and area"), "clients:audiences", "", covers=("clients:audience*",)),
    Place(_("Platform fit"), "clients:fit", "", covers=("clients:fit*",)),
    Place(_("Goals"), "analytics:goals", "", covers=("analytics:goal*",)),
    Place(_("Dates and commitments"), "clients:matters", "", covers=("clients:matter*", "desk:dates_table"),
          kinds=("event", "project", "artist", "public_figure")),
    Place(_("Pillars and series"), "editorial:pillars", "", covers=("editorial:pillar*",)),
    Place(_("Campaigns"), "editorial:campaigns", "", covers=("editorial:campaign*", "analytics:campaign")),
    Place(_("Tone of voice"), "clients:voice", "", covers=("clients:voice*", "editorial:rules_met",)),
    Place(_("Rules and phrases"), "clients:rules", "", covers=("clients:rules*",)),
    Place(_("Wider presence"), "clients:presence", "", covers=("clients:presence*", "clients:touchpoint*", "clients:moment*", "editorial:supporting", "editorial:dead_link*")),
    Place(_("Profiles"), "clients:profiles", "", covers=("clients:profile*",)),
    # A public body and a project have no rivals (clients/words/competitors.py).
    Place(_("Competitors"), "clients:competitors", "", covers=("clients:competitor*",),
          kinds=("company", "artist", "professional", "event")),
    Place(_("Comparisons"), "clients:competitors", "", covers=("clients:competitor*",),
          kinds=("public_figure", "project")),
)  # fmt: skip


# The letter after "g" that leads to a place; the same for the same screen in both scopes.
KEYS = {
    "desk:today": "o",
    "desk:overview": "o",
    "editorial:all_calendar": "c",
    "editorial:calendar": "c",
    "editorial:all_posts": "p",
    "editorial:posts": "p",
    "editorial:all_approvals": "a",
    "editorial:approvals": "a",
    "analytics:agency": "r",
    "analytics:results": "r",
    "community:all_inbox": "i",
    "community:inbox": "i",
    "desk:clients": "l",
    "clients:brief": "s",
    "analytics:all_hours": "u",
    "analytics:budget": "u",
    "clients:meetings": "m",
    "clients:all_meetings": "m",
    "editorial:library": "b",
    "analytics:reports": "e",
    "clients:channels": "h",
    "people:team": "t",
    "clients:team": "t",
}

# The screens that tell what is new in them, and what they list (desk/queries/live.py, LISTS).
LIVE_LISTS = {
    "editorial:all_posts": "posts",
    "editorial:posts": "posts",
    "editorial:all_calendar": "posts",
    "editorial:calendar": "posts",
    "desk:overview": "posts",
    "editorial:all_approvals": "approvals",
    "editorial:approvals": "approvals",
    "desk:today": "today",
    "desk:clients": "today",
}
# The screens that ask for another view of themselves (filters, orders, pages, periods, news): it is fetched in place, with
# a mark while it comes and a way to try again (static/js/list_controller.js). tests/architecture/test_lists.py finds them all.
LISTS = frozenset(
    (
        *LIVE_LISTS,
        "editorial:library",
        "community:all_inbox",
        "community:inbox",
        "clients:fit_network",
        "analytics:agency",
        "analytics:all_hours",
        "analytics:behind",
        "analytics:budget",
        "analytics:hours_week",
        "analytics:quality",
        "analytics:results",
        "people:notices",
        "find",
    )
)
# A person's own screens, whatever the scope: found by name, not in the navigation.
PERSONAL = (
    Place(_("Notices"), "people:notices", "bell"),
    Place(_("Preferences"), "people:preferences", "sliders"),
    Place(_("Second factor"), "mfa_index", "shield-lock"),
)
# What the palette can begin: pages with a form, each with the role it takes.
ACTIONS = (
    Place(_("Write post"), "editorial:choose_client", "plus-lg", Capability.WRITE_POSTS),
    Place(_("New client"), "clients:new", "plus-lg", Capability.MANAGE_CLIENTS),
    Place(_("Invite a person"), "people:team", "person-plus", Capability.MANAGE_AGENCY),
)
CLIENT_ACTIONS = (
    Place(_("Write post"), "editorial:new", "plus-lg", Capability.WRITE_POSTS),
    Place(_("Connect a channel"), "clients:connect", "plug", Capability.CONNECT_CHANNELS),
    Place(_("Add a contact"), "clients:contact_new", "person-plus", Capability.MANAGE_CLIENTS),
    Place(_("Edit client"), "clients:edit", "pencil", Capability.MANAGE_CLIENTS),
    Place(_("Make a report"), "analytics:reports", "file-text", Capability.SHARE_REPORTS),
)


def place_of(places: tuple[Place, ...], view_name: str) -> Place | None:
    """The place a view belongs to: one of its own name comes before one that covers whole families of views."""
    closest = max(places, key=lambda place: place.fit(view_name))
    return closest if closest.holds(view_name) else None


def address(name: str, slug: str = "") -> str:
    """The address of a view, of one client when given; empty when there is no such screen."""
    if not name:
        return ""
    try:
        return screen_of(name, slug)
    except NoReverseMatch:
        return ""


def keeping(url: str, here: Place | None, asked: Mapping[str, str]) -> str:
    """The address with what its screen keeps of its own when the scope changes: the view, the day, the filters."""
    kept = {name: asked[name] for name in here.keeps if asked.get(name)} if here else {}
    return f"{url}?{urlencode(kept)}" if url and kept else url


@dataclass(frozen=True, slots=True)
class Whence:
    """The page from which somebody asks: its place, whether that is one of a client's, what its address says."""

    place: Place | None = None
    slug: str = ""
    asked: Mapping[str, str] | None = None

    def on_client(self, slug: str) -> str:
        """The same screen of a client, with its filters; that client's overview where there is no such screen."""
        wanted = (self.place.url_name if self.slug else self.place.twin) if self.place else ""
        url = keeping(address(wanted, slug), self.place, self.asked or {})
        return url or address("desk:overview", slug)

    def on_all(self) -> str:
        """The same screen of all clients; Today where there is no such screen."""
        if self.place is None or not self.slug:
            return address("desk:today")
        url = keeping(address(self.place.twin), self.place, self.asked or {})
        return url or address("desk:today")


def whence(path: str, asked: Mapping[str, str]) -> Whence:
    """The place of an address of ours; of none where the address is nobody's."""
    try:
        match = resolve(path)
    except Resolver404:
        return Whence()
    slug = str(match.kwargs.get("slug", ""))
    places = CLIENT_PLACES if slug else AGENCY_PLACES
    return Whence(place_of(places, match.view_name), slug, asked)
