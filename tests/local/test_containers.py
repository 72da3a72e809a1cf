"""The image and the compose file: facts that can be checked without an engine."""

from __future__ import annotations

import re

from smm.local import servers
from smm.local.place import BASE

COMPOSE = (BASE / "docker-compose.yml").read_text()
DOCKERFILE = (BASE / "Dockerfile").read_text()
SETTINGS = (BASE / "smm" / "settings.py").read_text()
SERVICES = ("postgres", "valkey", "migrate", "web", "worker-publish", "worker", "beat")


def service(name: str) -> str:
    """The text of one service."""
    body = COMPOSE.split("\nservices:\n", 1)[1].split("\nconfigs:\n", 1)[0]
    found = re.search(rf"^  {re.escape(name)}:\n((?:    .*\n|\n)+)", body, re.MULTILINE)
    assert found is not None, name
    return found[1]


def names_the_settings_read() -> set[str]:
    return set(re.findall(r"""(?:env\.\w+|secret)\(\s*"([A-Z_]+)\"""", SETTINGS)) | {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "EMAIL_URL",
    }


def test_every_part_has_its_service() -> None:
    body = COMPOSE.split("\nservices:\n", 1)[1].split("\nconfigs:\n", 1)[0]
    assert tuple(re.findall(r"^  ([a-z-]+):$", body, re.MULTILINE)) == SERVICES


def test_every_setting_that_compose_gives_is_one_the_product_reads() -> None:
    settings = COMPOSE.split("x-settings:", 1)[1].split("\nservices:\n", 1)[0]
    given = set(re.findall(r"^  ([A-Z_]+):", settings, re.MULTILINE))
    given |= set(
        re.findall(
            r"^      (MIGRATING|DATABASE_OWNER_URL|PROCESS_NAME):", service("migrate"), re.MULTILINE
        )
    )
    assert given
    assert given <= names_the_settings_read()


def test_nothing_starts_without_its_secrets() -> None:
    for name in (
        "SECRET_KEY",
        "SEALING_KEYS",
        "INSTANCE_ID",
        "PUBLIC_ORIGIN",
        "EMAIL_URL",
        "POSTGRES_PASSWORD",
        "DATABASE_OWNER_PASSWORD",
        "DATABASE_APP_PASSWORD",
        "VALKEY_PASSWORD",
    ):
        uses = re.findall(rf"\$\{{{name}([^}}]*)\}}", COMPOSE)
        assert uses, name
        assert all(use.startswith(":?") and len(use) > 10 for use in uses), f"{name} may be empty"


def test_production_has_no_sandbox_no_demo_and_no_local_run() -> None:
    assert "SANDBOX_ORIGIN" not in COMPOSE
    assert "networks.sandbox" not in COMPOSE
    for name in ("DEMO", "LOCAL_RUN", "DEBUG"):
        assert f'  {name}: "0"' in COMPOSE


def test_only_the_migration_holds_the_owners_password() -> None:
    for name in ("web", "worker-publish", "worker", "beat"):
        assert "OWNER" not in service(name)
    assert 'MIGRATING: "1"' in service("migrate")
    assert (
        "DATABASE_OWNER_URL" not in COMPOSE.split("x-settings:", 1)[1].split("\nservices:\n", 1)[0]
    )


def test_the_container_database_is_made_like_the_local_one() -> None:
    found = re.search(r'POSTGRES_INITDB_ARGS: "(.*)"', COMPOSE)
    assert found is not None
    assert found[1].split() == list(servers.LOCALE_FLAGS)
    assert "image: postgres:18\n" in service("postgres")
    for right in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES",
        "GRANT USAGE, SELECT ON SEQUENCES",
        "NOBYPASSRLS",
    ):
        assert right in COMPOSE


def test_every_queue_has_a_worker() -> None:
    served = set(re.findall(r'"-Q", "([a-z,]+)"', COMPOSE))
    assert {queue for queues in served for queue in queues.split(",")} == {
        "publish",
        "media",
        "measure",
        "listen",
        "report",
        "mail",
    }


def test_workers_have_time_to_finish_and_everything_says_how_it_is() -> None:
    assert "stop_grace_period: 60s" in COMPOSE.split("x-settings:", 1)[0]
    for name in ("postgres", "valkey", "web", "worker-publish", "worker"):
        assert "healthcheck:" in service(name)
    assert "read_only: true" in COMPOSE.split("x-settings:", 1)[0]


def test_the_web_is_offered_to_this_machine_only_unless_told_otherwise() -> None:
    assert re.findall(r"ports: (.*)", COMPOSE) == ['["${WEB_ADDRESS:-127.0.0.1:8000}:8000"]']


def test_the_image_checks_hashes_and_runs_as_nobody_in_particular() -> None:
    assert "--require-hashes" in DOCKERFILE
    assert "requirements/app.txt" in DOCKERFILE
    assert "npm ci --ignore-scripts" in DOCKERFILE
    last_user = re.findall(r"^USER (.+)$", DOCKERFILE, re.MULTILINE)[-1]
    assert last_user == "10001:10001"
    assert DOCKERFILE.index("\nUSER ") < DOCKERFILE.index("\nCMD ")


def test_what_the_image_copies_is_there() -> None:
    for name in (
        "package.json",
        "package-lock.json",
        ".npmrc",
        "static/build.mjs",
        "requirements/app.txt",
    ):
        assert (BASE / name).exists()
    ignored = (BASE / ".dockerignore").read_text().splitlines()
    for name in (".env", ".git", "var", ".venv", "node_modules"):
        assert name in ignored
