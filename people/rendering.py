"""How the fields of forms become HTML: by Django's own Jinja2 templates, which take half the time of its others. A page may hold a
list of two hundred clients, and the composer sixty fields."""

from __future__ import annotations

from typing import Any

from django.forms.renderers import DjangoTemplates, Jinja2
from django.template.exceptions import TemplateDoesNotExist

# Instead of Django's own, which looks for a template of each choice.
_OURS = {"django/forms/widgets/select.html": "people/select.html"}


class FieldRenderer(Jinja2):
    """What has no Jinja2 template (the admin's widgets) keeps its own; set in FORM_RENDERER."""

    def __init__(self) -> None:
        self.others = DjangoTemplates()

    def get_template(self, template_name: str) -> Any:
        """Raises TemplateDoesNotExist."""
        try:
            return super().get_template(_OURS.get(template_name, template_name))
        except TemplateDoesNotExist:
            return self.others.get_template(template_name)
