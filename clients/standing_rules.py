"""Where the work with a client may go from where it stands, and what each move is called. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clients.models.clients import Status

S = Status
# Whose posts go out. A prospect is no client yet, the others rest or are gone.
SERVED = (S.ACTIVE, S.LEAVING)


@dataclass(frozen=True, slots=True)
class Move:
    """One legal move: its word in forms, where it leads, its button, and what it means for what is planned."""

    deed: str
    to: Status
    button: Promise
    says: Promise
    is_grave: bool = False


_TAKE_ON = Move(
    "take_on", S.ACTIVE, _("Take the client on"), _("Posts can be scheduled from now on.")
)
_PAUSE = Move(
    "pause",
    S.PAUSED,
    _("Pause the client"),
    _(
        "Nothing goes out: what has a time stands still and is released post by post afterwards. Silence raises no alert."
    ),
    is_grave=True,
)
_LEAVE = Move(
    "begin_leaving",
    S.LEAVING,
    _("Start offboarding"),
    _("Nothing is scheduled past the last day without a written yes from the client."),
    is_grave=True,
)
_ARCHIVE = Move(
    "archive",
    S.ARCHIVED,
    _("Archive the client"),
    _(
        "Everything can still be read, nothing can be changed; channels are disconnected, lists no longer show it."
    ),
    is_grave=True,
)
_GO_ON = Move(
    "go_on",
    S.ACTIVE,
    _("Go on with the client"),
    _("Nothing goes out by itself: each post that stands still is released by somebody."),
)
_STAY = Move(
    "stay", S.ACTIVE, _("The client stays"), _("The last day is struck out; the list is kept.")
)
_BACK = Move(
    "bring_back", S.ACTIVE, _("Bring the client back"), _("Channels have to be connected again.")
)
_ANEW = Move(
    "court",
    S.PROSPECT,
    _("Bring it back as a prospect"),
    _("For a client that may come back: first the look, then the offer."),
)

MOVES: dict[str, tuple[Move, ...]] = {
    S.PROSPECT: (_TAKE_ON, _ARCHIVE),
    S.ACTIVE: (_PAUSE, _LEAVE),
    S.PAUSED: (_GO_ON, _LEAVE),
    S.LEAVING: (_STAY, _ARCHIVE),
    S.ARCHIVED: (_BACK, _ANEW),
}


def move_of(status: str, deed: str) -> Move | None:
    """The move of this name from this status, or None when it is not legal there."""
    return next((each for each in MOVES[status] if each.deed == deed), None)


@dataclass(frozen=True, slots=True)
class ToDo:
    """One line of what is settled when a client leaves."""

    what: str
    todo: Promise
    done: Promise


# Of each channel. That the permission is given back is seen from the channel itself.
OF_CHANNEL = (
    ToDo("owner", _("Make the client the owner of the account"), _("The account is the client's.")),
    ToDo(
        "people",
        _("Remove us from its people, there"),
        _("We are no longer among its people there."),
    ),
)
OF_CLIENT = (
    ToDo("ads", _("Stop ads and hand the ad account back"), _("No ad of ours runs any more.")),
    ToDo("files", _("Hand the originals over"), _("The originals are handed over.")),
    ToDo("statement", _("Issue the last statement"), _("The last statement is issued.")),
)
