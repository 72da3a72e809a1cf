"""The rules of the house that a tool of its own cannot keep: rooms, names, imports, docs."""

from __future__ import annotations

import ast
import json
import re
import subprocess
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template.loader import get_template

from networks.registry import NETWORKS
from people.roles import Capability, Role, may
from smm.celery import OUTBOX_HANDLERS, PERIODIC_JOBS

ROOT = Path(settings.BASE_DIR)
STACK = [
    "people",
    "clients",
    "editorial",
    "community",
    "analytics",
    "desk",
    "portal",
    "smm",
]  # lowest first
FIRST_PARTY = {*STACK, "networks"}
DRAWERS = {"utils", "helpers", "common", "core", "misc", "base", "services", "managers"}


def _files(*suffixes: str) -> list[Path]:
    """Every file git tracks or would track, of these kinds."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    return [
        ROOT / name
        for name in sorted(set(listed))
        if name.endswith(suffixes) and (ROOT / name).exists()
    ]


def _sources() -> list[Path]:
    return [
        path
        for path in _files(".py")
        if path.relative_to(ROOT).parts[0] in FIRST_PARTY and "migrations" not in path.parts
    ]


def test_no_module_is_a_drawer_without_a_name():
    drawers = [p for p in _files(".py", ".js") if p.stem in DRAWERS]
    drawers = [p for p in drawers if p.parts[-2] != "templates"]

    assert drawers == []


@pytest.mark.parametrize("path", _sources(), ids=lambda p: str(p.relative_to(ROOT)))
def test_first_party_code_is_imported_at_the_top(path: Path):
    """An import hidden in a function hides a dependency; apps.py alone may wait until models are loaded."""
    if path.name == "apps.py":
        return
    tree = ast.parse(path.read_text())
    hidden = [
        node.lineno
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in FIRST_PARTY
    ]

    assert hidden == []


def _in_brackets(text: str) -> str:
    """What stands between the bracket that `text` begins with and the one that closes it."""
    depth = 0
    for place, sign in enumerate(text):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[:place]
    return text


def test_a_claim_of_rows_is_never_a_subquery_under_in():
    """PostgreSQL may run such a subquery again for every row, and so take more rows than its LIMIT: ask for an array."""
    found = [
        str(path.relative_to(ROOT))
        for path in _sources()
        for begin in re.finditer(r"\bIN\s*(?=\(\s*SELECT)", path.read_text())
        if "SKIP LOCKED" in _in_brackets(path.read_text()[begin.end() :])
    ]

    assert found == []


def test_relations_between_models_point_down_the_stack():
    upward = []
    for label in STACK:
        if not apps.is_installed(label):
            continue
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.get_fields():
                target = getattr(field, "related_model", None)
                if target is None or field.auto_created:
                    continue
                other = target._meta.app_label
                if other in STACK and STACK.index(other) > STACK.index(label):
                    upward.append(f"{model.__name__}.{field.name}")

    assert upward == []


def test_a_template_includes_and_extends_only_its_own_app_and_the_shared_ones():
    crossing = []
    for path in _files(".html"):
        relative = (
            path.relative_to(ROOT / "templates")
            if path.is_relative_to(ROOT / "templates")
            else None
        )
        if relative is None or len(relative.parts) < 2 or relative.parts[0] not in STACK:
            continue
        for name in re.findall(r"{%\s*(?:include|extends)\s+[\"']([^\"']+)", path.read_text()):
            room = name.split("/")[0] if "/" in name else ""
            if room in STACK and room != relative.parts[0]:
                crossing.append(f"{relative} -> {name}")

    assert crossing == []


def test_every_template_compiles():
    for path in _files(".html"):
        if path.is_relative_to(ROOT / "templates"):
            get_template(str(path.relative_to(ROOT / "templates")))


def test_every_tenant_table_says_which_agency_it_belongs_to():
    """All models of clients, editorial, community and analytics; the named ones are shared by all agencies."""
    shared = {"AppRegistration", "Canary"}
    without = [
        model.__name__
        for label in ("clients", "editorial", "community", "analytics")
        for model in apps.get_app_config(label).get_models()
        if model.__name__ not in shared
        and "agency" not in {f.name for f in model._meta.get_fields()}
    ]

    assert without == []


def test_every_periodic_job_is_a_task_and_every_outbox_kind_has_a_handler():

    for dotted in [*(job[0] for job in PERIODIC_JOBS.values()), *OUTBOX_HANDLERS.values()]:
        module, name = dotted.rsplit(".", 1)
        assert callable(getattr(import_module(module), name)), dotted


def test_every_setting_from_the_environment_is_explained_in_the_operators_page():
    text = (ROOT / "smm/settings.py").read_text()
    names = set(re.findall(r'(?:env(?:\.\w+)?|secret)\(\s*"([A-Z_]+)"', text))
    page = (ROOT / "docs/operations.md").read_text()

    assert names, "the settings read nothing?"
    assert sorted(name for name in names if name not in page) == []


def test_every_job_capability_and_network_has_a_line_in_the_docs():
    pages = "\n".join(path.read_text() for path in (ROOT / "docs").rglob("*.md"))
    wanted = [*PERIODIC_JOBS, *(c.value for c in Capability)]

    assert [word for word in wanted if f"`{word}`" not in pages and word not in pages] == []
    assert [s for s in NETWORKS if not (ROOT / f"docs/networks/{s}.md").exists()] == []


def test_the_page_of_roles_is_the_table_of_roles():
    page = (ROOT / "docs/roles.md").read_text()
    rows = {
        match[1]: [cell.strip() == "yes" for cell in match[2].split("|")[:-1]]
        for match in re.finditer(r"^\| `(\w+)`[^|]*\|(.*)$", page, re.MULTILINE)
    }

    assert rows == {c.value: [may(role, c) for role in Role] for c in Capability}


def test_every_direct_dependency_has_its_reason():
    page = (ROOT / "docs/decisions/dependencies.md").read_text().lower()
    wanted = []
    for name in ("app", "local", "dev"):
        for line in (ROOT / f"requirements/{name}.in").read_text().splitlines():
            match = re.match(r"([A-Za-z0-9_.-]+)", line)
            if match and not line.startswith(("#", "-")):
                wanted.append(match[1].lower())
    package = json.loads((ROOT / "package.json").read_text())
    wanted += [*package.get("dependencies", {}), *package.get("devDependencies", {})]

    assert [name for name in wanted if name.lower() not in page] == []


def test_no_lock_file_or_setting_holds_the_address_of_a_registry():
    locked = [
        *ROOT.glob("requirements/*"),
        ROOT / "package.json",
        ROOT / "package-lock.json",
        ROOT / ".npmrc",
        ROOT / "pyproject.toml",
    ]
    found = [p.name for p in locked if p.exists() and re.search(r"https?://", p.read_text())]

    assert found == []


def test_links_between_pages_lead_somewhere():
    broken = []
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#\s]+)", page.read_text()):
            if "://" in target or target.startswith("mailto:"):
                continue
            if not (page.parent / target).exists():
                broken.append(f"{page.relative_to(ROOT)} -> {target}")

    assert broken == []
