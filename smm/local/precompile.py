"""Compiles what a first start reads, by reading it: run beside the build of the front end, which waits for the network.

Nothing of it is used. What cannot be read here fails where it is needed, and says so there.
"""

from __future__ import annotations

import importlib
import os
import secrets
import tempfile

import django

# What the web, the workers, the clock and the first steps are made of, beside the product itself.
READ = (
    "smm.urls",
    "smm.celery",
    "celery.apps.worker",
    "celery.concurrency.prefork",
    "celery.concurrency.thread",
    "kombu.transport.redis",
    "celery.apps.beat",
    "granian.server",
    "networks.sandbox.app",
    "django.core.management.commands.migrate",
    "django.contrib.staticfiles.management.commands.collectstatic",
)
NOBODY = "postgres://nobody@127.0.0.1/nothing"


def main() -> None:
    """Read the programs with an environment in which they can be read."""
    with tempfile.TemporaryDirectory() as directory:
        os.environ.update(
            DJANGO_SETTINGS_MODULE="smm.settings",
            SECRET_KEY=secrets.token_urlsafe(),
            SEALING_KEYS="k1:" + "A" * 43 + "=",
            PUBLIC_ORIGIN="http://localhost:8000",
            DATABASE_URL=NOBODY,
            REDIS_URL="redis://127.0.0.1:1/0",
            DATA_DIR=directory,
            STATIC_ROOT=directory,
            LOCAL_RUN="1",
        )
        django.setup()
        for name in READ:
            importlib.import_module(name)
        importlib.import_module("smm.celery").app.loader.import_default_modules()
        importlib.import_module("django.db.migrations.loader").MigrationLoader(None)


if __name__ == "__main__":
    main()
