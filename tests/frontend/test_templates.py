"""What no template may contain, and that each of them can be used at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import engines
from django.template.loader import render_to_string

from tests.frontend.places import TEMPLATES, pages, templates

_COMMENT = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.S)
_BANNED = {
    "an inline style": re.compile(r"<[^>]*\sstyle\s*=", re.I),
    "a <style> element": re.compile(r"<style\b", re.I),
    "an event attribute": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.I),
    "a javascript: address": re.compile(r"javascript:", re.I),
    "a file of another host": re.compile(
        r"<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)=[\"']?(?:https?:)?//", re.I
    ),
    "htmx code in an attribute": re.compile(r"\shx-(?:on|vars)\b|\bjs:", re.I),
}
_SCRIPT = re.compile(r"<script\b([^>]*)>(.*?)</script>", re.S | re.I)


def _name(path: Path) -> str:
    return str(path.relative_to(TEMPLATES))


@pytest.mark.parametrize("path", templates(), ids=_name)
def test_every_template_compiles(path: Path) -> None:
    engines["django"].engine.get_template(_name(path))


@pytest.mark.parametrize("path", pages(), ids=_name)
def test_no_page_needs_more_than_the_strict_content_policy(path: Path) -> None:
    text = _COMMENT.sub("", path.read_text())
    found = [what for what, pattern in _BANNED.items() if pattern.search(text)]
    for attributes, body in _SCRIPT.findall(text):
        is_data = 'type="application/json"' in attributes
        if body.strip() and not is_data:
            found.append("a script written in the page")
    assert not found, f"{_name(path)} has {', '.join(found)}"


@pytest.mark.parametrize("path", pages(), ids=_name)
def test_every_post_form_carries_its_csrf_field(path: Path) -> None:
    forms = re.findall(
        r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", path.read_text(), re.S | re.I
    )
    bare = [form[:80] for form in forms if "csrf_token" not in form and "{% slot" not in form]
    assert not bare, f"{_name(path)}: {bare}"


def test_the_page_for_our_own_errors_needs_no_request_and_no_database() -> None:
    html = render_to_string("500.html")
    assert html.count("<h1>") == 1
    assert "app.css" in html


@pytest.mark.parametrize("code", ["400", "403", "404", "405", "409", "419", "429", "500"])
def test_every_error_page_says_what_happened_and_shows_a_way_on(code: str) -> None:
    html = render_to_string(f"{code}.html")
    main = html[html.index("<main") : html.index("</main>")]
    assert re.search(r"<h1>\s*\S.*?</h1>\s*<p>\s*\S", main, re.S)
    assert 'href="/"' in main
