"""How the fields of forms become HTML: Django's own words, without its templates, which take half of a page with a list of two
hundred clients. What is not told here (and whatever a widget changes) goes through Django's templates as ever."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.functional import Promise
from django.utils.html import conditional_escape

_WIDGETS = "django/forms/widgets/"
_INPUTS = frozenset(
    f"{_WIDGETS}{name}.html"
    for name in ("input", "text", "hidden", "number", "email", "url", "date", "time")
)
_OPTION = f"{_WIDGETS}select_option.html"


class FieldRenderer(DjangoTemplates):
    """Django's renderer with a short way for inputs and selects; set in FORM_RENDERER."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        """The same characters as Django's template makes."""
        widget = context.get("widget")
        if widget is not None and template_name in _INPUTS:
            value = widget["value"]
            said = "" if value is None else f' value="{_said(value)}"'
            return (
                f'<input type="{_said(widget["type"])}" name="{_said(widget["name"])}"{said}'
                f"{_attributes(widget['attrs'])}>"
            )
        if (
            widget is not None
            and template_name == f"{_WIDGETS}select.html"
            and all(map(_is_plain, _options(widget)))
        ):
            return _select(widget)
        return super().render(template_name, context, request)


def _said(value: Any) -> str:
    return conditional_escape(value)


def _attributes(attrs: Mapping[str, Any]) -> str:
    return "".join(
        f" {_said(name)}" if value is True else f' {_said(name)}="{_said(value)}"'
        for name, value in attrs.items()
        if value is not False
    )


def _options(widget: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [option for _name, options, _index in widget["optgroups"] for option in options]


def _is_plain(option: Mapping[str, Any]) -> bool:
    """Whether a label is words: a number would be written as the language writes it."""
    return option["template_name"] == _OPTION and isinstance(option["label"], (str, Promise))


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_said(widget["name"])}"{_attributes(widget["attrs"])}>']
    for name, options, _index in widget["optgroups"]:
        if name:
            parts.append(f'\n  <optgroup label="{_said(name)}">')
        parts += [
            f'\n  <option value="{_said(each["value"])}"{_attributes(each["attrs"])}>{_said(each["label"])}</option>\n'
            for each in options
        ]
        if name:
            parts.append("\n  </optgroup>")
    return "".join((*parts, "\n</select>"))
