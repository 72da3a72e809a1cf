"""A prospect's own public profile: asked for by name, read by the worker, shown beside what people typed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients import looks
from clients.actions import looking
from clients.actions.matters import keep_matter
from clients.models import Client, Sighting
from clients.tasks import read_looks
from networks.sandbox.process import SandboxProcess
from networks.types import Profile, PublicListing, PublicPost
from people.clock import database_now
from people.ids import uuid7
from people.roles import Role
from tests import make
from tests.conftest import Cast, SignIn

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


def _profile(**more: Any) -> Profile:
    given = {
        "remote_id": "1",
        "handle": "@vivaio@social.example",
        "name": "Vivaio",
        "url": "https://social.example/@vivaio",
    }
    return Profile(**{**given, "n_followers": 1000, "bio": "Piante da orto", "links": (), **more})  # fmt: skip


def _post(days: float, likes: int | None = 10, form: str = "text") -> PublicPost:
    at = NOW - timedelta(days=days)
    values = {} if likes is None else {"likes": likes}
    return PublicPost(str(days), f"https://social.example/{days}", at, form, values)


def _read(*posts: PublicPost, is_whole: bool = True, **more: Any) -> looks.Read:
    found = looks.to_json(_profile(**more), PublicListing(posts, is_whole), zone=UTC, now=NOW)
    read = looks.from_json(found)
    assert read is not None
    return read


# ---- what is kept of a look: pure


def test_the_cadence_is_that_of_ninety_days_and_the_last_post_of_any_age() -> None:
    read = _read(*[_post(day) for day in range(2, 90, 7)], _post(400))
    assert (read.days, read.n_posts, read.n_recent) == (90, 13, 5)
    assert read.figures.per_week == pytest.approx(13 / (90 / 7))
    assert read.figures.middle == 10
    assert read.figures.per_1000 == 10
    silent = _read(_post(400))
    assert (silent.n_posts, silent.figures.middle) == (0, None)
    assert silent.last_post_on == (NOW - timedelta(days=400)).date()


def test_where_one_look_does_not_reach_back_the_cadence_is_that_of_the_days_it_saw() -> None:
    read = _read(*[_post(day / 8) for day in range(1, 81)], is_whole=False)
    assert (read.days, read.is_cut) == (10, True)
    assert read.figures.per_week == pytest.approx(56)
    whole = _read(*[_post(day * 2) for day in range(1, 81)], is_whole=False)
    assert (whole.days, whole.is_cut) == (90, False)


def test_todays_post_is_counted_and_not_judged_and_what_is_not_told_is_no_zero() -> None:
    read = _read(_post(0.2, 900), _post(3, None), _post(4, 6))
    assert (read.n_posts, read.figures.n, read.figures.middle) == (3, 1, 6)
    assert _read(_post(3), n_followers=None).figures.per_1000 is None


@pytest.mark.parametrize(
    ("more", "has", "lacks"),
    [
        ({"bio": "Piante", "links": ()}, ("bio",), ("link",)),
        ({"bio": "Piante: terzaluna.example/orari", "links": None}, ("bio", "link"), ()),
        ({"bio": "", "links": ("https://terzaluna.example",), "avatar_url": "https://a.example/1.png"}, ("link", "picture"), ("bio",)),
        ({"bio": None, "links": None}, (), ()),
    ],
)  # fmt: skip
def test_a_profile_lacks_only_what_its_network_tells_of(
    more: dict[str, Any], has: tuple[str, ...], lacks: tuple[str, ...]
) -> None:
    read = _read(**more)
    assert (read.has, read.lacks) == (has, lacks)


# ---- asked for on the page, read by the worker


@pytest.fixture
def prospect(cast: Cast) -> Client:
    return make.client(cast.alice, "Vivaio Terzaluna", status="prospect")


def _account(sandbox: SandboxProcess, followers: int = 1240) -> str:
    """A new account with six posts of the last weeks; its name."""
    name = f"vivaio_{uuid7().hex[-8:]}"
    (made,) = sandbox.order("accounts", usernames=[name], profiles={name: {"followers": followers}})
    now = database_now()
    sandbox.order(
        "backdate",
        statuses=[
            {"account_id": made["id"], "text": f"post {n}", "created_at": (now - timedelta(days=9 * n + 3)).isoformat()}
            for n in range(6)
        ],
    )  # fmt: skip
    return name


def _asks(cast: Cast, sign_in: SignIn, prospect: Client, account: str) -> Any:
    url = reverse("clients:prospect_read", args=[prospect.slug, "sandbox"])
    return sign_in(cast.alice).post(url, {"sandbox-account": account})


@pytest.mark.django_db
def test_the_worker_reads_an_account_before_any_channel_is_connected(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    browser, page_url = sign_in(cast.alice), reverse("clients:prospect", args=[prospect.slug])
    assert "Account on Sandbox" in browser.get(page_url).content.decode()
    name = _account(sandbox)
    assert _asks(cast, sign_in, prospect, name)["Location"] == f"{page_url}#read-sandbox"
    look = Sighting.objects.get()
    part_url = reverse("clients:prospect_look", args=[prospect.slug, look.public_id])
    for under_way in (browser.get(page_url), browser.get(part_url)):
        assert "reading…" in under_way.content.decode()
        assert f'data-poll-url-value="{part_url}"' in under_way.content.decode()

    read_looks()

    part = browser.get(part_url).content.decode()
    assert "data-controller" not in part
    assert "read from Sandbox" in part
    assert "1,240" in part
    assert "6 posts in 90 days" in part
    assert "n = 6" in part
    assert "text only 6" in part
    assert "6 posts in 90 days" in browser.get(page_url).content.decode()
    assert not prospect.channels.exists()
    look.refresh_from_db()
    assert (look.known_followers, look.days_silent, look.asked_at) == (1240, 3, None)
    assert look.followers is None
    # Once: nobody asked again.
    assert looking.take_asked(now=database_now()) == []


@pytest.mark.django_db
def test_what_a_person_typed_stays_and_stands_before_what_was_read(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    name, browser = _account(sandbox), sign_in(cast.alice)
    _asks(cast, sign_in, prospect, name)
    look = Sighting.objects.get()
    edit = reverse("clients:matter_edit", args=[prospect.slug, "sightings", look.public_id])
    typed = {"followers": "1300", "formats": "solo foto", "gaps": "Niente orari", "address": "@altro", "network": "mastodon"}  # fmt: skip
    # Typed while the reading is under way: neither writes over the other.
    stale = Sighting.objects.get()
    read_looks()
    stale.answers = "no"
    keep_matter(by=cast.alice, client=prospect, matter=stale, now=database_now())
    form = browser.get(edit).content.decode()
    assert "Read: 1,240. Leave it empty to keep that." in form
    assert browser.post(edit, typed).status_code == 302

    look.refresh_from_db()
    assert (look.followers, look.network, look.address) == (1300, "sandbox", stale.address)
    assert look.found["followers"] == 1240
    _asks(cast, sign_in, prospect, name)
    read_looks()
    look.refresh_from_db()
    assert Sighting.objects.count() == 1
    assert (look.followers, look.formats, look.gaps) == (1300, "solo foto", "Niente orari")
    page = browser.get(reverse("clients:prospect", args=[prospect.slug])).content.decode()
    for words in ("1,300", "Sandbox: 1,240", "solo foto", "Niente orari"):
        assert words in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("error_before", "does not answer right now. Read it again in a few minutes."),
        ("rate_limit", "asks us to wait. Read it again in a quarter of an hour."),
        ("html_before", "in a way we do not understand"),
    ],
)
def test_what_could_not_be_read_is_said_with_the_next_step_and_an_earlier_reading_stays(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client, fault: str, words: str
) -> None:
    name = _account(sandbox)
    _asks(cast, sign_in, prospect, name)
    read_looks()
    sandbox.order("faults", kind=fault, match="GET /api/v1/accounts/lookup")
    _asks(cast, sign_in, prospect, name)
    read_looks()

    page = sign_in(cast.alice).get(reverse("clients:prospect", args=[prospect.slug]))
    assert words in page.content.decode()
    assert "Read again" in page.content.decode()
    assert "1,240" in page.content.decode()
    assert looking.take_asked(now=database_now()) == []


@pytest.mark.django_db
def test_an_account_that_nobody_has_and_what_names_none_are_told_so(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    refused = _asks(cast, sign_in, prospect, "una frase intera")
    assert refused.status_code == 422
    assert "has no account una frase intera. Check the name." in refused.content.decode()
    assert 'value="una frase intera"' in refused.content.decode()
    assert _asks(cast, sign_in, prospect, "").status_code == 422
    assert not Sighting.objects.exists()

    _asks(cast, sign_in, prospect, "nobody.here")
    read_looks()
    page = sign_in(cast.alice).get(reverse("clients:prospect", args=[prospect.slug]))
    assert "Sandbox has no account @nobody.here" in page.content.decode()


@pytest.mark.django_db
def test_one_that_hides_itself_is_to_be_looked_at_by_a_person(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    _asks(cast, sign_in, prospect, "altra")
    Sighting.objects.update(asked_at=None, problem="not_public")
    browser, page_url = sign_in(cast.alice), reverse("clients:prospect", args=[prospect.slug])
    page = browser.get(page_url).content.decode()
    assert "shows itself only to who is signed in. Look at it in a browser" in page
    look = Sighting.objects.get()
    edit = reverse("clients:matter_edit", args=[prospect.slug, "sightings", look.public_id])
    assert edit in page
    remove = reverse("clients:matter_remove", args=[prospect.slug, "sightings", look.public_id])
    assert f'formaction="{remove}"' in page

    assert browser.post(edit, {"followers": "512"}).status_code == 302
    page = browser.get(page_url).content.decode()
    assert "<dd>512</dd>" in page
    # What a person wrote down is not one click from being gone.
    assert remove not in page


@pytest.mark.django_db
def test_only_networks_that_show_profiles_to_strangers_are_read_and_only_for_who_may(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    instagram = reverse("clients:prospect_read", args=[prospect.slug, "instagram"])
    assert sign_in(cast.alice).post(instagram, {"instagram-account": "@x"}).status_code == 404
    make.assigned(cast.alice, prospect, cast.bruno, Role.EDITOR)
    url = reverse("clients:prospect_read", args=[prospect.slug, "sandbox"])
    assert sign_in(cast.bruno).post(url, {"sandbox-account": "x"}).status_code == 403
    assert not Sighting.objects.exists()


@pytest.mark.django_db
def test_two_workers_never_take_the_same_and_of_one_server_one_at_a_time(
    sandbox: SandboxProcess, cast: Cast, prospect: Client
) -> None:
    now = database_now()
    for name in ("vivaio", "serra"):
        looking.ask(by=cast.alice, client=prospect, network="sandbox", account=name, now=now)
    first, second = looking.take_asked(now=now), looking.take_asked(now=now)
    assert [each.address.split("@")[1] for each in (*first, *second)] == ["vivaio", "serra"]
    assert looking.take_asked(now=now) == []
    # A worker that died leaves it to the next.
    assert len(looking.take_asked(now=now + looking.LEASE)) == 1


@pytest.mark.django_db
def test_what_was_read_comes_back_in_the_fit_the_offer_and_the_first_audit(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    browser = sign_in(cast.alice)
    _asks(cast, sign_in, prospect, _account(sandbox))
    read_looks()
    told = ("1,240 followers", "6 posts in 90 days", "last post 3 days before", "read from Sandbox")

    evidence = reverse("desk:fit_evidence", args=[prospect.slug, "sandbox"])
    part = browser.get(evidence, headers={"HX-Request": "true"}).content.decode()
    audience = part.split('id="known-audience"')[1].split("</p>")[0]
    assert all(words in audience for words in told)
    formats = part.split('id="known-formats"')[1].split("</p>")[0]
    assert "makes: text only 6." in formats

    form = browser.get(reverse("clients:offer_new", args=[prospect.slug])).content.decode()
    assert "What we found" in form
    assert all(words in form for words in told)
    audit = browser.get(reverse("analytics:first_audit", args=[prospect.slug])).content.decode()
    assert "bio, link" in audit.split('id="lacks"')[1]
    assert "bio, link" in form.split("Lacks:")[1].split("</p>")[0]


@pytest.mark.django_db
def test_the_season_of_the_trade_stands_beside_figures_of_three_months(
    sandbox: SandboxProcess, cast: Cast, sign_in: SignIn, prospect: Client
) -> None:
    Client.objects.filter(pk=prospect.pk).update(facts={"season": "Da marzo a giugno"})
    url, browser = reverse("clients:prospect", args=[prospect.slug]), sign_in(cast.alice)
    words = "Season of the client: Da marzo a giugno. These figures are of the last 90 days."
    assert words not in browser.get(url).content.decode()
    _asks(cast, sign_in, prospect, "vivaio")
    assert words in browser.get(url).content.decode()


@pytest.mark.django_db
def test_the_database_holds_what_is_always_true_of_a_reading(cast: Cast, prospect: Client) -> None:
    of = {"agency": cast.agency, "client": prospect, "network": "sandbox", "address": "@x", "seen_on": NOW.date()}  # fmt: skip
    for wrong in ({"asked_at": NOW}, {"read_at": NOW}, {"found": {"followers": 1}}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Sighting.objects.create(**of, **wrong)
    Sighting.objects.create(**of)
    # The same name on another network is another account.
    Sighting.objects.create(**{**of, "network": "instagram"})
