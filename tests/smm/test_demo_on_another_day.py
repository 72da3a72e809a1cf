"""The demo made on the first of January, a Thursday: Today tells the same seven things as on any other day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.test import Client as Browser

from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import User
from tests.smm.made_demo import made_demo
from tests.todays_story import SEVEN, Line, lines_of, parts_of

pytestmark = pytest.mark.django_db
# Nothing was done in this month yet, the day is a holiday, and the song cannot come out tomorrow.
AT = datetime(2032, 1, 1, 9, 20, tzinfo=UTC)


@pytest.fixture(scope="module", autouse=True)
def demo(
    django_db_setup: None,
    django_db_blocker,
    _sandbox_process: SandboxProcess,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[None]:
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), made_demo(_sandbox_process, media, at=AT):
        yield


def _today(language: str) -> list[Line]:
    """What stands on the owner's Today, with what comes in later."""
    nora = User.objects.get(email="nora@quintavoce.example")
    User.objects.filter(pk=nora.pk).update(language=language)
    browser = Browser(headers={"accept-language": language})
    browser.force_login(nora)
    page = browser.get("/t/").content.decode()
    later = [browser.get(part, headers={"HX-Request": "true"}) for part in parts_of(page)]
    return [
        line
        for each in (page, *(part.content.decode() for part in later))
        for line in lines_of(each)
    ]


@pytest.mark.parametrize("language", ["it", "en"])
def test_today_names_seven_things_that_every_agency_has_lived(language: str) -> None:
    assert database_now().date() == AT.date()
    lines = _today(language)

    for section, what, words in SEVEN[language]:
        told = [each.words for each in lines if each.section.startswith(section)]
        assert [each for each in told if what in each and words in each], (section, what, told)
