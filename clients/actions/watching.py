"""Whom a client is compared with: naming them, their profiles, and what a person writes down of them once a week."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from clients.actions import connecting
from clients.models import (
    Channel,
    Client,
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
from clients.wording import connecting_sentence
from networks.addresses import account_of, post_address
from networks.errors import HostError, NetworkError
from networks.known import KNOWN
from networks.roles import Observes
from people import audit
from people.models import Member


class WatchingError(Exception):
    """It cannot be so; the text is for the person who tried, `field` its place in the form. `may_be_another`: it can, once
    they say that it is another one of the client's name."""

    def __init__(
        self, sentence: str, *, field: str = "account", may_be_another: bool = False
    ) -> None:
        super().__init__(sentence)
        self.field = field
        self.may_be_another = may_be_another


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person saw on a profile this week; None is not looked at, never zero. Engagements and formats are of the
    `n_new` posts; `engagements_each` are those of each of them, where somebody wrote them down post by post."""

    followers: int | None = None
    n_new: int | None = None
    n_engagements: int | None = None
    engagements_each: tuple[int, ...] = ()
    n_images: int | None = None
    n_carousels: int | None = None
    n_videos: int | None = None
    best_url: str = ""
    best_engagements: int | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written down."""
        return self == Seen()


@dataclass(frozen=True, slots=True)
class Account:
    """An account as a profile's row names it."""

    host: str
    name: str
    handle: str
    url: str
    is_read: bool


def networks_to_choose() -> list[tuple[str, str]]:
    """(slug, what is said of it) of every network a competitor may be on, those first that the program reads."""
    labels = connecting.network_labels()
    read = connecting.networks_observed()
    by_hand = [slug for slug in KNOWN if slug not in read]
    return [
        *((slug, _("%(network)s, read every day") % {"network": labels[slug]}) for slug in read),
        *((slug, _("%(network)s, by hand") % {"network": labels[slug]}) for slug in by_hand),
    ]


@transaction.atomic
def watch(
    *,
    by: Member,
    client: Client,
    name: str,
    network: str,
    account: str,
    note: str = "",
    is_another: bool = False,
    now: datetime,
) -> Competitor:
    """From now on the client is compared with somebody, on the first of their profiles. Raises WatchingError.

    `is_another`: whoever tries knows that it is somebody else with the client's name. An account that is a channel of the
    client is the client all the same.
    """
    if not is_another:
        _refuse_own_name(client, name)
    try:
        with transaction.atomic():
            competitor = Competitor.objects.create(
                agency_id=client.agency_id, client=client, name=name, note=note, created_at=now
            )
    except IntegrityError as error:
        if "competitor_once" not in str(error):
            raise
        raise WatchingError(
            _("%(name)s is watched already.") % {"name": name}, field="name"
        ) from error
    _add(competitor, client, network, account, is_another=is_another, now=now)
    _record(by, "competitor.watched", competitor, now, network=network, is_another=is_another)
    return competitor


@transaction.atomic
def add_profile(
    *,
    by: Member,
    competitor: Competitor,
    network: str,
    account: str,
    is_another: bool = False,
    now: datetime,
) -> CompetitorProfile:
    """Another profile of theirs. Raises WatchingError; `is_another` as in watch."""
    profile = _add(competitor, competitor.client, network, account, is_another=is_another, now=now)
    _record(by, "competitor.profile_added", competitor, now, profile=profile.handle)
    return profile


@transaction.atomic
def rename(
    *,
    by: Member,
    competitor: Competitor,
    name: str,
    note: str,
    is_another: bool = False,
    now: datetime,
) -> None:
    """Another name, or another reason to look at them. Raises WatchingError; `is_another` as in watch."""
    if not is_another and _plain(name) != _plain(competitor.name):
        _refuse_own_name(competitor.client, name)
    competitor.name, competitor.note = name, note
    try:
        with transaction.atomic():
            competitor.save(update_fields=["name", "note"])
    except IntegrityError as error:
        if "competitor_once" not in str(error):
            raise
        raise WatchingError(
            _("%(name)s is watched already.") % {"name": name}, field="name"
        ) from error
    _record(by, "competitor.changed", competitor, now)


