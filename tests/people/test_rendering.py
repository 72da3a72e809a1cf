"""Fields of forms by Django's Jinja2 templates say what its other templates would, and widgets without one keep theirs."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.contrib.admin.widgets import AdminSplitDateTime
from django.forms.renderers import DjangoTemplates, Jinja2, get_default_renderer
from django.test.html import parse_html
from django.utils.translation import gettext_lazy

ODD = '<b>"Sant\'Anna" & figli</b>'
CHOICES: list[Any] = [
    ("", "—"),
    ("a&b", ODD),
    (3, gettext_lazy("Posts")),
    (ODD, [("x", "In a group"), (True, "Yes")]),
]


@pytest.mark.parametrize(
    ("widget", "value"),
    [
        (forms.TextInput(attrs={"class": ODD, "required": True, "disabled": False, "size": 3}), ODD),
        (forms.TextInput(), None),
        (forms.NumberInput(attrs={"min": 0, "step": 0.5}), 12345.5),
        (forms.DateInput(attrs={"type": "date"}), "2026-11-29"),
        (forms.Select(choices=CHOICES, attrs={"class": "form-select", "data-x": ODD}), "x"),
        (forms.Select(choices=CHOICES), "a&b"),
        (forms.CheckboxSelectMultiple(choices=CHOICES), ["a&b", "x"]),
        (forms.Textarea(), ODD),
        (forms.CheckboxInput(), True),
        (AdminSplitDateTime(), None),
    ],
)  # fmt: skip
def test_a_field_is_what_djangos_other_templates_make_of_it(
    widget: forms.Widget, value: Any
) -> None:
    ours = get_default_renderer()
    assert isinstance(ours, Jinja2)
    attrs = {"id": "id_field", "aria-describedby": "a b"}
    written, promised = (
        widget.render(f"name {ODD}", value, attrs, each) for each in (ours, DjangoTemplates())
    )
    assert parse_html(written) == parse_html(promised)
    assert "<b>" not in written
