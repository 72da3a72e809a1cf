"""What people are told when a post needs them: the kinds of trouble, what makes two of them one, and the sentences. Pure.

One trouble is one alert, however many posts it holds: of one kind, and on one channel or of one client.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy, pgettext_lazy

from editorial.lifecycle import HELD, NO_SUCH_HOUR, DeliveryState, Rest

S = DeliveryState

# What comes within so long of the first is told in the same e-mail.
GATHER = timedelta(seconds=30)
# A trouble that grows is told again, but not before so long.
AGAIN_AFTER = timedelta(hours=1)
# A post of today, whatever the hour: its time lies no farther away.
NEAR = timedelta(hours=24)
# What happened and does not go on is over after so long, without a word.
EVENT_LASTS = timedelta(hours=24)
# So long the one on duty has to open it, and then the next.
CLIMB_AFTER = timedelta(minutes=10)


class AlertKind(models.TextChoices):
    """What happened to a post; the label completes “«Post», channel: …”."""

    CHECKING = "checking", _("may be out or not: we are checking")
    REFUSED = "refused", _("refused by the network")
    RECONNECT = "reconnect", _("waiting, the channel must be reconnected")
    NOT_LET_IN = "not_let_in", _("waiting, the network does not let this channel publish")
    TOO_LATE = "too_late", _("not sent in time")
    DECIDE = "decide", _("we could not find out whether it is out: you decide")
    NOT_APPROVED = "not_approved", _("held back, nobody has approved these words")
    CLIENT_PAUSED = "client_paused", _("held back, the client is paused")
    CLIENT_LEFT = "client_left", _("held back, the client has left")
    CLIENT_PROSPECT = "client_prospect", _("held back, the client is a prospect")
    ON_HOLD = "on_hold", _("held back, everything is on hold")
    NO_SUCH_HOUR = (
        "no_such_hour",
        _(
            "waiting: by new rules of summer time its hour does not exist on that day, choose another"
        ),
    )
    PICTURE = "picture", _("held back, a picture could not be handed over")
    NOT_DONE = "not_done", _("somebody could not publish it by hand: you decide")
    NOT_BY_HAND = "not_by_hand", _("not published by hand within four hours")
    REST_CHECKING = "rest_checking", _("is out; a later part may be out or not: we are checking")
    REST_MISSING = "rest_missing", _("is out, but not whole: a later part is missing")
    REST_DECIDE = (
        "rest_decide",
        _("is out; we could not find out whether a later part is: you decide"),
    )
    SILENCE = "silence", _("falls silent soon")
    DEAD_LINKS = "dead_links", _("a link does not open")
    OUT_ALL_THE_SAME = (
        "out_all_the_same",
        _("is on the channel although it had been settled otherwise: look at the channel"),
    )


K = AlertKind


@dataclass(frozen=True, slots=True)
class Sort:
    """How one kind of trouble is told.

    `many` completes “10 posts of a client: …”. It goes on for a delivery while that shows one of `shown` for one of
    `reasons` (for any without them); without `shown` it happened, and does not go on. `is_urgent`: who is on duty is
    told at once when the post's time is near.
    """

    many: Promise
    shown: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    is_of_channel: bool = False
    is_mailed: bool = True
    is_urgent: bool = True


SORTS: dict[AlertKind, Sort] = {
    K.CHECKING: Sort(pgettext_lazy("several posts", "may be out or not: we are checking"), (S.UNKNOWN,),
                     is_mailed=False, is_urgent=False),
    K.REFUSED: Sort(pgettext_lazy("several posts", "refused by the network")),
    K.RECONNECT: Sort(pgettext_lazy("several posts", "waiting, the channel must be reconnected"), (S.BLOCKED,),
                      ("reconnect",), is_of_channel=True),
    K.NOT_LET_IN: Sort(pgettext_lazy("several posts", "waiting, the network does not let this channel publish"),
                       (S.BLOCKED,), is_of_channel=True),
    K.TOO_LATE: Sort(pgettext_lazy("several posts", "not sent in time"), (S.MISSED,)),
    K.DECIDE: Sort(pgettext_lazy("several posts", "we could not find out whether they are out: you decide"),
                   (S.NEEDS_HUMAN,)),
    K.NOT_APPROVED: Sort(pgettext_lazy("several posts", "held back, nobody has approved these words"), (S.BLOCKED,),
                         ("approval_lost",)),
    K.CLIENT_PAUSED: Sort(pgettext_lazy("several posts", "held back, the client is paused"), (S.BLOCKED,),
                          ("client_paused",), is_mailed=False, is_urgent=False),
    K.CLIENT_LEFT: Sort(pgettext_lazy("several posts", "held back, the client has left"), (S.BLOCKED,),
                        ("client_left",), is_mailed=False, is_urgent=False),
    K.CLIENT_PROSPECT: Sort(pgettext_lazy("several posts", "held back, the client is a prospect"), (S.BLOCKED,),
                            ("client_prospect",), is_mailed=False, is_urgent=False),
    K.ON_HOLD: Sort(pgettext_lazy("several posts", "held back, everything is on hold"), (S.BLOCKED,), (HELD,),
                    is_mailed=False, is_urgent=False),
    K.NO_SUCH_HOUR: Sort(
        pgettext_lazy("several posts", "waiting: by new rules of summer time their hour does not exist on that day, choose another"),
        (S.BLOCKED,), (NO_SUCH_HOUR,)),
    K.PICTURE: Sort(pgettext_lazy("several posts", "held back, a picture could not be handed over"), (S.BLOCKED,)),
    K.NOT_DONE: Sort(pgettext_lazy("several posts", "somebody could not publish them by hand: you decide"),
                     (S.MISSED,)),
    K.NOT_BY_HAND: Sort(pgettext_lazy("several posts", "not published by hand within four hours"), (S.MISSED,)),
    K.REST_CHECKING: Sort(pgettext_lazy("several posts", "are out; a later part may be out or not: we are checking"),
                          (Rest.CHECKING,), is_mailed=False, is_urgent=False),
    K.REST_MISSING: Sort(pgettext_lazy("several posts", "are out, but not whole: a later part is missing"),
                         (Rest.NEEDS_YOU,)),
    K.REST_DECIDE: Sort(
        pgettext_lazy("several posts", "are out; we could not find out whether a later part is: you decide"),
        (Rest.NEEDS_YOU,),
    ),
    # Told of a channel and of no post, by actions/silences.py.
    K.SILENCE: Sort(pgettext_lazy("several posts", "fall silent soon"), is_of_channel=True, is_mailed=False, is_urgent=False),
    # Told of a client and of no post, by actions/dead_links.py.
    K.DEAD_LINKS: Sort(pgettext_lazy("several posts", "links do not open"), is_mailed=False, is_urgent=False),
    K.OUT_ALL_THE_SAME: Sort(
        pgettext_lazy("several posts", "are on the channel although they had been settled otherwise: look at the channel"),
        is_urgent=False,
    ),
}  # fmt: skip

# What is no trouble of any delivery, and ends by itself.
OF_NO_DELIVERY = (K.SILENCE, K.DEAD_LINKS)


def of_one(*, post: str | Promise, channel: str, what: object) -> Promise:
    """The sentence about one post on one channel."""
    return format_lazy("«{post}», {channel}: {what}", post=post, channel=channel, what=what)


def of_many(*, kind: AlertKind, n: int, client: str, channel: str = "") -> Promise:
    """The sentence about several posts of a client; on one channel where that is what is wrong."""
    whose = f"{client}, {channel}" if channel else client
    return format_lazy(
        ngettext_lazy("{whose}, {n} post: {what}", "{whose}, {n} posts: {what}", n),
        n=n, whose=whose, what=SORTS[kind].many,
    )  # fmt: skip


def of_connection(*, network: str, client: str, channel: str, n: int) -> Promise:
    """The sentence about a connection that has ended, with how many posts wait for it."""
    return format_lazy(
        ngettext_lazy(
            "{network} no longer lets us work for {client} as {channel}: {n} post waits for that. Reconnect the channel.",
            "{network} no longer lets us work for {client} as {channel}: {n} posts wait for that. Reconnect the channel.",
            n,
        ),
        network=network, client=client, channel=channel, n=n,
    )  # fmt: skip


def settled(words: object, *, now_shown: object = "") -> Promise:
    """The sentence that says once that it is over; `now_shown` is how the one post stands now."""
    if now_shown:
        return format_lazy(_("Settled: {words}. Now: {state}"), words=words, state=now_shown)
    return format_lazy(_("Settled: {words}"), words=words)


def nobody_looked(words: object) -> Promise:
    """The sentence for whoever is asked next."""
    return format_lazy(_("Nobody has looked for ten minutes. {words}"), words=words)


def is_urgent(kind: AlertKind, offsets: Sequence[timedelta]) -> bool:
    """Whether whoever is on duty must hear of it; `offsets` are how far the posts' times are from now."""
    return SORTS[kind].is_urgent and any(abs(each) <= NEAR for each in offsets)
