"""What the kind of a client asks of a post: one hat in one post, no sponsor beside its rival, less said inside a window."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from clients.models import Channel, Client, Kind, Sponsor, Window


def mixed_hats(channels: Iterable[Channel]) -> str:
    """Why these channels may not share a post: two hats among them; empty when they may."""
    by_hat = {each.hat: each for each in channels if each.hat}
    if len(by_hat) < 2:
        return ""
    one, other = list(by_hat.values())[:2]
    return _(
        "%(one)s speaks for %(hat)s, %(other)s for %(other_hat)s: person and institution never share a post."
    ) % {
        "one": one.handle,
        "hat": one.get_hat_display().lower(),
        "other": other.handle,
        "other_hat": other.get_hat_display().lower(),
    }


def rivals_beside(client: Client, texts: Iterable[str]) -> list[str]:
    """For each sponsor of an event that is named beside one of its rivals, a sentence. One query, for events only."""
    if client.kind != Kind.EVENT:
        return []
    whole = "\n".join(texts).casefold()
    said = []
    for sponsor in Sponsor.objects.filter(client=client).exclude(rivals=""):
        if sponsor.name.casefold() not in whole:
            continue
        rivals = [each.strip() for each in sponsor.rivals.split(",")]
        said += [
            _("%(sponsor)s does not stand beside %(rival)s.") % {"sponsor": sponsor, "rival": each}
            for each in rivals
            if each and each.casefold() in whole
        ]
    return said


def windows_over(client: Client, day: date | None) -> list[str]:
    """What holds on a day that lies inside windows of a public figure, each in a sentence. One query, for public figures only."""
    if client.kind != Kind.PUBLIC_FIGURE or day is None:
        return []
    inside = Window.objects.filter(client=client, starts_on__lte=day, ends_on__gte=day)
    return [f"{window.name}: {window.rule}" for window in inside]
