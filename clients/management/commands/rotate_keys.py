"""Reseals everything under the first key of SEALING_KEYS."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from clients.actions.rotating import rotate_all


class Command(BaseCommand):
    """``manage.py rotate_keys``; may run while the product works, and again."""

    help = "Move every sealed value under the current sealing key."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{rotate_all()} sealed values moved to the current key.")
