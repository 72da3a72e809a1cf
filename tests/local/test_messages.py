"""Translations: compiled without gettext, and never half-done."""

from __future__ import annotations

import gettext
import os
import shutil
from pathlib import Path

import pytest

from smm.local import messages

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

msgid "Client"
msgstr "Cliente"

msgid "one post"
msgid_plural "%(n)s posts"
msgstr[0] "un contenuto"
msgstr[1] ""

#, fuzzy
msgid "Delivery"
msgstr "Consegna"

msgid "Channel"
msgstr ""
"""


@pytest.fixture
def italian(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "BASE", tmp_path)
    source = tmp_path / "locale" / "it" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO)
    return source


def test_a_straight_apostrophe_is_named(italian: Path) -> None:
    italian.write_text(PO.replace('msgstr "Cliente"', 'msgstr "L\'altro"'))
    assert any("straight apostrophe, write ’: 'Client'" in line for line in messages.incomplete())


def test_what_is_not_translated_or_not_confirmed_is_named(italian: Path) -> None:
    found = messages.incomplete()
    assert len(found) == 3, found
    assert any("not translated: 'one post'" in line for line in found), "a missing plural counts"
    assert any("fuzzy: 'Delivery'" in line for line in found)
    assert any("not translated: 'Channel'" in line for line in found)
    italian.write_text(
        PO.replace('msgstr[1] ""', 'msgstr[1] "%(n)s contenuti"').replace("#, fuzzy", "")[
            : -len('msgstr ""\n')
        ]
        + 'msgstr "Canale"\n'
    )
    assert messages.incomplete() == []


def test_catalogues_are_compiled_when_they_changed_and_only_then(italian: Path) -> None:
    assert messages.compile_all() == 1
    with italian.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("Client") == "Cliente"
    assert messages.compile_all() == 0
    later = italian.with_suffix(".mo").stat().st_mtime + 5
    os.utime(italian, (later, later))
    assert messages.compile_all() == 1


@pytest.fixture
def ours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Sources of a small program of one text, with an empty catalogue."""
    ours = tmp_path / "sources"
    source = ours / "locale" / "it" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n', encoding="utf-8"
    )
    (ours / "manage.py").write_text(
        "import sys\nfrom django.conf import settings\nfrom django.core.management import execute_from_command_line\n"
        "settings.configure(LOCALE_PATHS=['locale'], USE_I18N=True)\nexecute_from_command_line(sys.argv)\n"
    )
    (ours / "pages.py").write_text(
        "from django.utils.translation import gettext as _\nprint(_('Quite new'))\n"
    )
    monkeypatch.setattr(messages, "BASE", ours)
    return ours


needs_xgettext = pytest.mark.skipif(
    shutil.which("xgettext") is None, reason="no xgettext: extraction was NOT tried"
)


@needs_xgettext
def test_a_text_that_never_reached_the_catalogue_is_found_without_touching_it(ours: Path) -> None:
    source = ours / "locale" / "it" / "LC_MESSAGES" / "django.po"
    before = source.read_text()
    found = messages.check()
    assert found == ["not translated: 'Quite new' pages.py"]
    assert source.read_text() == before


@needs_xgettext
def test_an_extraction_changes_texts_and_never_the_head_of_the_catalogue(ours: Path) -> None:
    source = ours / "locale" / "it" / "LC_MESSAGES" / "django.po"
    head = source.read_text()
    assert messages.extract() == 0
    first = source.read_text()
    assert 'msgid "Quite new"' in first
    assert first.partition("\n\n")[0] + "\n" == head, "the hour and other passing lines stay out"
    assert messages.extract() == 0
    assert source.read_text() == first
