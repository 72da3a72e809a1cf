"""A field of a form as crispy shows it here: label, help, control, error, in this order (templates/bootstrap5/field.html).

Written by Python, because a page may have thirty: as templates of templates they took three times as long. What a form says is
escaped, but for help, which is ours.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms, template
from django.forms import BoundField
from django.forms.utils import flatatt
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from people.templatetags.ui import icon

register = template.Library()


@register.simple_tag(takes_context=True)
def whole_field(context: Mapping[str, Any], field: BoundField) -> SafeString:
    """The field with all that belongs to it; `tag` and `wrapper_class` of the context are crispy's."""
    if field.is_hidden:
        return SafeString(field)
    tag = context.get("tag") or "div"
    own = (context.get("wrapper_class"), field.css_classes())
    css = " ".join(["mb-3", *(escape(each) for each in own if each)])
    errors = _errors(field) if context.get("form_show_errors") else ""
    if isinstance(field.field.widget, forms.CheckboxInput):
        inside = _check_box(field, errors)
    else:
        inside = _with_label(field, errors, is_labelled=context.get("form_show_labels", False))
    return SafeString(f'<{tag} id="div_{field.auto_id}" class="{css}">{inside}</{tag}>')


def _check_box(field: BoundField, errors: str) -> str:
    label = (
        f'<label for="{field.id_for_label}" class="form-check-label">{escape(field.label)}</label>'
    )
    control = _control(field, "form-check-input")
    return f'<div class="form-check">{control}{label}{_help(field)}{errors}</div>'


def _with_label(field: BoundField, errors: str, *, is_labelled: bool) -> str:
    """Optional fields say so, but for a choice that stands on one answer from the start; required ones need no star."""
    widget = field.field.widget
    is_list = isinstance(widget, forms.CheckboxSelectMultiple | forms.RadioSelect)
    is_choice = isinstance(widget, forms.Select)
    label = ""
    if field.label and is_labelled:
        words: str = escape(field.label)
        if not field.field.required and not is_choice:
            optional = gettext("(optional)")
            words += f' <span class="optional">{optional}</span>'
        name = "legend" if field.use_fieldset else "label"
        target = "" if field.use_fieldset else f' for="{field.id_for_label}"'
        label = f'<{name}{target} class="form-label">{words}</{name}>'
    control = (
        _choices(field) if is_list else _control(field, "form-select" if is_choice else "form-control")
    )  # fmt: skip
    inside = f"{label}{_help(field)}{control}{errors}"
    if not field.use_fieldset:
        return inside
    said = flatatt({"aria-describedby": field.aria_describedby or None})
    return f"<fieldset{said}>{inside}</fieldset>"


def _control(field: BoundField, css: str) -> str:
    """What is typed into; beside our class it has the name of its widget and those that its form gave it."""
    widget = field.field.widget
    kind = type(widget).__name__.lower()
    own = widget.attrs.get("class", "").split()
    classes = [*own, *(each for each in (kind, css) if each not in own)]
    if field.errors:
        classes.append("is-invalid")
    return field.as_widget(attrs={"class": " ".join(classes)})


def _choices(field: BoundField) -> str:
    """A group of radios or check boxes, each with its label."""
    css = "form-check-input is-invalid" if field.errors else "form-check-input"
    widget: Any = field.field.widget
    own = field.build_widget_attrs({"id": field.auto_id} if field.auto_id else {})
    lines = []
    for group, options, _n in widget.optgroups(
        field.html_name, widget.format_value(field.value()), own
    ):
        if group:
            lines.append(f"<b>{escape(group)}</b>")
        for option in options:
            said = {"type": option["type"], "class": css, "name": field.html_name}
            attrs = flatatt({**said, "value": str(option["value"]), **option["attrs"]})
            label = f'<label{flatatt({"for": option["attrs"].get("id")})} class="form-check-label">'
            lines.append(
                f'<div class="form-check"><input{attrs}>{label}{escape(option["label"])}</label></div>'
            )
    return f"<div>{''.join(lines)}</div>"


def _help(field: BoundField) -> str:
    if not field.help_text:
        return ""
    name = f' id="{field.auto_id}_helptext"' if field.auto_id else ""
    return f'<div{name} class="form-text">{field.help_text}</div>'


def _errors(field: BoundField) -> str:
    if not field.errors:
        return ""
    lines = "".join(f"<div>{escape(str(each))}</div>" for each in field.errors)
    name = field.errors.field_id  # type: ignore[attr-defined]
    return (
        f'<div id="{name}_error" class="invalid-feedback">'
        f"{icon('exclamation-circle')}<div>{lines}</div></div>"
    )
