"""The demo made on the first of January, a Thursday: Today tells the same seven things as on any other day, and so do the clients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db.models import OuterRef, Subquery
from django.test import Client as Browser

from analytics.models import Statement
from analytics.queries.statements import months_to_issue
from clients.models import Brief, Client, Contract, ProfileVersion
from editorial.lifecycle import PostStage
from editorial.models import Asset, Release
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import User
from smm.demo import texts
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


def test_a_release_waits_on_five_channels_for_one_picture_and_one_yes() -> None:
    release = Release.objects.get()
    posts = list(release.posts.order_by("pk").prefetch_related("versions__channel"))
    channels = [version.channel for post in posts for version in post.versions.all()]

    assert len(channels) == len(posts) == 5
    assert {each.network for each in channels} == {"sandbox", "instagram", "tiktok", "youtube", "telegram"}  # fmt: skip
    (waiting,) = [post for post in posts if post.stage != PostStage.APPROVED]
    assert waiting.piece == "story"
    assert [not post.pictures.exists() for post in posts] == [post == waiting for post in posts]
    assert waiting.reviews.open().get().step == "client"


def test_a_shoot_left_two_pictures_that_nobody_signed_for() -> None:
    barred = Asset.objects.filter(rights_until__lt=database_now().date())

    assert {asset.client.slug for asset in barred} == {"tenuta-trecorvi"}
    assert [asset.labels for asset in barred] == 2 * [["servizio in vigna", "senza liberatoria"]]
    assert not barred.filter(uses__isnull=False).exists()


def test_profiles_say_more_than_a_bio_and_one_client_is_social_only_by_choice() -> None:
    newest = ProfileVersion.objects.filter(number=Subquery(
        ProfileVersion.objects.filter(channel=OuterRef("channel")).values("number")[:1]
    ))  # fmt: skip
    assert newest.count() >= 20
    for part in ("bio", "link", "picture"):
        assert not newest.filter(**{part: ""}).exists(), part
    for part in ("cover", "pinned", "hours"):
        assert newest.exclude(**{part: ""}).count() >= 3, part

    (client,) = [each for each in Client.objects.all() if (brief := Brief.objects.current(each)) and brief.is_social_only]  # fmt: skip
    assert not client.touchpoints.exists()


def test_every_month_was_invoiced_but_the_last_and_the_winery_s_was_too() -> None:
    to_issue = {
        contract.client.slug: months_to_issue(client=contract.client, today=today)
        for contract in Contract.objects.filter(offer=None).select_related("client")
        for today in [contract.client.today(database_now())]
    }

    assert len(to_issue) == len(texts.clients())
    assert to_issue.pop("tenuta-trecorvi") == []
    assert {slug: len(periods) for slug, periods in to_issue.items()} == dict.fromkeys(to_issue, 1)
    # What they tell of was worked, and each was issued once it was over.
    issued = Statement.objects.select_related("client")
    assert {each.client.slug for each in issued} == {"tenuta-trecorvi", *to_issue}
    assert all(each.client.today(each.issued_at) > each.last_on for each in issued)
    assert all(Decimal(each.figures["total"]) > 0 for each in issued)
