"""What a contact answers, by their own link, to what a profile should say: yes, or what should change."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clients.actions.profiles import ProfileError
from clients.models import Channel, Contact, ProfileVersion
from clients.queries.team import who_may
from people import audit
from people.notices import notify
from people.roles import Capability


@transaction.atomic
def approve_by_contact(
    *, contact: Contact, channel: Channel, number: int, now: datetime
) -> ProfileVersion:
    """The client's yes to the version of that number, the newest. Raises ProfileError as `_open` does."""
    version = _open(contact, channel, number)
    version.approved_by, version.approved_contact = contact.name, contact
    version.approved_at, version.approved_on = now, contact.client.today(now)
    version.save(update_fields=["approved_by", "approved_contact", "approved_at", "approved_on"])
    words = gettext_lazy("{who} approved the profile {handle}: {client}")
    _tell(version, contact, "profile.approved_by_link", words, now)
    return version


@transaction.atomic
def ask_changes(
    *, contact: Contact, channel: Channel, number: int, wish: str, now: datetime
) -> ProfileVersion:
    """What should change in the version of that number, the newest, which then waits no longer.

    Raises ProfileError as `_open` does, and for a wish without words (`field` is "wish").
    """
    wish = wish.strip()
    if not wish:
        raise ProfileError(_("Say what should change."), field="wish")
    version = _open(contact, channel, number)
    version.wish, version.wished_by, version.wished_at = wish, contact.name, now
    version.save(update_fields=["wish", "wished_by", "wished_at"])
    words = gettext_lazy("{who} asks for a change of the profile {handle}: {client}")
    _tell(version, contact, "profile.changes_asked", words, now)
    return version


def _open(contact: Contact, channel: Channel, number: int) -> ProfileVersion:
    """The version, locked. Raises ProfileError for a contact whose word does not count, and for what is no longer asked."""
    if not contact.may_decide or channel.client_id != contact.client_id:
        words = _("Somebody else decides for %(client)s.")
        raise ProfileError(words % {"client": contact.client}, field="")
    # As versions are written: one answer or version at a time.
    Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    newest: ProfileVersion | None = channel.profile_versions.first()
    if newest is None or newest.number != number:
        said = _("The profile says something else meanwhile: read it again, then answer.")
        raise ProfileError(said, field="")
    if newest.approved_by or newest.wish:
        raise ProfileError(_("It is answered already."), field="")
    return newest


def _tell(version: ProfileVersion, contact: Contact, verb: str, words: Any, now: datetime) -> None:
    channel, client = version.channel, contact.client
    audit.record(
        actor=None,
        agency=client.agency,
        verb=verb,
        target=channel,
        data={"number": version.number, "contact": contact.name},
        name=contact.name,
        now=now,
    )
    notify(
        members=who_may(Capability.EDIT_STRATEGY, client=client),
        kind="profile",
        text=format_lazy(words, who=contact.name, handle=channel.handle, client=client.name),
        url=reverse("clients:profile", args=[client.slug, channel.public_id]),
        once_key=f"profile:{version.pk}",
        is_mailed=False,
        now=now,
    )
