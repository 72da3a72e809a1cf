"""Makes an agency and its first owner from the command line."""

from __future__ import annotations

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from people.actions.membership import AgencyExistsError, create_agency
from people.clock import database_now
from people.models import User
from people.models.users import validate_zone


class Command(BaseCommand):
    """``manage.py createowner --agency "Quintavoce" --email nora@example.org``."""

    help = "Make an agency and its first owner. The password is asked, or read from OWNER_PASSWORD."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--agency", required=True, help="the agency's name")
        parser.add_argument("--email", required=True, help="the owner's e-mail address")
        parser.add_argument("--name", default="", help="the owner's name")
        parser.add_argument("--language", default="it", choices=["it", "en"])
        parser.add_argument("--time-zone", default="Europe/Rome")
        parser.add_argument("--staff", action="store_true", help="also let them use the admin")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"].strip().lower()
        try:
            validate_email(email)
            validate_zone(options["time_zone"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        is_known = User.objects.filter(email=email).exists()
        try:
            owner = create_agency(
                name=options["agency"],
                email=email,
                owner_name=options["name"],
                password=None if is_known else self._password(email),
                language=options["language"],
                time_zone=options["time_zone"],
                now=database_now(),
            )
        except AgencyExistsError as error:
            raise CommandError(f"An agency with the short name {error} exists already.") from error
        if options["staff"]:
            User.objects.filter(pk=owner.user_id).update(is_staff=True, is_superuser=True)
        self.stdout.write(f"{owner.user.email} owns {owner.agency.name}.")

    def _password(self, email: str) -> str:
        password = os.environ.get("OWNER_PASSWORD") or getpass.getpass("Password: ")
        try:
            validate_password(password, User(email=email))
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        return password
