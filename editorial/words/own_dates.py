"""A client's own dates in the words of the calendar, in the active language."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from clients.kinds import KINDS, fact_label
from clients.queries.own_dates import OwnDate
from people.addresses import screen_of


def words_of(each: OwnDate) -> str:
    """One line."""
    if each.what == "acts":
        return ngettext("%(n)s act", "%(n)s acts", each.n) % {"n": each.n}
    if each.what == "deliverable":
        return _("%(name)s is due") % {"name": each.label}
    if each.what == "work":
        return _("“%(name)s” comes out") % {"name": each.label}
    if each.what in ("window", "holiday"):
        return each.label
    if each.what == "span_begins":
        return _("“%(name)s” begins") % {"name": each.label}
    if each.what == "span_ends":
        return _("“%(name)s” ends") % {"name": each.label}
    if each.what == "leaving":
        return _("Last day with us")
    return fact_label(each.client.kind, each.what)


def page_of(each: OwnDate) -> str:
    """Where it stands."""
    slug = each.client.slug
    if each.what in ("span_begins", "span_ends"):
        return reverse("analytics:campaign", args=[slug, each.key])
    if each.what == "leaving":
        return screen_of("desk:standing", slug)
    if each.what == "holiday" or each.what in {fact.name for fact in KINDS[each.client.kind].facts}:
        return screen_of("desk:overview", slug)
    return screen_of("clients:matters", slug)
