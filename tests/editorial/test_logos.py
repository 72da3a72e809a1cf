"""The client's logo: taken as every upload is, shown where the client reads, and nowhere else."""

from __future__ import annotations

import io
from datetime import timedelta

import pypdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser
from django.urls import reverse
from PIL import Image

from analytics.actions import reporting
from analytics.views.showing_print import pdf_of, sheet_of
from clients.models import Client
from editorial.actions import library, logos, making_pictures
from editorial.models import Asset, AssetState, Logo
from editorial.queries.logos import logo_of
from people.clock import database_now
from people.models import AuditEntry
from tests import make_pictures as make
from tests.cast import Cast, Rivals
from tests.conftest import SignIn
from tests.portal.people import asked, visitor


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


def _mark(colour: tuple[int, ...] = (140, 40, 70, 255)) -> bytes:
    return make.picture("PNG", (900, 300), colour, "RGBA")


def _url(cast: Cast) -> str:
    return reverse("editorial:logo", args=[cast.client.slug])


def _upload(cast: Cast, sign_in: SignIn, data: bytes | None = None, name: str = "logo.png"):
    file = SimpleUploadedFile(name, _mark() if data is None else data)
    answer = sign_in(cast.alice).post(_url(cast), {"logo": file})
    making_pictures.make_due(now=database_now())
    return answer


def _report_of(cast: Cast):
    now = database_now()
    month_on = (now.date().replace(day=1) - timedelta(days=1)).replace(day=1)
    report = reporting.make_report(by=cast.alice, client=cast.client, month_on=month_on, now=now)
    _link, token = reporting.make_link(by=cast.alice, report=report, label="Per tutti", now=now)
    report.client.refresh_from_db()
    return report, token


def test_an_uploaded_logo_heads_the_portal_with_its_words(cast: Cast, sign_in: SignIn) -> None:
    assert _upload(cast, sign_in).status_code == 302
    carla = visitor(cast.carla)
    page = carla.get().content.decode()
    logo = logo_of(cast.client)
    assert logo is not None
    src = carla.url(f"logo/{logo.asset_id}/")
    assert f'class="logo" src="{src}" alt="Logo di {cast.client.name}"' in page
    file = b"".join(carla.browser.get(src).streaming_content)
    assert Image.open(io.BytesIO(file)).size == (320, 106)
    assert AuditEntry.objects.filter(verb="client.logo_chosen").count() == 1


def test_without_a_logo_all_is_as_it_was(cast: Cast) -> None:
    page = visitor(cast.carla).get().content.decode()
    assert 'class="logo"' not in page
    assert '<svg class="mark"' in page.partition('class="portal-top"')[2].partition("</header>")[0]
    report, token = _report_of(cast)
    assert "logo" not in sheet_of(report)
    assert 'class="logo"' not in Browser().get(f"/report/{token}/").content.decode()


def test_it_heads_the_report_on_the_web_and_on_paper(cast: Cast, sign_in: SignIn) -> None:
    report, token = _report_of(cast)
    before = pypdf.PdfReader(io.BytesIO(pdf_of(report)))
    _upload(cast, sign_in)
    page = Browser().get(f"/report/{token}/").content.decode()
    logo = logo_of(cast.client)
    assert logo is not None
    src = f"/report/{token}/logo/{logo.asset_id}/"
    assert src in page
    assert Browser().get(src).headers["Content-Type"] == "image/jpeg"
    assert Browser().get(f"/report/nobody/logo/{logo.asset_id}/").status_code == 404
    sheet = sheet_of(report)
    assert (sheet["logo-width"], sheet["logo-height"]) == (114.7, 38.0)
    after = pypdf.PdfReader(io.BytesIO(pdf_of(report)))
    assert len(after.pages) == len(before.pages)
    assert len(after.pages[0].images) == len(before.pages[0].images) + 1
    assert sheet["logo-alt"] == f"Logo di {cast.client.name}"


def test_position_and_camera_do_not_reach_the_client(cast: Cast, sign_in: SignIn) -> None:
    _upload(cast, sign_in, make.photograph(), "logo.jpg")
    logo = logo_of(cast.client)
    assert logo is not None
    assert make.GPS_MARK not in logo.read()
    assert b"Camera of somebody" not in logo.read()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("logo.svg", b"<svg xmlns='http://www.w3.org/2000/svg'></svg>"),
        ("logo.png", b"MZ this is a program"),
        ("logo.png", make.png_that_says(30_000, 30_000)),
        ("logo.mp4", b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 64),
        ("logo.png", b""),
    ],
)
def test_impostors_bombs_and_videos_are_refused_beside_the_field(
    cast: Cast, sign_in: SignIn, name: str, data: bytes
) -> None:
    answer = _upload(cast, sign_in, data, name)
    assert answer.status_code == 422
    assert 'id="logo-error"' in answer.content.decode()
    assert not Logo.objects.exists()
    assert not Asset.objects.exists()


