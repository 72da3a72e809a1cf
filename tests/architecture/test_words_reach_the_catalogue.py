"""Every word that the code asks to be translated stands in the catalogue: the tool that collects them overlooks some inside f-strings."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages import pofile
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
ROOMS = sorted({path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests"})
# Which argument is the word; `_` is gettext, or its lazy form.
ASKED = {
    "_": 0, "gettext": 0, "gettext_lazy": 0, "gettext_noop": 0, "ngettext": 0, "ngettext_lazy": 0,
    "pgettext": 1, "pgettext_lazy": 1, "npgettext": 1, "npgettext_lazy": 1,
}  # fmt: skip


def _asked(source: str) -> Iterator[tuple[int, str, str]]:
    """Line, context (or nothing) and word of each call."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        at = ASKED.get(name)
        if at is None or len(node.args) <= at:
            continue
        word, context = node.args[at], node.args[0] if at else None
        if isinstance(word, ast.Constant) and isinstance(word.value, str):
            yield (
                node.lineno,
                context.value if isinstance(context, ast.Constant) else "",
                word.value,
            )


@pytest.fixture(scope="module")
def known() -> set[tuple[str, str]]:
    with (ROOT / "locale/it/LC_MESSAGES/django.po").open("rb") as file:
        found = pofile.read_po(file, locale="it")
    return {
        (each.context or "", each.id[0] if isinstance(each.id, tuple) else each.id)
        for each in found
    }


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_of_the_code_stands_in_the_catalogue(room, known):
    missing = [
        f"{path.relative_to(ROOT)}:{line} {word!r}"
        for path in sorted((ROOT / room).rglob("*.py"))
        for line, context, word in _asked(path.read_text())
        if word and (context, word) not in known
    ]
    assert missing == []


def test_a_word_is_seen_inside_an_f_string_too():
    assert [*_asked("""f"{gettext('results')} {pgettext('hour', 'the second')}" """)] == [
        (1, "", "results"),
        (1, "hour", "the second"),
    ]
