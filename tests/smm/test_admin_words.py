"""Support reads every thing and every column in words, in both languages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin
from django.core.exceptions import FieldDoesNotExist
from django.test import RequestFactory
from django.utils import translation

from smm.admin_acts import VERBS
from smm.admin_words import FIELDS, LABELS, has_own_words
from tests import make

ROOT = Path(settings.BASE_DIR)

MODELS = [m for label in LABELS for m in apps.get_app_config(label).get_models()]


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_model_is_called_something_in_both_languages(model):
    words = {}
    for language in ("it", "en"):
        with translation.override(language):
            words[language] = (str(model._meta.verbose_name), str(model._meta.verbose_name_plural))

    assert all([*words["en"], *words["it"]])
    assert words["it"] != words["en"] or words["en"] in ALIKE, "give it words in smm/admin_words.py"


# Words that are the same in both languages.
ALIKE = {("post", "post"), ("post", "posts")}
SAME = {"post", "report", "e-mail", "file", "link", "server"}


def _shown(model_admin: BaseModelAdmin, request) -> list:
    names = {*getattr(model_admin, "list_display", ()), *getattr(model_admin, "list_filter", ())}
    for item in model_admin.get_fields(request):
        names.update(item if isinstance(item, (list, tuple)) else [item])
    fields = []
    for name in names:
        try:
            fields.append(model_admin.model._meta.get_field(name))
        except (FieldDoesNotExist, TypeError):
            continue
    return [f for f in fields if f.concrete and not f.primary_key]


def _wordless(field) -> bool:
    plain = field.name.replace("_", " ")
    with translation.override("it"):
        italian = str(field.verbose_name)
    with translation.override("en"):
        english = str(field.verbose_name)
    if italian == english:
        return english not in SAME
    return english == plain and not has_own_words(field) and field.name not in FIELDS


@pytest.mark.django_db
def test_every_column_the_admin_shows_has_words_in_both_languages():
    request = RequestFactory().get("/")
    request.user = make.staff()
    wordless = set()
    for model, model_admin in admin.site._registry.items():
        if model._meta.app_label not in LABELS:
            continue
        inlines = [cls(model, admin.site) for cls in model_admin.inlines]
        for each in (model_admin, *inlines):
            wordless |= {
                f"{f.model.__name__}.{f.name}" for f in _shown(each, request) if _wordless(f)
            }

    assert sorted(wordless) == [], "give them words in smm/admin_words.py, or in the model"


@pytest.mark.django_db
@pytest.mark.parametrize("label", LABELS)
def test_every_list_of_the_admin_can_be_searched_and_narrowed(label):
    lists = {m: a for m, a in admin.site._registry.items() if m._meta.app_label == label}

    assert lists
    for model, model_admin in lists.items():
        assert model_admin.search_fields, model
        assert model_admin.list_filter, model


def _verbs() -> Iterator[str]:
    """Every act that the sources write down: `verb="thing.happened"`, or a literal handed to a `_record` of a module."""
    for label in (*LABELS, "desk", "portal", "smm"):
        for path in (ROOT / label).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Assign):
                    is_verb = any(getattr(target, "id", "") == "verb" for target in node.targets)
                    given = [node.value] if is_verb else []
                elif isinstance(node, ast.Call):
                    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    given = [word.value for word in node.keywords if word.arg == "verb"]
                    given += node.args if called in ("_record", "record") else []
                else:
                    continue
                parts = [part for each in given for part in ast.walk(each)]
                words = [part.value for part in parts if isinstance(part, ast.Constant)]
                yield from (w for w in words if re.fullmatch(r"[a-z_]+\.[a-z_]+", str(w)))


def test_every_act_that_is_written_down_has_words():
    verbs = set(_verbs())

    assert len(verbs) > 40
    assert sorted(verbs - set(VERBS)) == [], "give them words in smm/admin_acts.py"
