"""Settling how a client speaks, and which rules it is under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clients.manner import Manner
from clients.models import Client, Voice
from people import audit
from people.models import Member

_RULES = ("packs", "sentences")
_VOICE = tuple(f.name for f in fields(Manner) if f.name not in (*_RULES, "names"))


class VoiceConflictError(Exception):
    """Somebody saved meanwhile; nothing was overwritten."""

    def __init__(self, who: Member) -> None:
        super().__init__(
            _(
                "%(who)s saved meanwhile. Nothing of yours is lost: it stands below. Look at what is there now, then save again."
            )
            % {"who": who}
        )


def settle_voice(
    *, by: Member, client: Client, manner: Manner, edit_number: int, now: datetime
) -> Voice:
    """Keeps what `manner` says of the voice; its packs and sentences are set_rules'. `edit_number` is what the writer
    saw, 0 for none yet; raises VoiceConflictError when somebody saved since."""
    return _keep(
        by=by,
        client=client,
        values=_plain(manner, _VOICE),
        edit_number=edit_number,
        verb="voice.changed",
        now=now,
    )


def set_rules(
    *, by: Member, client: Client, manner: Manner, edit_number: int, now: datetime
) -> Voice:
    """Keeps the rule packs that are on and the sentences that must stand in posts; see settle_voice."""
    return _keep(
        by=by,
        client=client,
        values=_plain(manner, _RULES),
        edit_number=edit_number,
        verb="rules.changed",
        now=now,
    )


@transaction.atomic
def switch_on(*, by: Member, client: Client, pack: str, now: datetime) -> Voice:
    """One rule pack more, whatever else was saved meanwhile; twice is harmless."""
    Client.objects.select_for_update(of=("self",)).get(pk=client.pk)
    voice = Voice.objects.filter(client=client).first()
    packs = list(voice.packs) if voice else []
    return _keep(
        by=by,
        client=client,
        values={"packs": packs if pack in packs else [*packs, pack]},
        edit_number=voice.edit_number if voice else 0,
        verb="rules.changed",
        now=now,
    )


def _plain(manner: Manner, names: tuple[str, ...]) -> dict[str, Any]:
    """As the row keeps it: lists of dictionaries without what is empty."""
    return {name: _bare(getattr(manner, name)) for name in names}


def _bare(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_bare(each) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        said = asdict(value).items()
        return {
            k: list(v) if isinstance(v, tuple) else v for k, v in said if v not in ("", None, ())
        }
    return value


@transaction.atomic
def _keep(
    *,
    by: Member,
    client: Client,
    values: Mapping[str, Any],
    edit_number: int,
    verb: str,
    now: datetime,
) -> Voice:
    # The client's row is the lock: two first saves must not both find nothing.
    held = Client.objects.select_for_update(of=("self",)).select_related("agency").get(pk=client.pk)
    voice = Voice.objects.select_related("edited_by__user").filter(client=held).first()
    if voice is not None and voice.edit_number != edit_number:
        raise VoiceConflictError(voice.edited_by)
    if voice is None:
        voice = Voice(agency_id=held.agency_id, client=held, edit_number=0)
    changed = {
        name: [getattr(voice, name), value]
        for name, value in values.items()
        if getattr(voice, name) != value
    }
    if not changed and voice.pk:
        return voice
    for name, value in values.items():
        setattr(voice, name, value)
    voice.edited_by, voice.edited_at = by, now
    voice.edit_number += 1
    voice.save()
    audit.record(
        actor=by, agency=held.agency, verb=verb, target=held, data={"changed": changed}, now=now
    )
    return voice
