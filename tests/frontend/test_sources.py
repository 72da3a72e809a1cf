"""The rules of the house for stylesheets, icons and scripts, and the weight of what is built from them."""

from __future__ import annotations

import gzip
import json
import re
from pathlib import Path

import pytest

from people.templatetags.ui import NETWORKS
from smm.shell import AGENCY_PLACES, CLIENT_PLACES
from tests.frontend.places import APPS, ROOT, STATIC, built, pages

_LINE_COMMENT = re.compile(r"//[^\n]*")


def _sheets() -> list[Path]:
    return sorted((STATIC / "css").glob("*.scss"))


def _listed_icons() -> set[str]:
    lines = (STATIC / "icons" / "icons.txt").read_text().splitlines()
    return {name for line in lines if (name := line.split("#")[0].strip())}


def _icons_of_templates() -> dict[str, str]:
    used: dict[str, str] = {}
    patterns = (
        r"{%\s*icon\s+\"([a-z0-9-]+)\"",
        r"\bicon_name=\"([a-z0-9-]+)\"",
        r"note_icon=\"([a-z0-9-]+)\"",
    )
    for path in pages():
        text = path.read_text()
        for pattern in patterns:
            used.update(dict.fromkeys(re.findall(pattern, text), path.name))
    return used


def _icons_of_code() -> dict[str, str]:
    used: dict[str, str] = {}
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            for name in re.findall(r"\bicon=[\"']([a-z0-9-]+)[\"']", path.read_text()):
                used[name] = str(path.relative_to(ROOT))
    used |= {place.icon: "smm/shell.py" for place in (*AGENCY_PLACES, *CLIENT_PLACES)}
    return used


def test_every_icon_that_is_used_is_in_the_sprite() -> None:
    sprite = built("icons.svg").read_text()
    for name, where in (_icons_of_templates() | _icons_of_code()).items():
        assert f'<symbol id="{name}"' in sprite, (
            f"{where} uses {name}: add it to static/icons/icons.txt"
        )


def test_every_network_has_a_glyph_of_its_own() -> None:
    glyphs = [glyph for _name, glyph in NETWORKS.values()]
    assert len(set(glyphs)) == len(glyphs)
    assert set(glyphs) <= _listed_icons()


@pytest.mark.parametrize("path", _sheets(), ids=lambda path: path.name)
def test_colours_are_written_in_the_tokens_and_nowhere_else(path: Path) -> None:
    if path.name == "_tokens.scss":
        return
    text = re.sub(r"#\{[^}]*\}", "", _LINE_COMMENT.sub("", path.read_text()))
    assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", text)


@pytest.mark.parametrize("path", _sheets(), ids=lambda path: path.name)
def test_nothing_is_forced_but_what_a_device_asks(path: Path) -> None:
    if path.name == "_device.scss":
        return
    assert "!important" not in _LINE_COMMENT.sub("", path.read_text().replace("`!important`", ""))


def test_both_themes_have_every_colour() -> None:
    tokens = _LINE_COMMENT.sub("", (STATIC / "css" / "_tokens.scss").read_text())
    single = re.findall(r"--([a-z0-9-]+):\s*#[0-9a-f]+;", tokens)
    assert single == ["white"]


@pytest.mark.parametrize(
    ("name", "budget"),
    [("app.css", 20_000), ("app.js", 50_000), ("reader.js", 36_000), ("icons.svg", 24_000)],
)
def test_what_every_screen_loads_stays_light(name: str, budget: int) -> None:
    assert len(gzip.compress(built(name).read_bytes(), 9)) <= budget


def test_the_fonts_are_two_and_small() -> None:
    fonts = {path.name: path.stat().st_size for path in built("fonts").iterdir()}
    assert set(fonts) == {"source-sans-3.woff2", "source-serif-4.woff2"}
    assert fonts["source-sans-3.woff2"] <= 30_000
    assert fonts["source-serif-4.woff2"] <= 22_000


def test_the_stylesheet_fetches_from_nowhere_else() -> None:
    css = built("app.css").read_text()
    addresses = re.findall(r"url\(\"?([^)\"]+)", css)
    assert addresses
    assert all(address.startswith(("fonts/", "data:")) for address in addresses)


@pytest.mark.parametrize("path", sorted((STATIC / "js").glob("*.js")), ids=lambda path: path.name)
def test_controllers_stay_short_and_evaluate_nothing(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 120
    assert not re.search(
        r"\beval\(|new Function|innerHTML\s*=|\.style\.|setAttribute\(\"style", text
    )


def test_the_lock_file_pins_everything_and_names_no_address() -> None:
    text = (ROOT / "package-lock.json").read_text()
    packages = json.loads(text)["packages"]
    assert not re.search(r"https?://", text)
    assert all("integrity" in entry for name, entry in packages.items() if name)
