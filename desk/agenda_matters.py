"""The points of an agenda about the contract, what waits for a yes, and what fell due. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.burning import ALERT_AT
from analytics.queries.ads_spent import AdsSpent
from analytics.queries.budget import Period
from analytics.words.budget import ads_spent as ads_words
from analytics.words.budget import all_hours, hours
from clients.actions.meetings import Point
from clients.meetings import Source
from clients.models import Client, Status
from clients.words.competitors import looks_waited_words
from desk.queries.open_matters import OpenMatters
from people import cldr
from people.templatetags.times import from_now
from people.templatetags.ui import network_name

# So many acts are named; their page has all.
MOST_NAMED = 3


def answers(client: Client, found: OpenMatters, now: datetime) -> Iterator[Point]:
    """People who have waited for an answer longer than was promised."""
    if n := found.n_unanswered:
        assert found.unanswered_since is not None
        words = ngettext(
            "{n} person waits for an answer longer than promised, and spoke {when}.",
            "{n} people wait for an answer longer than promised, the first spoke {when}.",
            n,
        ).format(n=n, when=from_now(found.unanswered_since, now))
        yield Point(Source.ANSWER, words, reverse("community:inbox", args=[client.slug]))


def links(client: Client, found: OpenMatters) -> Iterator[Point]:
    """Links of what is out that do not open."""
    if n := found.n_dead_links:
        words = ngettext("{n} link does not open.", "{n} links do not open.", n).format(n=n)
        yield Point(Source.LINK, words, reverse("editorial:dead_links", args=[client.slug]))


def yeses(client: Client, found: OpenMatters) -> Iterator[Point]:
    """Offers and extras that wait for the client's yes, or whose time is over; a prospect's offer that nobody made or sent."""
    for until in found.offers:
        words = _("Our offer waits for a yes, valid until {day}.")
        text = cldr.spoken(words.format(day=cldr.day(until, "d MMMM")))
        yield Point(Source.OFFER, text, reverse("clients:prospect", args=[client.slug]))
    for until in found.ended:
        words = _("Our offer ended on {day} without an answer.")
        text = cldr.spoken(words.format(day=cldr.day(until, "d MMMM")))
        yield Point(Source.OFFER, text, reverse("clients:prospect", args=[client.slug]))
    if client.status == Status.PROSPECT and not (found.offers or found.ended):
        words = (
            _("An offer is written and not sent yet.")
            if found.n_drafts
            else _("No offer is made yet.")
        )
        yield Point(Source.OFFER, words, reverse("clients:prospect", args=[client.slug]))
    for what in found.extras:
        words = _("An extra waits for a yes: {what}").format(what=what)
        yield Point(Source.EXTRA, words, reverse("analytics:budget_money", args=[client.slug]))


def _without_a_yes(client: Client, found: OpenMatters) -> Iterator[Point]:
    """Acts of an event as one point, works of an artist each with who must say yes."""
    url = reverse("clients:matters", args=[client.slug])
    if n := len(found.acts):
        words = ngettext(
            "{n} act has not said yes to the line-up, on {day}: {names}",
            "{n} acts have not said yes to the line-up, the first on {day}: {names}",
            n,
        )
        names = ", ".join(name for name, _on in found.acts[:MOST_NAMED])
        day = cldr.day(found.acts[0][1], "d MMMM")
        text = words.format(n=n, day=day, names=names + (" …" if n > MOST_NAMED else ""))
        yield Point(Source.YES, cldr.spoken(text), url)
    for title, who, on in found.works:
        words = _("“{title}” comes out on {day} and waits for the yes of {who}.")
        text = words.format(title=title, who=who, day=cldr.day(on, "d MMMM"))
        yield Point(Source.YES, cldr.spoken(text), url)


def _mentions(client: Client, found: OpenMatters) -> Iterator[Point]:
    """What an event still owes to each of its sponsors."""
    url = reverse("clients:matters", args=[client.slug]) + "#sponsors-h"
    for each in found.mentions:
        words = ngettext(
            "{sponsor}: {n} mention is still owed of {all}, until {day}.",
            "{sponsor}: {n} mentions are still owed of {all}, until {day}.",
            each.n_owed - each.n_done,
        ).format(
            sponsor=each.name,
            n=each.n_owed - each.n_done,
            all=each.n_owed,
            day=cldr.day(each.until, "d MMMM"),
        )
        yield Point(Source.OWED, cldr.spoken(words), url)


def _windows(client: Client, found: OpenMatters) -> Iterator[Point]:
    """Posts without a yes inside the nearest window, and windows that begin within a month with what holds in them."""
    url = reverse("clients:matters", args=[client.slug]) + "#windows-h"
    if (inside := found.inside) is not None:
        names = ", ".join(inside.names[:MOST_NAMED])
        words = ngettext(
            "{n} of {all} posts inside “{window}” is not approved yet: {names}",
            "{n} of {all} posts inside “{window}” are not approved yet: {names}",
            len(inside.names),
        ).format(
            n=len(inside.names),
            all=inside.n_all,
            window=inside.who,
            names=names + (" …" if len(inside.names) > MOST_NAMED else ""),
        )
        yield Point(Source.WINDOW, words, url)
    for each in found.windows:
        words = _("“{window}” begins on {first}, until {last}: {rule}").format(
            window=each.name,
            first=cldr.day(each.starts_on, "d MMMM"),
            last=cldr.day(each.ends_on, "d MMMM"),
            rule=each.rule,
        )
        yield Point(Source.WINDOW, cldr.spoken(words), url)


def contract_hours(client: Client, found: OpenMatters, period: Period) -> Iterator[Point]:
    """What is used of the hours, extras with a yes among them, once it is four fifths of them or more than all."""
    if not period.included:
        return
    extra = found.agreed_between(period.first_on, period.last_on)
    included = period.included + extra
    used = found.minutes_between(period.first_on, period.last_on)
    if used < included * ALERT_AT:
        return
    said = {"used": hours(used), "all": all_hours(included, extra)}
    words = _("{used} of {all} hours are used.").format(**said)
    if used > included:
        words = _("{over} hours over the contract: {used} of {all}.").format(
            over=hours(used - included), **said
        )
    yield Point(Source.HOURS, words, reverse("analytics:budget", args=[client.slug]))


def contract_ads(client: Client, found: OpenMatters, period: Period) -> Iterator[Point]:
    """What is spent of the money agreed for ads, once it is four fifths of it or more than all."""
    contract = period.contract
    if contract is None or contract.ad_spend is None:
        return
    agreed, currency = contract.ad_spend, contract.currency
    spent = found.boosts_between(period.first_on, period.last_on, currency)
    ads = AdsSpent(contract, period.first_on, agreed, spent, spent)
    if words := ads_words(ads):
        yield Point(Source.QUOTA, words, reverse("analytics:budget_money", args=[client.slug]))


def due(client: Client, found: OpenMatters, today: date) -> Iterator[Point]:
    """Deliverables, yeses, mentions and windows of a kind of client, figures of the client's own, this week's look at competitors, decisions about networks and looks at and changes of profiles whose day has
    come or comes near."""
    for name, on in found.deliverables:
        words = _("{name} is due on {day}.") if on >= today else _("{name} was due on {day}.")
        text = cldr.spoken(words.format(name=name, day=cldr.day(on, "d MMMM")))
        yield Point(Source.DUE, text, reverse("clients:matters", args=[client.slug]))
    yield from _without_a_yes(client, found)
    yield from _mentions(client, found)
    yield from _windows(client, found)
    for figure in found.figures:
        words = _("{name}: no figure of {period} yet.")
        if figure.filled_by:
            words = _("{name}: no figure of {period} yet ({who}).")
        text = words.format(name=figure.name, period=figure.period, who=figure.filled_by)
        url = reverse("analytics:goal_source", args=[client.slug, figure.source])
        yield Point(Source.FIGURE, text, url)
    if found.looks:
        yield Point(
            Source.FIGURE,
            looks_waited_words(client, found.looks, most=MOST_NAMED),
            reverse("clients:competitors_week", args=[client.slug]),
        )
    for network, why in found.fits:
        words = _("{network}: the decision is to be looked at again.")
        if why:
            words = _("{network}: the decision is open again, {why}")
        yield Point(
            Source.FIT,
            words.format(network=network_name(network), why=why),
            reverse("clients:fit_network", args=[client.slug, network]),
        )
    for handle, public_id in found.profiles:
        words = _("{channel}: the profile is to be looked over.").format(channel=handle)
        yield Point(
            Source.PROFILE, words, reverse("clients:profile", args=[client.slug, public_id])
        )
    for handle, public_id, what in found.changes:
        yield Point(
            Source.PROFILE,
            f"{handle}: {what}",
            reverse("clients:profile", args=[client.slug, public_id]),
        )
