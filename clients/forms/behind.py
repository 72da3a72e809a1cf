"""Two people at one form: what the other one wrote, beside what was typed."""

from __future__ import annotations

from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext as _


def written_otherwise(typed: forms.BaseForm, theirs: forms.BaseForm) -> list[tuple[str, str]]:
    """Label and words of each answer of `theirs` that is not what was typed; for people to read."""
    return list(_otherwise(typed, theirs))


def _otherwise(typed: forms.BaseForm, theirs: forms.BaseForm) -> Iterator[tuple[str, str]]:
    for field in theirs:
        if field.is_hidden or field.name not in typed.fields:
            continue
        mine, other = (str(value or "") for value in (typed[field.name].value(), field.value()))
        if mine.replace("\r\n", "\n").strip() != other.replace("\r\n", "\n").strip():
            named = dict(getattr(field.field, "choices", None) or {}).get(other, other)
            yield str(field.label), str(named) or _("left empty")


def first_words(form: forms.BaseForm) -> str:
    """The first thing that is wrong, with its field: for a form that saves itself and has one line to say it in."""
    name, errors = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    sentence = str(errors[0])
    return _("Not kept yet. %(field)s: %(words)s") % {"field": label, "words": sentence} if label else sentence  # fmt: skip
