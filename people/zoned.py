"""Moments in the admin as people say them: with the place whose clock it is, that of the row's client, else of its agency.

Support reads rows of many agencies; a time without a place would be read by everybody in their own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, F, Model, QuerySet, Value
from django.db.models.functions import Coalesce
from django.http import HttpRequest

from people import cldr
from people.templatetags.ui import absent

# Whose clock, the first that the row has: its own, its client's, its agency's.
_CLOCKS = ("time_zone", "client__time_zone", "agency__time_zone", "member__agency__time_zone")
_PATTERN = "EEE d MMM y, HH:mm:ss"
_NOWHERE = "UTC"


class Zoned:
    """For a page or a table of the admin: every moment that is only looked at names its place."""

    model: type[Model]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """The rows, each with the name of its clock: no further query, however many there are."""
        found: QuerySet[Any] = super().get_queryset(request)  # type: ignore[misc]
        return found.annotate(named_zone=_clock_of(self.model))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        """The columns, moments with their place."""
        return zoned(self.model, super().get_list_display(request))  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """What is looked at, moments with their place; of a page that changes nothing that is all."""
        names = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        return zoned(self.model, names)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """The fields in their order: a moment that can be changed stays a field."""
        names = super().get_fields(request, obj)  # type: ignore[misc]
        if self.has_change_permission(request, obj) or obj is None:  # type: ignore[attr-defined]
            fixed = {_name(each) for each in self.get_readonly_fields(request, obj)}
            return [
                each if _name(each) not in fixed else zoned(self.model, [each])[0] for each in names
            ]
        return zoned(self.model, names)

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any
    ) -> Any:
        """The form has only what is a field of the row."""
        if options.get("fields"):
            options["fields"] = _fields(options["fields"])
        return super().get_form(request, obj, change, **options)  # type: ignore[misc]

    def get_formset(self, request: HttpRequest, obj: Any = None, **options: Any) -> Any:
        """The same of a table."""
        fieldsets = self.get_fieldsets(request, obj)  # type: ignore[attr-defined]
        options.setdefault("fields", _fields(flatten_fieldsets(fieldsets)))
        return super().get_formset(request, obj, **options)  # type: ignore[misc]


def _fields(names: Iterable[Any]) -> list[str]:
    return [each for each in names if isinstance(each, str)]


def _name(column: Any) -> str:
    return column if isinstance(column, str) else str(column.__name__)


def zoned(model: type[Model], columns: Iterable[Any]) -> list[Any]:
    """These columns or fields of a model, moments with their place."""
    return [
        _column(model, each) if isinstance(each, str) and _is_moment(model, each) else each
        for each in columns
    ]


def _is_moment(model: type[Model], name: str) -> bool:
    try:
        kind = model._meta.get_field(name).get_internal_type()
    except (FieldDoesNotExist, AttributeError):
        return False
    return kind in ("DateTimeField", "WallTimeField")


@lru_cache(maxsize=1024)
def _column(model: type[Model], name: str) -> Callable[[Any], Any]:
    """One column for one field, the same each time: the admin compares them."""
    field = model._meta.get_field(name)

    @admin.display(description=getattr(field, "verbose_name", name), ordering=name)
    def column(row: Any) -> Any:
        return in_words(getattr(row, name), getattr(row, "named_zone", _NOWHERE))

    column.__name__ = name
    return column


def in_words(moment: datetime | None, zone: str) -> Any:
    """A moment on the clock of a zone, with the place it is named after: ven 20 nov 2026, 20:30:00 (Roma)."""
    if moment is None:
        return absent(None)
    said = (
        cldr.wall(moment, _PATTERN)
        if moment.tzinfo is None
        else cldr.instant(moment, _PATTERN, ZoneInfo(zone))
    )
    return f"{said} ({cldr.city(zone)})"


@lru_cache(maxsize=256)
def _paths(model: type[Model]) -> tuple[str, ...]:
    return tuple(path for path in _CLOCKS if _leads(model, path))


def _leads(model: type[Model], path: str) -> bool:
    for step in path.split("__"):
        try:
            field = model._meta.get_field(step)
        except FieldDoesNotExist:
            return False
        if field.is_relation:
            if field.related_model is None or isinstance(field.related_model, str):
                return False
            model = field.related_model
        elif getattr(field, "blank", False):
            return False  # a person's own zone: how they read, not where their account stands
    return True


def _clock_of(model: type[Model]) -> Any:
    paths = [F(path) for path in _paths(model)]
    return Coalesce(*paths, Value(_NOWHERE), output_field=CharField()) if paths else Value(_NOWHERE)
