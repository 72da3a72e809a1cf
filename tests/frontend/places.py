"""Where the sources of the screens are, for the tests that read them."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
STATIC = ROOT / "static"
DIST = STATIC / "dist"
APPS = ("people", "clients", "editorial", "community", "analytics", "desk", "portal", "smm")


def templates() -> list[Path]:
    """Every page, part and mail of the product."""
    return sorted(TEMPLATES.rglob("*.html"))


def pages() -> list[Path]:
    """The templates that a browser shows: all but the mails, which have no stylesheet to refer to."""
    return [path for path in templates() if "emails" not in path.parts]


def built(name: str) -> Path:
    """A built file; the launcher builds before it tests, by hand: ``node static/build.mjs``."""
    path = DIST / name
    assert path.exists(), f"static/dist/{name} is missing: run `python3 run.py test`"
    return path
