"""Fields of forms are written without Django's templates, and say exactly what those would."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from people.rendering import FieldRenderer

ODD = '<b>"Sant\'Anna" & figli</b>'
CHOICES: list[Any] = [
    ("", "—"),
    ("a&b", ODD),
    (3, gettext_lazy("Posts")),
    ("safe", mark_safe("<i>as it is</i>")),
    (ODD, [("x", "In a group"), (None, "Nothing"), (True, "Yes")]),
]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(attrs={"class": ODD, "required": True, "disabled": False, "size": 3}), ODD),
        (forms.TextInput(), None),
        (forms.TextInput(), ""),
        (forms.NumberInput(attrs={"min": 0, "step": 0.5}), 12345.5),
        (forms.EmailInput(), "a@b.example"),
        (forms.URLInput(), "https://a.example/?b=1&c=2"),
        (forms.HiddenInput(), ODD),
        (forms.DateInput(attrs={"type": "date"}), "2026-11-29"),
        (forms.TimeInput(attrs={"type": "time"}), "10:30"),
        (forms.Select(choices=CHOICES), "a&b"),
        (forms.Select(choices=CHOICES, attrs={"class": "form-select", "data-x": ODD}), "x"),
        (forms.Select(choices=CHOICES), None),
        (forms.Select(choices=[(1, 12345), (2, 1.5)]), 1),
        (forms.Select(choices=[]), None),
        (forms.SelectMultiple(choices=CHOICES), ["a&b", "x"]),
        (forms.NullBooleanSelect(), True),
        (forms.Textarea(), ODD),
        (forms.CheckboxInput(), True),
    ],
)  # fmt: skip
def test_a_field_is_what_djangos_templates_make_of_it(widget: forms.Widget, value: Any) -> None:
    attrs = {"id": "id_field", "aria-describedby": "a b"}
    written = [
        widget.render(f"name {ODD}", value, attrs, renderer)
        for renderer in (FieldRenderer(), DjangoTemplates())
    ]
    assert written[0] == written[1]


def test_a_widget_with_a_template_of_its_own_keeps_it() -> None:
    class Own(forms.Select):
        option_template_name = "django/forms/widgets/radio_option.html"

    renderers = (FieldRenderer(), DjangoTemplates())
    written = [Own(choices=CHOICES).render("name", "x", {}, each) for each in renderers]
    assert written[0] == written[1]
    assert "<label>" in written[0]
