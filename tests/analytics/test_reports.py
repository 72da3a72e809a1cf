"""Reports: figures that do not move, words that are fixed once given out, links that end."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client as Browser
from django.urls import reverse

from analytics.actions import reporting
from analytics.actions.rolling_up import roll_up_all
from analytics.models import Report, ReportLink
from analytics.series import month_before
from clients.actions import meetings
from clients.meetings import Side
from clients.models import Task
from editorial.lifecycle import PostStage
from editorial.models import Post
from networks.sandbox.process import SandboxProcess
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make_numbers as make
from tests.conftest import SignIn
from tests.make_posts import draft, sandbox_channel, scheduled

pytestmark = pytest.mark.django_db

NOVEMBER = date(2026, 11, 1)
DECEMBER_2 = datetime(2026, 12, 2, 9, tzinfo=UTC)


def measured(home: make.House, *, likes: int = 12, text: str = "Si pota lo stesso") -> None:
    post = make.publication(home.channel, at=datetime(2026, 11, 5, 10, tzinfo=UTC), text=text)
    make.story(
        post,
        {
            datetime(2026, 11, 5, 20, tzinfo=UTC): {"likes": likes - 5, "comments": 1},
            datetime(2026, 11, 6, 20, tzinfo=UTC): {"likes": likes, "comments": 3},
        },
    )


def report_of(home: make.House, **words: str) -> Report:
    report = reporting.make_report(
        by=home.owner, client=home.client, month_on=NOVEMBER, now=DECEMBER_2
    )
    if words:
        words = {"needs": "", **words}
        report = reporting.write_words(by=home.owner, report=report, now=DECEMBER_2, **words)
    return report


def link_of(home: make.House, report: Report, **more: int) -> tuple[ReportLink, str]:
    return reporting.make_link(
        by=home.owner, report=report, label="Carla", now=database_now(), **more
    )


def shared(token: str) -> str:
    return reverse("analytics:shared_report", args=[token])


def test_a_report_freezes_the_month(sign_in: SignIn) -> None:
    home = make.house()
    measured(home)
    report = report_of(home)
    frozen = dict(report.figures)
    assert [f[:2] for f in frozen["figures"]] == [
        ["engagements", 15], ["likes", 12], ["comments", 3], ["shares", None],
        ["followers", None], ["posts", 1],
    ]  # fmt: skip
    measured(home, likes=900, text="Un altro")
    roll_up_all()
    report.refresh_from_db()
    assert report.figures == frozen
    page = sign_in(home.owner).get(
        reverse("analytics:report", args=[home.client.slug, report.public_id])
    )
    assert "Si pota lo stesso" in page.content.decode()
    assert "Un altro" not in page.content.decode()
    again = report_of(home)
    assert again.pk != report.pk
    assert again.figures["n_posts"] == 2


def test_the_list_makes_a_report_for_a_month(sign_in: SignIn) -> None:
    home = make.house()
    browser = sign_in(home.owner)
    address = reverse("analytics:reports", args=[home.client.slug])
    empty = browser.get(address)
    assert empty.status_code == 200
    months = [value for value, _ in empty.context["form"].fields["month"].choices]
    assert len(months) == 13
    answer = browser.post(address, {"month": months[0]})
    report = Report.objects.get()
    assert answer.url == reverse("analytics:report", args=[home.client.slug, report.public_id])
    assert report.month_on.isoformat() == months[0]
    assert AuditEntry.objects.filter(verb="report.made", actor=home.owner).count() == 1
    assert browser.get(address).status_code == 200
    assert browser.post(address, {"month": "2199-01-01"}).status_code == 422


def test_a_month_to_come_is_refused() -> None:
    home = make.house()
    with pytest.raises(reporting.ReportingError):
        reporting.make_report(
            by=home.owner, client=home.client, month_on=date(2027, 1, 1), now=DECEMBER_2
        )


def test_the_link_opens_the_report_for_anybody_and_counts_visits(sign_in: SignIn) -> None:
    home = make.house()
    measured(home)
    report = report_of(home, in_brief="Un mese di potature.", next_steps="Altri due reel.")
    link, token = link_of(home, report)
    assert token not in str(ReportLink.objects.values())
    stranger = sign_in(None)
    assert stranger.head(shared(token)).status_code == 200
    page = stranger.get(shared(token))
    text = page.content.decode()
    assert page.status_code == 200
    for words in ("Tenuta Trecorvi", home.agency.name, "Si pota lo stesso", "Un mese di potature."):
        assert words in text
    assert "Altri due reel." in text
    assert "<form" not in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "no-store" in page.headers["Cache-Control"]
    # Scanners of mail fetch it too: nobody has opened it.
    link.refresh_from_db()
    assert (link.n_views, link.last_seen_at) == (0, None)
    seen = reverse("analytics:shared_seen", args=[token])
    assert f'hx-post="{seen}"' in text
    assert stranger.get(seen).status_code == 405
    strict = Browser(enforce_csrf_checks=True)
    assert strict.post(seen).status_code == 200
    assert not strict.cookies
    link.refresh_from_db()
    assert (link.n_views, link.last_seen_at is not None) == (1, True)
    assert stranger.post(reverse("analytics:shared_seen", args=["x" * 43])).status_code == 200
    assert stranger.post(shared(token)).status_code == 405


def test_the_report_speaks_the_clients_language_whoever_reads(sign_in: SignIn) -> None:
    home = make.house(language="it")
    measured(home)
    _, token = link_of(home, report_of(home))
    reader = make.person(home.agency, Role.ANALYST, language="en")
    for browser in (sign_in(None), sign_in(reader)):
        text = browser.get(shared(token), headers={"accept-language": "en"}).content.decode()
        assert '<html lang="it"' in text
        assert "novembre 2026" in text
    english = make.house(language="en")
    measured(english)
    _, token = link_of(english, report_of(english))
    text = sign_in(None).get(shared(token), headers={"accept-language": "it"}).content.decode()
    assert '<html lang="en"' in text
    assert "November 2026" in text
    assert "What went out" in text


def test_expired_revoked_altered_and_unknown_links_give_one_and_the_same_page(
    sign_in: SignIn,
) -> None:
    home = make.house()
    measured(home)
    report = report_of(home)
    expired, first = link_of(home, report)
    ReportLink.objects.filter(pk=expired.pk).update(
        created_at=database_now() - timedelta(days=9), expires_at=database_now() - timedelta(days=1)
    )
    revoked, second = link_of(home, report)
    reporting.revoke_link(by=home.owner, link=revoked, now=database_now())
    _, third = link_of(home, report)
    altered = third[:-1] + ("A" if third[-1] != "A" else "B")
    stranger = sign_in(None)
    pages = set()
    for token in (first, second, altered, "x" * 43, "short"):
        answer = stranger.get(shared(token))
        assert answer.status_code == 410
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        pages.add(re.sub(r'name="csrf-token" content="[^"]*"', "", answer.content.decode()))
    assert len(pages) == 1
    text = pages.pop()
    assert "This link has ended." in text
    assert home.agency.name not in text
    assert "Trecorvi" not in text
    assert stranger.get(shared(third)).status_code == 200


def test_the_address_is_shown_once_and_the_link_can_be_ended(sign_in: SignIn) -> None:
    home = make.house()
    home.owner.user.language = "en"
    home.owner.user.save()
    measured(home)
    report = report_of(home)
    browser = sign_in(home.owner)
    page = reverse("analytics:report", args=[home.client.slug, report.public_id])
    answer = browser.post(
        reverse("analytics:report_link", args=[home.client.slug, report.public_id]),
        {"label": "Carla", "n_days": "14"},
    )
    assert (answer.status_code, answer.url) == (302, page)
    # Between the two pages the token waits in the session, sealed.
    kept = str(dict(browser.session))
    assert browser.head(page).status_code == 200
    answer = browser.get(page)
    found = re.search(r'value="(http://localhost:8000/report/[^"]+)"', answer.content.decode())
    assert found
    path = found[1].removeprefix("http://localhost:8000")
    assert len(path.split("/")[2]) == 43
    assert path.split("/")[2] not in kept
    assert "The link for Carla is ready" in answer.content.decode()
    assert sign_in(None).get(path).status_code == 200
    later = browser.get(page).content.decode()
    assert path not in later
    assert "opened 1 time" in later or "1" in later
    link = ReportLink.objects.get()
    revoke = reverse(
        "analytics:report_link_revoke", args=[home.client.slug, report.public_id, link.public_id]
    )
    assert browser.post(revoke).url == page
    assert sign_in(None).get(path).status_code == 410
    verbs = set(AuditEntry.objects.values_list("verb", flat=True))
    assert {"report.link_made", "report.link_revoked"} <= verbs


def test_a_bad_link_form_makes_none(sign_in: SignIn) -> None:
    home = make.house()
    report = report_of(home)
    address = reverse("analytics:report_link", args=[home.client.slug, report.public_id])
    assert sign_in(home.owner).post(address, {"label": "", "n_days": "14"}).status_code == 422
    assert not ReportLink.objects.exists()


def test_words_are_open_until_the_report_is_given_out(sign_in: SignIn) -> None:
    home = make.house()
    measured(home)
    report = report_of(home)
    browser = sign_in(home.owner)
    address = reverse("analytics:report", args=[home.client.slug, report.public_id])
    browser.post(address, {"in_brief": "Bene.", "next_steps": "Ancora.", "needs": "Foto."})
    report.refresh_from_db()
    assert (report.in_brief, report.next_steps, report.needs) == ("Bene.", "Ancora.", "Foto.")
    link_of(home, report)
    refused = browser.post(address, {"in_brief": "Male.", "next_steps": ""})
    assert refused.status_code == 422
    report.refresh_from_db()
    assert report.in_brief == "Bene."
    # a new report of the same month begins with the same words
    again = report_of(home)
    assert (again.in_brief, again.needs) == ("Bene.", "Foto.")


def test_what_the_client_was_given_to_do_is_proposed_as_what_we_need() -> None:
    home = make.house(language="it")
    of = {"by": home.owner, "client": home.client, "now": DECEMBER_2}
    meetings.give_task(
        text="Foto delle cassette", side=Side.THEIRS, due_on=date(2026, 12, 11), **of
    )
    meetings.give_task(text="Listino nuovo", side=Side.THEIRS, **of)
    meetings.give_task(text="Bozza del piano", side=Side.OURS, **of)
    done = meetings.give_task(text="Logo", side=Side.THEIRS, **of)
    Task.objects.filter(pk=done.pk).update(done_at=DECEMBER_2, done_name="Paola")
    assert report_of(home).needs == "Foto delle cassette, entro l’11 dicembre\nListino nuovo"


def test_the_first_things_of_a_report_come_before_its_lists(sign_in: SignIn) -> None:
    home = make.house()
    measured(home)
    report = report_of(home, in_brief="Bene.", next_steps="Ancora.", needs="Foto.")
    _link, token = link_of(home, report)
    page = sign_in(None).get(shared(token)).content.decode()
    order = ["in-brief", "measures", "what-done", "what-next", "what-needs", "went-out"]
    places = [page.index(f'id="{each}"') for each in order]
    assert places == sorted(places)


def test_a_report_never_holds_drafts_titles_or_other_clients(sign_in: SignIn) -> None:
    home = make.house()
    other = make.house(name="Altri")
    make.publication(other.channel, at=datetime(2026, 11, 8, tzinfo=UTC), text="segreto altrui")
    Post.objects.create(
        agency=home.agency, client=home.client, stage=PostStage.DRAFT, title="titolo interno",
        text="bozza segreta", time_zone="Europe/Rome", created_by=home.owner,
        wall_at=datetime(2026, 12, 9, 10), created_at=DECEMBER_2, edited_by=home.owner,
        edited_at=DECEMBER_2,
    )  # fmt: skip
    measured(home)
    report = report_of(home)
    assert "segret" not in str(report.figures)
    _, token = link_of(home, report)
    text = sign_in(None).get(shared(token)).content.decode()
    for secret in ("segret", "titolo interno", "Altri"):
        assert secret not in text


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.OWNER, True), (Role.MANAGER, True), (Role.ANALYST, True), (Role.EDITOR, False),
        (Role.COMMUNITY, False),
    ],
)  # fmt: skip
def test_only_those_who_may_share_make_reports_and_links(
    sign_in: SignIn, role: Role, may: bool
) -> None:
    home = make.house()
    report = report_of(home)
    link, _ = link_of(home, report)
    member = make.person(home.agency, role, client=None if role == Role.OWNER else home.client)
    browser = sign_in(member)
    slug = home.client.slug
    one = [slug, report.public_id]
    assert browser.get(reverse("analytics:report", args=one)).status_code == 200
    for address, data, done in (
        (reverse("analytics:reports", args=[slug]), {"month": "2026-10-01"}, 302),
        (reverse("analytics:report", args=one), {"in_brief": "x"}, 422),
        (reverse("analytics:report_link", args=one), {"label": "x", "n_days": "60"}, 302),
        (reverse("analytics:report_link_revoke", args=[*one, link.public_id]), {}, 302),
    ):
        assert browser.post(address, data).status_code == (done if may else 403)


def test_reports_of_other_agencies_and_clients_do_not_exist(sign_in: SignIn) -> None:
    home, other = make.house(), make.house()
    report = report_of(other)
    link, _ = link_of(other, report)
    browser = sign_in(home.owner)
    one = [home.client.slug, report.public_id]
    assert browser.get(reverse("analytics:report", args=one)).status_code == 404
    assert browser.post(reverse("analytics:report_link", args=one), {}).status_code == 404
    revoke = reverse("analytics:report_link_revoke", args=[*one, link.public_id])
    assert browser.post(revoke).status_code == 404
    link.refresh_from_db()
    assert link.revoked_at is None


def test_what_comes_next_is_only_what_is_approved_and_scheduled(sandbox: SandboxProcess) -> None:
    home = make.house()
    channel = sandbox_channel(home.client, sandbox)
    now = database_now()
    month_on = month_before(now.date())
    soon = scheduled(home.owner, channel, text="Esce fra poco", due_in=timedelta(hours=1), now=now)
    scheduled(home.owner, channel, text="Fra due mesi", due_in=timedelta(days=70), now=now)
    draft(home.owner, channel, text="Solo una bozza", now=now)
    report = reporting.make_report(by=home.owner, client=home.client, month_on=month_on, now=now)
    coming = [each["words"] for each in report.figures["coming"]]
    is_this_month = soon.due_at.astimezone(ZoneInfo("Europe/Rome")).month == now.month
    assert coming == (["Esce fra poco"] if is_this_month else [])
