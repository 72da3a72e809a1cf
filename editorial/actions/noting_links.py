"""Finding the addresses that people are sent to: by posts that are out, by profiles, touchpoints and link-in-bio pages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from clients.actions.opening_links import Wanted, want
from clients.dead_links import address
from clients.models import LinkCheck
from clients.queries.standing_links import standing_links
from editorial.contents import FIRST_FOLLOWING, follow_ups, resolved
from editorial.models import Publication, PublishedLinks, Remedy, ShortLink
from editorial.models.links import short_address
from editorial.remedies import RemedyState
from networks.text import links, normalise

# Who finds a post later than this finds it by chance: the same days as the longest quality figure.
KEPT = timedelta(days=90)
# Profiles and pages are read every hour; what stands there no more is no longer asked after so long.
STANDING = timedelta(hours=3)
READ_AT_A_TIME = 1000


@transaction.atomic
def note_published_links(*, now: datetime) -> int:
    """Reads some of the posts that are out and were not read yet, the newest first; how many. Leaves out what was taken away."""
    read_anew(PublishedLinks.objects.filter(publication__removed_at__isnull=False), now=now)
    waiting = list(
        Publication.objects.filter(published_at__gt=now - KEPT, links=None, removed_at=None)
        .select_related("delivery__revision", "delivery__post__release")
        .order_by("-published_at", "-pk")[:READ_AT_A_TIME]
    )
    corrected = _corrected(waiting)
    said = {each.pk: _addresses(_texts(each, corrected)) for each in waiting}
    leads_to = _targets(url for found in said.values() for url in found)
    rows, wanted = [], []
    for each in waiting:
        whose = {"agency_id": each.agency_id, "client_id": each.client_id}
        urls = list(dict.fromkeys(filter(None, (leads_to.get(u, u) for u in said[each.pk]))))
        rows.append(PublishedLinks(**whose, publication=each, urls=urls))
        wanted += [Wanted(**whose, url=url, until=each.published_at + KEPT) for url in urls]
    PublishedLinks.objects.bulk_create(rows, ignore_conflicts=True)
    want(wanted, now=now)
    return len(rows)


@transaction.atomic
def read_anew(links: QuerySet[PublishedLinks], *, now: datetime) -> None:
    """What these posts said counts no more; those that still stand are read again. Nobody is sent to an address that stood in them alone."""
    said: dict[int, set[str]] = defaultdict(set)
    for client_id, urls in links.values_list("client_id", "urls"):
        said[client_id].update(urls)
    links.delete()
    for client_id, lost in said.items():
        others = PublishedLinks.objects.filter(client=client_id, urls__overlap=sorted(lost))
        lost.difference_update(*others.values_list("urls", flat=True))
        LinkCheck.objects.filter(client=client_id, url__in=lost).update(wanted_until=now)


@transaction.atomic
def note_standing_links(*, now: datetime) -> None:
    """The addresses of all profiles, touchpoints and open link-in-bio pages."""
    until = now + STANDING
    found = standing_links(now=now)
    want([Wanted(each.agency_id, each.client_id, each.url, until) for each in found], now=now)


def _texts(publication: Publication, corrected: dict[tuple[int, int], str]) -> Iterator[str]:
    """What it says there: the post as it stands, the parts of its thread and its first comment as last corrected."""
    yield publication.text
    delivery = publication.delivery
    if delivery is None or delivery.revision is None:
        return
    release = delivery.post.release
    content = resolved(delivery.revision.content, release.link if release else "")
    if str(delivery.channel_id) in content["versions"]:
        for n, part in enumerate(follow_ups(content, delivery.channel_id)):
            yield corrected.get((delivery.pk, FIRST_FOLLOWING + n), part.draft.text)


def _corrected(publications: Iterable[Publication]) -> dict[tuple[int, int], str]:
    """The words of later parts after their last correction, by delivery and position."""
    done = Remedy.objects.filter(
        delivery__in=[each.delivery_id for each in publications if each.delivery_id],
        position__gte=FIRST_FOLLOWING,
        state=RemedyState.DONE,
    ).exclude(after="")
    found = done.order_by("pk").values_list("delivery_id", "position", "after")
    return {(delivery, position): after for delivery, position, after in found}


def _addresses(texts: Iterable[str]) -> list[str]:
    """The addresses in these texts; short ones of our own as they stand."""
    own = short_address("")
    found = []
    for text in map(normalise, texts):
        for span in links(text):
            # A network that shortens what it shows leaves half an address, which leads nowhere.
            if not text.startswith(("…", "..."), span.end):
                found.append(span.value if span.value.startswith(own) else address(span.value))
    return [url for url in dict.fromkeys(found) if url]


def _targets(urls: Iterable[str]) -> dict[str, str]:
    """What our own short addresses lead to; nothing for one that does not exist. Asking ourselves would be counted as a click."""
    own = short_address("")
    codes = {url: url.removeprefix(own) for url in urls if url.startswith(own)}
    known = dict(ShortLink.objects.filter(code__in=codes.values()).values_list("code", "target"))
    return {url: address(known.get(code, "")) for url, code in codes.items()}
