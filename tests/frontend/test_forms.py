"""Forms: what was wrong is listed with links, told at the field, and nothing typed is lost."""

from __future__ import annotations

import re

from django import forms
from django.template import engines

PAGE = engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}")


class Letter(forms.Form):
    """A form with one field of each kind that matters here."""

    name = forms.CharField(label="Name", help_text="As on the door.")
    text = forms.CharField(label="Text", required=False, widget=forms.Textarea)
    part = forms.ChoiceField(
        label="Part", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect
    )

    def clean(self) -> None:
        raise forms.ValidationError("The two do not go together.")


def rendered(data: dict[str, str] | None = None) -> str:
    return PAGE.render({"form": Letter(data)})


def test_errors_are_listed_first_with_links_to_their_fields() -> None:
    html = rendered({"text": "what I typed"})
    summary = html[: html.index("div_id_name")]
    assert 'role="alert"' in summary
    assert '<a href="#id_name">Name</a>' in summary
    assert "The two do not go together." in summary


def test_what_was_typed_stays() -> None:
    assert "what I typed" in rendered({"text": "what I typed"})


def test_a_wrong_field_points_to_its_help_and_its_error() -> None:
    html = rendered({"text": "x"})
    field = re.search(r"<input[^>]*id=\"id_name\"[^>]*>", html)
    assert field is not None
    described = re.search(r"aria-describedby=\"([^\"]+)\"", field.group())
    assert described is not None
    for target in described.group(1).split():
        assert f'id="{target}"' in html
    assert 'aria-invalid="true"' in field.group()


def test_help_comes_before_the_field_and_optional_ones_say_so() -> None:
    html = rendered()
    assert html.index("As on the door.") < html.index('id="id_name"')
    assert html.count('class="optional"') == 1
    assert "*" not in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = rendered()
    assert re.search(r"<fieldset[^>]*>\s*<legend[^>]*>Part</legend>", html)
