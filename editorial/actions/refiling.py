"""Taking back at once what was just written about a picture of the library: its alt text, its labels, its rights.

As for a post (putting_back.py), what stood before travels signed in the address of the way back.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core import signing
from django.db import transaction
from django.utils.translation import gettext as _

from editorial.actions.library import describe, file_under
from editorial.actions.putting_back import OFFERED_FOR
from editorial.models import Asset
from people.models import Member

_SALT = "editorial.refiling"


class WrittenMeanwhileError(Exception):
    """Somebody wrote something else about the picture since; nothing was changed."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody changed this picture’s entries meanwhile. They stay as they are now.")
        )


@dataclass(frozen=True, slots=True)
class Filed:
    """What is written about a picture: `rights_until` as ISO 8601, empty without an end."""

    alt: str
    labels: list[str]
    rights_until: str


def filed(asset: Asset) -> Filed:
    """What is written about it now; to be asked right before the act, too."""
    held = Asset.objects.get(pk=asset.pk)
    return Filed(held.alt, held.labels, str(held.rights_until or ""))


def token(*, asset: Asset, was: Filed, now: datetime) -> str:
    """What stood before the act that was just done, and what it left, for an address."""
    kept = {"of": asset.pk, "at": now.isoformat(), "was": asdict(was), "left": asdict(filed(asset))}
    return signing.dumps(kept, salt=_SALT, compress=True)


@transaction.atomic
def put_back(*, asset: Asset, token: str, member: Member, now: datetime) -> bool:
    """Let stand what stood; False for a token of another picture or one that is too old. Raises WrittenMeanwhileError."""
    try:
        kept = signing.loads(token, salt=_SALT)
    except signing.BadSignature:
        return False
    if kept["of"] != asset.pk or now - datetime.fromisoformat(kept["at"]) > OFFERED_FOR:
        return False
    held = Asset.objects.select_for_update().get(pk=asset.pk)
    was, stands = Filed(**kept["was"]), filed(held)
    if stands not in (Filed(**kept["left"]), was):
        raise WrittenMeanwhileError
    if stands.alt != was.alt:
        describe(asset=held, member=member, alt=was.alt, now=now)
    if (stands.labels, stands.rights_until) != (was.labels, was.rights_until):
        until = date.fromisoformat(was.rights_until) if was.rights_until else None
        file_under(asset=held, member=member, labels=was.labels, rights_until=until, now=now)
    return True
