"""Reading the public profiles of competitors: what is due, one profile at a time, politely.

A profile is read once a day. One look takes at most three calls, and two profiles of one server are never read in the same
minute. What could not be read is said on the screen and tried again after an hour, then less and less often.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import transaction

from clients.actions import connecting
from clients.actions.watching import is_own
from clients.looks import engagements
from clients.models import CompetitorPost, CompetitorProfile, CompetitorReading
from clients.words.competitors import IS_OWN, NOT_PUBLIC
from networks.errors import ErrorKind, NetworkError
from networks.roles import Observes
from networks.types import Profile, PublicAccount, PublicListing

log = logging.getLogger(__name__)

CALL_TIMEOUT_S = 15.0
EVERY = timedelta(days=1)
LEASE = timedelta(minutes=3)
FIRST_PAUSE = timedelta(hours=1)
# Posts that are older are not looked at any more: their figures hardly move.
LOOKS_BACK = timedelta(days=35)
MOST_AT_ONCE = 10


@transaction.atomic
def take_due(*, now: datetime) -> list[CompetitorProfile]:
    """The profiles to be read now, one of each server, kept from other workers for a while."""
    rows = (
        CompetitorProfile.objects.due(now)
        .select_related("client", "competitor")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("next_at", "pk")[: MOST_AT_ONCE * 5]
    )
    one_a_host = {row.host: row for row in reversed(list(rows))}
    taken = list(one_a_host.values())[:MOST_AT_ONCE]
    CompetitorProfile.objects.filter(pk__in=[row.pk for row in taken]).update(
        lease_until=now + LEASE
    )
    return taken


def read(profile: CompetitorProfile, *, now: datetime) -> bool:
    """Look at one profile and keep what was seen; whether it could be read. The calls are made outside transactions."""
    observer = connecting.observer(profile.network)
    try:
        if observer is None:
            raise NetworkError(ErrorKind.NOT_SUPPORTED, NOT_PUBLIC)
        account = PublicAccount(profile.host, profile.name)
        found, listing = look(observer, account, since=now - LOOKS_BACK)
    except NetworkError as error:
        _note_failure(profile, error, now)
        return False
    if is_own(profile, client=profile.client, network=profile.network, remote_id=found.remote_id):
        _give_up(profile, IS_OWN, now)
        return False
    _keep(profile, found, listing, now)
    return True


def look(
    observer: Observes, account: PublicAccount, *, since: datetime
) -> tuple[Profile, PublicListing]:
    """What strangers see of an account: at most three calls. Raises NetworkError."""
    found = observer.public_profile(account, timeout_s=CALL_TIMEOUT_S)
    listing = observer.public_posts(account, found.remote_id, since=since, timeout_s=CALL_TIMEOUT_S)
    return found, listing


@transaction.atomic
def _keep(
    profile: CompetitorProfile, found: Profile, listing: PublicListing, now: datetime
) -> None:
    whose = {
        "agency_id": profile.agency_id,
        "client_id": profile.client_id,
        "profile_id": profile.pk,
    }
    seen = {
        "taken_at": now,
        "followers": found.n_followers,
        "n_posts": found.n_posts,
        "is_whole": listing.is_whole,
    }
    CompetitorReading.objects.update_or_create(
        profile=profile,
        day_on=profile.client.today(now),
        defaults=seen,
        create_defaults={**whose, **seen},
    )
    CompetitorPost.objects.bulk_create(
        [
            CompetitorPost(
                **whose,
                remote_id=post.remote_id[:500],
                url=post.url,
                published_at=post.published_at,
                form=post.format,
                engagements=engagements(post),
                seen_at=now,
            )
            for post in listing.posts
            if post.url
        ],
        update_conflicts=True,
        unique_fields=["profile", "remote_id"],
        update_fields=["url", "engagements", "form", "seen_at"],
    )
    CompetitorProfile.objects.filter(pk=profile.pk).update(
        remote_id=found.remote_id[:255],
        url=found.url if len(found.url) <= 500 else "",
        read_at=now,
        next_at=now + EVERY,
        lease_until=None,
        problem="",
        n_failures=0,
    )


def problem_of(error: NetworkError) -> str:
    """Why an account could not be looked at, a code of clients/words/competitors.py."""
    if error.code == NOT_PUBLIC:
        return NOT_PUBLIC
    return "handle_unknown" if error.kind is ErrorKind.NOT_FOUND else error.kind.value


def _note_failure(profile: CompetitorProfile, error: NetworkError, now: datetime) -> None:
    log.info("the profile %s of a competitor could not be read: %s", profile.pk, error)
    if error.code == NOT_PUBLIC:
        _give_up(profile, NOT_PUBLIC, now)
        return
    pause = min(FIRST_PAUSE * 2 ** min(profile.n_failures, 5), EVERY)
    asked = timedelta(seconds=min(error.retry_at_s or 0, 7 * 86_400))
    CompetitorProfile.objects.filter(pk=profile.pk).update(
        problem=problem_of(error),
        n_failures=profile.n_failures + 1,
        next_at=now + max(pause, asked),
        lease_until=None,
    )


def _give_up(profile: CompetitorProfile, problem: str, now: datetime) -> None:
    """From now on only people look at it."""
    CompetitorProfile.objects.filter(pk=profile.pk).update(
        problem=problem, is_read=False, next_at=None, lease_until=None
    )