@transaction.atomic
def drop_profile(*, by: Member, profile: CompetitorProfile, now: datetime) -> None:
    """A profile that was a mistake goes, with what was read of it."""
    competitor, handle = profile.competitor, profile.handle
    profile.delete()
    _record(by, "competitor.profile_dropped", competitor, now, profile=handle)


@transaction.atomic
def stop_watching(*, by: Member, competitor: Competitor, now: datetime) -> None:
    """Nobody looks at them any more; what was seen stays."""
    if Competitor.objects.watched().filter(pk=competitor.pk).update(ended_at=now):
        _record(by, "competitor.no_longer_watched", competitor, now)


def look_again(*, profile: CompetitorProfile, now: datetime) -> None:
    """Ask for it to be read at the next opportunity, within a minute."""
    CompetitorProfile.objects.filter(pk=profile.pk, is_read=True).update(next_at=now)


@transaction.atomic
def write_down(*, by: Member, profile: CompetitorProfile, seen: Seen, now: datetime) -> None:
    """What a person saw today; twice on a day, the last counts. Raises WatchingError for a best post of elsewhere."""
    if seen.is_empty:
        return
    best = _best(profile, seen.best_url) if seen.best_url else None
    whose = {"agency_id": profile.agency_id, "client_id": profile.client_id, "entered_by": by}
    counts = ("followers", "n_new", "n_engagements", "n_images", "n_carousels", "n_videos")
    figures = {
        "taken_at": now,
        "note": seen.note,
        "engagements_each": list(seen.engagements_each),
        **{name: getattr(seen, name) for name in counts},
    }
    CompetitorReading.objects.update_or_create(
        profile=profile,
        day_on=profile.client.today(now),
        defaults={**figures, "entered_by": by},
        create_defaults={**figures, **whose},
    )
    if best is not None:
        remote_id, url = best
        shown = {"url": url, "engagements": seen.best_engagements, "seen_at": now}
        CompetitorPost.objects.update_or_create(
            profile=profile, remote_id=remote_id, defaults=shown, create_defaults={**shown, **whose}
        )
    CompetitorProfile.objects.filter(pk=profile.pk).update(read_at=now)
    _record(by, "competitor.written_down", profile.competitor, now, profile=profile.handle)


def _refuse_own_name(client: Client, name: str) -> None:
    """Nobody is their own rival, whichever account is given."""
    if _plain(name) == _plain(client.name):
        raise WatchingError(
            _(
                "%(name)s is the client itself, who is in the comparison anyway. If this is somebody else with the same name, tick that below."
            )
            % {"name": client.name},
            field="name",
            may_be_another=True,
        )


# Forms of companies and articles, which make no other company of one.
_FORMS = frozenset(
    "srl srls spa snc sas sapa scarl ltd llc inc plc gmbh ag bv sarl la il lo le i gli the".split()  # noqa: SIM905
)


def _plain(name: str) -> tuple[str, ...]:
    """The words of a name without its form of company and its article."""
    words = re.findall(r"\w+", name.casefold().replace(".", ""))
    return tuple(word for word in words if word not in _FORMS) or tuple(words)


def _is_name_of_ours(handle: str, *, client: Client, network: str) -> bool:
    """Whether the client has that very handle elsewhere and no account at all on this network: then it is its own, not yet written down."""
    here, ours = False, set()
    for each, at in Channel.objects.filter(client_id=client.pk).values_list("handle", "network"):
        here = here or at == network
        ours.add(each.lstrip("@").partition("@")[0].casefold())
    return not here and handle.lstrip("@").partition("@")[0].casefold() in ours


