"""The audit trail of a thing, in words, for the pages of support."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model, Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from people.models import AuditEntry

NEWEST = 40

# What each verb is called. Filled where all apps come together (smm/admin_words.py); a verb without words stays itself.
VERBS: dict[str, str | Promise] = {}


@dataclass(frozen=True, slots=True)
class Line:
    """One act, as support reads it."""

    at: datetime
    who: str
    what: str
    on: str
    details: str


def lines_of(*targets: Model) -> list[Line]:
    """What was done to these things, newest first, in one query; the machine's own acts too."""
    wanted = Q(pk__in=[])
    for target in targets:
        wanted |= Q(target_type=target._meta.label_lower, target_id=target.pk)
    return [_line(entry) for entry in AuditEntry.objects.filter(wanted)[:NEWEST]]


def _line(entry: AuditEntry) -> Line:
    return Line(
        at=entry.at,
        who=who_words(entry),
        what=verb_words(entry.verb),
        on=entry.target_name,
        details=details_words(entry.data),
    )


def who_words(entry: AuditEntry) -> str:
    """Who acted: somebody of the agency or of support, a person of the client, or nobody."""
    if entry.actor_name:
        return entry.actor_name
    # Before names of contacts were written down as who acted, they stood among the details alone.
    is_by_contact = entry.data.get("by") == "contact" or entry.verb == "task.done_by_contact"
    return str(entry.data.get("contact") or "") if is_by_contact else _("the program")


def verb_words(verb: str) -> str:
    """An act in words: ``post.scheduled`` is "scheduled the post"."""
    if verb in VERBS:
        return str(VERBS[verb])
    ending = next(
        (end for end in ("changed_by_support", "added_by_support") if verb.endswith(end)), ""
    )
    return str(VERBS.get(ending, verb))


def details_words(data: Mapping[str, Any]) -> str:
    """What else was written down, as ``name: value``."""
    return "; ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in data.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {each}" for name, each in value.items())
    if isinstance(value, Iterable) and not isinstance(value, str):
        return ", ".join(map(str, value)) or "–"
    return "–" if value in (None, "") else str(value)


def trail(target: Model, *others: Model) -> SafeString:
    """The trail of a thing (and of what belongs to it) as a table, with the way to all of it."""
    where = {"target_type__exact": target._meta.label_lower, "target_id__exact": target.pk}
    context = {
        "entries": lines_of(target, *others),
        "all_url": f"{reverse('admin:people_auditentry_changelist')}?{urlencode(where)}",
    }
    return mark_safe(render_to_string("admin/trail.html", context))  # noqa: S308 - a template of ours, which escapes
