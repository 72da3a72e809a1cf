"""The collected front end holds what the pages ask for, compressed, and nothing else."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management import call_command

from smm.local.assets import BASE


def test_only_files_named_by_their_content_are_collected_each_compressed_as_browsers_take_it(
    settings: Any, tmp_path: Path
) -> None:
    built = {path.name for path in (BASE / "static" / "dist").glob("*.js")}
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "smm.static_files.StaticFiles"},
    }
    call_command("collectstatic", "--noinput", "--ignore", "admin", "-v", "0")
    collected = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.js*")}
    scripts = {name for name in collected if name.endswith(".js")}
    assert built
    assert {f"{name.split('.')[0]}.js" for name in scripts if "/" not in name} == built
    assert all(len(name.split(".")) >= 3 for name in scripts)
    assert not [name for name in collected if name.startswith("django_htmx")]
    app = next(name for name in scripts if name.startswith("app."))
    sizes = [(tmp_path / f"{app}{packed}").stat().st_size for packed in ("", ".gz", ".br")]
    assert sizes[2] < sizes[1] < sizes[0] / 3