def is_own(
    profile: CompetitorProfile | Account, *, client: Client, network: str, remote_id: str = ""
) -> bool:
    """Whether that account is a channel of the client itself."""
    same = Q(handle__iexact=profile.handle) | Q(handle__iexact=profile.handle.lstrip("@"))
    if profile.url:
        same |= Q(url__iexact=profile.url)
    if remote_id:
        same |= Q(remote_id=remote_id, host=profile.host) | Q(
            remote_id=remote_id, remote_id__startswith="did:"
        )
    return Channel.objects.filter(same, client_id=client.pk, network=network).exists()


def _refuse_own_account(found: Account, *, client: Client, network: str, is_another: bool) -> None:
    if is_own(found, client=client, network=network):
        raise WatchingError(
            _(
                "%(handle)s is %(client)s itself. The client is in the comparison anyway: name somebody else."
            )
            % {"handle": found.handle, "client": client.name}
        )
    if not is_another and _is_name_of_ours(found.handle, client=client, network=network):
        raise WatchingError(
            _(
                "%(handle)s is what %(client)s itself is called elsewhere. If this is somebody else with the same name, tick that below."
            )
            % {"handle": found.handle, "client": client.name},
            may_be_another=True,
        )


def _add(
    competitor: Competitor,
    client: Client,
    network: str,
    account: str,
    *,
    is_another: bool,
    now: datetime,
) -> CompetitorProfile:
    found = account_named(network, account)
    _refuse_own_account(found, client=client, network=network, is_another=is_another)
    try:
        with transaction.atomic():
            return CompetitorProfile.objects.create(
                agency_id=client.agency_id,
                client=client,
                competitor=competitor,
                network=network,
                host=found.host[:300],
                name=found.name[:255],
                handle=found.handle[:255],
                url=found.url[:500],
                is_read=found.is_read,
                next_at=now if found.is_read else None,
            )
    except IntegrityError as error:
        if "competitorprofile_once" not in str(error):
            raise
        raise WatchingError(
            _("%(handle)s is among the profiles of %(name)s already.")
            % {"handle": found.handle, "name": competitor.name}
        ) from error


def account_named(network: str, text: str) -> Account:
    """The account that a person named by handle or address; nothing is sent. Raises WatchingError."""
    observer = connecting.observer(network)
    if observer is not None:
        return _public(observer, network, text)
    label = connecting.connector_label(network)
    found = account_of(network, text) if network in KNOWN else None
    if found is None:
        raise WatchingError(
            _(
                "This is no address of a profile on %(network)s. Open the profile and copy its address."
            )
            % {"network": label}
        )
    return Account("", found.id, found.handle, found.url, is_read=False)


def _public(observer: Observes, network: str, text: str) -> Account:
    label = connecting.connector_label(network)
    try:
        found = observer.public_account(text)
    except HostError as error:
        raise WatchingError(connecting_sentence(f"host_{error.kind.value}", {})) from error
    except NetworkError as error:
        words = {"network": label, "handle": text.strip()}
        raise WatchingError(connecting_sentence("handle_unknown", words)) from error
    is_plain = network == "bluesky" or found.name.startswith("did:")
    host = found.host.partition("://")[2].partition(":")[0]
    handle = found.name if found.name.startswith("did:") else f"@{found.name}"
    return Account(
        found.host, found.name, handle if is_plain else f"@{found.name}@{host}", "", is_read=True
    )


def _best(profile: CompetitorProfile, url: str) -> tuple[str, str]:
    found = post_address(profile.network, url) if profile.network in KNOWN else None
    if found is None:
        raise WatchingError(
            _("This is no address of a post on %(network)s. Open the post and copy its address.")
            % {"network": connecting.connector_label(profile.network)},
            field="best_url",
        )
    return found.id, found.url


def _record(by: Member, verb: str, competitor: Competitor, now: datetime, **data: object) -> None:
    audit.record(actor=by, agency=by.agency, verb=verb, target=competitor, data=data, now=now)
