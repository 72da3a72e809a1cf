"""A field with all that belongs to it, as a page draws it: label, help, control, error, in this order; nothing typed comes out as markup."""

from __future__ import annotations

from typing import Any

import pytest
from crispy_forms.templatetags.crispy_forms_filters import as_crispy_form
from django import forms
from django.test.html import parse_html

ODD = '<i>"Sant\'Anna" & figli</i>'


class _Form(forms.Form):
    name = forms.CharField(label=ODD, help_text="As it is <em>written</em>.")
    note = forms.CharField(
        label="Note", required=False, widget=forms.Textarea(attrs={"class": "own"})
    )
    kind = forms.ChoiceField(label="Kind", choices=[("a", "A"), ("b", ODD)], required=False)
    days = forms.MultipleChoiceField(
        label="Days", choices=[("1", "Mon"), ("2", ODD)], widget=forms.CheckboxSelectMultiple,
        help_text="One at least.",
    )  # fmt: skip
    is_on = forms.BooleanField(label="On", required=False)
    key = forms.CharField(widget=forms.HiddenInput)


def _drawn(data: dict[str, Any] | None = None) -> dict[str, str]:
    """The HTML of each field, by its name."""
    html = as_crispy_form(_Form(data, initial={"key": "k", "name": ODD}))
    parts = html.split('<div id="div_id_')[1:]
    return {part.partition('"')[0]: f'<div id="div_id_{part}' for part in parts}


def test_a_field_has_its_label_its_help_its_control_and_says_if_it_may_stay_empty():
    drawn = _drawn()
    name = parse_html(
        """<div id="div_id_name" class="mb-3">
        <label for="id_name" class="form-label">&lt;i&gt;&quot;Sant&#x27;Anna&quot; &amp; figli&lt;/i&gt;</label>
        <div id="id_name_helptext" class="form-text">As it is <em>written</em>.</div>
        <input type="text" name="name" value="&lt;i&gt;&quot;Sant&#x27;Anna&quot; &amp; figli&lt;/i&gt;"
            class="textinput form-control" required aria-describedby="id_name_helptext" id="id_name"></div>"""
    )
    assert parse_html(drawn["name"]) == name
    assert "(optional)" not in drawn["name"]
    assert '<span class="optional">(optional)</span>' in drawn["note"]
    assert 'class="own textarea form-control"' in drawn["note"]
    # A choice stands on one answer from the start.
    assert "(optional)" not in drawn["kind"]
    assert 'class="select form-select"' in drawn["kind"]
    assert drawn["is_on"].index("checkbox") < drawn["is_on"].index("<label")


def test_a_group_of_boxes_is_a_fieldset_each_box_with_its_own_label():
    days = _drawn({"days": ["2"], "name": "x", "key": "k"})["days"]
    assert '<fieldset aria-describedby="id_days_helptext">' in days
    assert '<legend class="form-label">Days</legend>' in days
    assert '<label for="id_days_1" class="form-check-label">&lt;i&gt;' in days
    boxes = [part.partition(">")[0] for part in days.split("<input")[1:]]
    assert [("checked" in box, 'name="days"' in box) for box in boxes] == [
        (False, True),
        (True, True),
    ]


@pytest.mark.parametrize("name", ["name", "days"])
def test_what_is_wrong_stands_below_the_control_that_names_it(name):
    drawn = _drawn({"kind": ODD})[name]
    assert f'<div id="id_{name}_error" class="invalid-feedback">' in drawn
    assert f"id_{name}_error" in drawn.partition("aria-describedby")[2].partition(">")[0]
    assert "is-invalid" in drawn
    assert drawn.index("<input") < drawn.index("This field is required.")


def test_nothing_that_was_typed_is_markup_and_what_is_hidden_stays_so():
    html = as_crispy_form(_Form({"kind": ODD, "name": ODD, "note": ODD, "days": [ODD], "key": ODD}))
    assert "<i>" not in html
    assert '<input type="hidden" name="key"' in html
    assert "div_id_key" not in html
