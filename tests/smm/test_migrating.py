"""What somebody reads who starts this version on a database that it cannot bring up to date."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from smm.local.processes import SAID_WHY

Applied = MigrationRecorder.Migration


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["0001_people_and_agencies", "0001_something_older"])
def test_a_database_from_before_the_steps_were_folded_is_refused_in_words(name: str) -> None:
    call_command("migrate", verbosity=0, skip_checks=True)  # one of this version is not
    Applied.objects.filter(app="people").update(name=name)
    before = list(Applied.objects.order_by("id").values_list("app", "name"))

    with pytest.raises(CommandError, match=r"cannot be brought up to date.*--data DIR") as said:
        call_command("migrate", verbosity=0, skip_checks=True)

    assert said.value.returncode == SAID_WHY
    assert list(Applied.objects.order_by("id").values_list("app", "name")) == before
