#!/usr/bin/env python
"""Django's command line for Palinsesto: `python3 run.py manage …` gives it a running data directory."""

from __future__ import annotations

import os
import sys

from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "smm.settings")
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
