"""What a client's social networks are for. Pure: one list for goals, platform fit, pillars and posts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Objective(TextChoices):
    """What an action on a network is meant to do."""

    INFORM = "inform", _("Inform")
    SELL = "sell", _("Sell")
    PROMOTE = "promote", _("Promote")
    RELATE = "relate", _("Keep in touch")


# What each objective is, for a kind: beside its name where one chooses.
AIMS: dict[str, dict[str, Promise]] = {
    "company": {
        "inform": _("hours, what is new, how it is made"),
        "sell": _("orders, bookings, who comes into the shop"),
        "promote": _("a product or the name, to who does not know you"),
        "relate": _("who has bought before, who comes every day"),
    },
    "artist": {
        "inform": _("dates, what comes out, where to hear or see it"),
        "sell": _("tickets, records, books, lessons"),
        "promote": _("a new work, to who does not know you yet"),
        "relate": _("answers, and something of you between one work and the next"),
    },
    "professional": {
        "inform": _("how things are, when to come and when not"),
        "sell": _("first appointments, in the ways your order allows"),
        "promote": _("that you are there, and what you deal with"),
        "relate": _("reviews and questions answered, for everybody to read"),
    },
    "public_figure": {
        "inform": _("services, roads, deadlines, alerts"),
        "sell": _("only what has a price: an evening with a ticket, a book"),
        "promote": _("what was done and why; where it is politics, on the person’s pages alone"),
        "relate": _("questions answered, people listened to"),
    },
    "project": {
        "inform": _("findings with their limits, and who pays"),
        "sell": _("only what has a price: a course, a publication"),
        "promote": _("workshops, calls, the name of the project"),
        "relate": _("citizens who measure, schools, partners"),
    },
    "event": {
        "inform": _("programme, hours, how to get there, what changes"),
        "sell": _("tickets, subscriptions, stalls"),
        "promote": _("artists, sponsors, this edition"),
        "relate": _("volunteers, the town, who came last year"),
    },
}
