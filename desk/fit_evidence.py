"""The evidence beside the scores of platform fit, in sentences. Pure, over rows already read."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.words.budget import all_hours, hours
from clients.queries.briefs import SWOT
from clients.words import looks
from clients.work import Piece
from desk.queries.fit_known import WEEKS, FitKnown
from people import cldr
from people.templatetags.ui import network_name

MOST_NAMED = 4
_DOES: Mapping[str, Promise] = {
    "publishes": gettext_lazy("publish"),
    "removes": gettext_lazy("take down"),
    "measures": gettext_lazy("measure"),
    "listens": gettext_lazy("hear what people say"),
    "replies": gettext_lazy("answer"),
}


def sentences(found: FitKnown, network: str) -> dict[str, str]:
    """By criterion, what is known; a criterion of which nothing is known is missing."""
    said = {
        "audience": " ".join(looks.in_short(each) for each in found.looks),
        "formats": " ".join(each for each in (_own_formats(found), _formats(found)) if each),
        "competitors": _with_brief(
            _competitors(found, network), found, ("opportunities", "threats")
        ),
        "assets": _with_brief(_assets(found), found, ("strengths", "weaknesses")),
        "moderation": _moderation(found, network),
        "support": _support(found, network),
    }
    return {name: words for name, words in said.items() if words}


def _with_brief(said: str, found: FitKnown, parts: tuple[str, ...]) -> str:
    """What was counted, then the first lines of these parts of the brief."""
    labels = dict(SWOT)
    told = [
        _("In the brief, {part}: {lines}.").format(
            part=str(labels[part]).lower(), lines="; ".join(lines[:MOST_NAMED])
        )
        for part in parts
        if (lines := found.swot.get(part))
    ]
    return " ".join([said, *told])


def _competitors(found: FitKnown, network: str) -> str:
    if not found.n_watched:
        return _("Nobody is watched yet.")
    words = {"n": len(found.rivals), "all": found.n_watched, "network": network_name(network)}
    if not found.rivals:
        return _("Of {all} that are watched none is on record on {network}.").format(**words)
    named = [_one(row.name, row.figures.per_week) for row in found.rivals[:MOST_NAMED]]
    more = len(found.rivals) - len(named)
    if more:
        named.append(ngettext("{n} more", "{n} more", more).format(n=more))
    return _("On {network} are watched: {named}.").format(named="; ".join(named), **words)


def _one(name: str, per_week: float | None) -> str:
    if per_week is None:
        return _("{name}, nobody counted yet").format(name=name)
    return _("{name}, {n} posts a week").format(name=name, n=cldr.number(round(per_week, 1)))


def _own_formats(found: FitKnown) -> str:
    """What the client itself makes there, as strangers see it."""
    told = [(each.address, looks.formats(each)) for each in found.looks]
    return " ".join(
        _("{account} makes: {formats}.").format(account=account, formats=formats)
        for account, formats in told
        if formats
    )


def _formats(found: FitKnown) -> str:
    contract = found.period.contract
    if contract is None:
        return _("No contract says hours or pieces.")
    said = []
    if (included := found.period.included) is not None:
        left = included + found.extra - found.used
        words = _("{left} of {all} hours are left in this period")
        if left < 0:
            words = _("{left} hours over the {all} of this period")
        said.append(
            words.format(left=hours(abs(left)), all=all_hours(included + found.extra, found.extra))
        )
    pieces = [f"{Piece(name).label} {n}" for name, n in contract.quotas.items() if n]
    if pieces:
        said.append(_("agreed: {pieces}").format(pieces=", ".join(pieces)))
    return _("Contract: {said}.").format(said="; ".join(said)) if said else ""


def _assets(found: FitKnown) -> str:
    pictures = ngettext("{n} picture", "{n} pictures", found.n_pictures).format(n=found.n_pictures)
    videos = ngettext("{n} video", "{n} videos", found.n_videos).format(n=found.n_videos)
    return _("In the library: {pictures}, {videos}; {unused} not used yet.").format(
        pictures=pictures, videos=videos, unused=found.n_unused
    )


def _moderation(found: FitKnown, network: str) -> str:
    a_week = cldr.number(round(found.n_talks / WEEKS, 1))
    if found.has_channel:
        return _("{n} conversations a week on all channels, {here} of them on {network}.").format(
            n=a_week,
            here=cldr.number(round(found.n_talks_here / WEEKS, 1)),
            network=network_name(network),
        )
    return _("{n} conversations a week on the channels there are.").format(n=a_week)


def _support(found: FitKnown, network: str) -> str:
    if not found.roles:
        return _("On {network} a person publishes and writes figures down.").format(
            network=network_name(network)
        )
    does = ", ".join(str(_DOES[role]) for role in found.roles if role in _DOES)
    return _("From here one can: {does}.").format(does=does)