def test_nothing_chosen_is_told(cast: Cast, sign_in: SignIn) -> None:
    answer = sign_in(cast.alice).post(_url(cast))
    assert answer.status_code == 422
    assert "Choose a picture first." in answer.content.decode()


def test_another_takes_its_place_and_the_old_address_ends(cast: Cast, sign_in: SignIn) -> None:
    _upload(cast, sign_in)
    old = logo_of(cast.client)
    _upload(cast, sign_in, _mark((10, 20, 30, 255)), "new.png")
    new = logo_of(cast.client)
    assert old is not None
    assert new is not None
    assert new.asset_id != old.asset_id
    carla = visitor(cast.carla)
    assert carla.get(f"logo/{new.asset_id}/").status_code == 200
    assert carla.get(f"logo/{old.asset_id}/").status_code == 404
    assert Logo.objects.count() == 1


@pytest.mark.parametrize("state", [AssetState.RECEIVED, AssetState.REFUSED])
def test_until_a_new_one_is_prepared_and_where_it_is_broken_the_one_before_stays(
    cast: Cast, sign_in: SignIn, state: str
) -> None:
    _upload(cast, sign_in)
    good = logo_of(cast.client)
    assert good is not None
    for n in range(2):  # a second broken one does not take its place either
        file = io.BytesIO(_mark((10, 20, 30 + n, 255)))
        made = logos.choose(
            client=cast.client, member=cast.alice, file_name="n.png", file=file, now=database_now()
        )
        Asset.objects.filter(pk=made.pk).exclude(state=state).update(state=state)
        shown = logo_of(cast.client)
        assert shown is not None
        assert shown.asset_id == good.asset_id


def test_taken_away_or_in_the_trash_it_is_shown_nowhere(cast: Cast, sign_in: SignIn) -> None:
    _upload(cast, sign_in)
    asset = Logo.objects.get().asset
    library.remove(asset=asset, member=cast.alice, now=database_now())
    assert logo_of(cast.client) is None
    library.restore(asset=asset, member=cast.alice, now=database_now())
    assert logo_of(cast.client) is not None
    sign_in(cast.alice).post(_url(cast), {"remove": "1"})
    assert logo_of(cast.client) is None
    assert Asset.objects.get().state == AssetState.READY


def test_a_logo_emptied_out_of_the_trash_is_gone(cast: Cast, sign_in: SignIn) -> None:
    _upload(cast, sign_in)
    library.remove(asset=Asset.objects.get(), member=cast.alice, now=database_now())
    Asset.objects.update(removed_at=database_now() - timedelta(days=31))
    assert library.empty_trash(now=database_now()) == 1
    assert not Logo.objects.exists()


def test_the_logo_of_one_client_is_not_that_of_another(
    cast: Cast, rivals: Rivals, sign_in: SignIn
) -> None:
    _upload(cast, sign_in)
    logo = logo_of(cast.client)
    assert logo is not None
    assert visitor(rivals.contact).get(f"logo/{logo.asset_id}/").status_code == 404
    other = Client.objects.exclude(pk=cast.client.pk).first()
    assert other is not None
    assert logo_of(other) is None


def test_whoever_only_writes_posts_changes_no_logo(cast: Cast, sign_in: SignIn) -> None:
    file = SimpleUploadedFile("logo.png", _mark())
    assert sign_in(cast.bruno).post(_url(cast), {"logo": file}).status_code == 403
    assert not Logo.objects.exists()


def test_the_clients_page_takes_the_form_in(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.alice)
    page = browser.get(reverse("clients:edit", args=[cast.client.slug])).content.decode()
    assert f'hx-get="{_url(cast)}?part"' in page
    part = browser.get(f"{_url(cast)}?part").content.decode()
    assert "<html" not in part
    assert 'name="logo"' in part


def test_the_portals_page_asks_few_questions_of_the_database(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries
) -> None:
    asked(cast)
    _upload(cast, sign_in)
    carla = visitor(cast.carla)
    for path in ("calendar/", "published/", "reports/"):
        with django_assert_max_num_queries(12):
            carla.get(path)
