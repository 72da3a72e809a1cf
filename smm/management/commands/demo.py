"""`manage.py demo`: fills an empty installation with the demo agency; does nothing where there is one already."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from people.models import Agency
from smm.demo import making


class Command(BaseCommand):
    help = "Make the demo agency with ninety days of history (needs the sandbox network)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or not settings.SANDBOX_ORIGIN:
            raise CommandError(
                "The demo needs DEMO=1 and a running sandbox network (SANDBOX_ORIGIN)."
            )
        if Agency.objects.exists():
            return
        logins = making.make()
        path = settings.DATA_DIR / "demo-logins.json"
        path.write_text(json.dumps(logins, ensure_ascii=False, indent=1))
        path.chmod(0o600)
        self.stdout.write(f"The demo is ready: {len(logins)} people.")
