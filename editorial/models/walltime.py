"""A column for wall time: a naive date and clock time, kept beside its zone, never shifted; and the instant it means."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.dateparse import parse_datetime


class WallTimeField(models.Field):
    """`timestamp without time zone`; refuses aware datetimes, for which DateTimeField exists."""

    description = "Wall time"

    def db_type(self, connection: Any) -> str:
        return "timestamp"

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        parsed = parse_datetime(str(value))
        if parsed is None:
            raise ValidationError(f"{value!r} is not a wall time")
        return parsed

    def get_prep_value(self, value: Any) -> Any:
        value = self.to_python(super().get_prep_value(value))
        if value is not None and value.tzinfo is not None:
            raise ValueError("a wall time has no time zone of its own")
        return value

    def value_to_string(self, obj: models.Model) -> str:
        value = cast("datetime | None", self.value_from_object(obj))
        return "" if value is None else value.isoformat()


def planned_at(of: str = "") -> models.Func:
    """The planned wall time of a post as an instant, computed by the database: for sorting, and for the index that has it.

    `of` leads to the post from the rows that are asked for, such as "post__".
    """
    return models.Func(
        models.F(f"{of}time_zone"),
        models.F(f"{of}wall_at"),
        function="timezone",
        output_field=models.DateTimeField(),
    )
