"""What a client has by its kind: programme, sponsors, work packages, deliverables, works; the countdown; the two hats."""

from __future__ import annotations

import html
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from clients.actions import onboarding, strategy
from clients.countdown import countdown
from clients.kinds import KINDS, answers
from clients.marks import mark_of
from clients.models import Act, Client, Deliverable, Sponsor, Stage, Work, WorkPackage
from clients.ready_plans import LINES, PILLARS
from editorial.queries.mentions import mentions_owed
from people.clock import database_now
from tests import make, make_numbers, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

FACTS = {"starts_on": "2027-01-05", "ends_on": "2027-01-07"}


@pytest.fixture
def festival(cast: Cast) -> Client:
    return make.client(cast.alice, "Lanterne Storte", kind="event", facts=FACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_pillars_that_make_a_whole_and_a_plan_in_order(kind: str) -> None:
    assert sum(each.share for each in PILLARS[kind]) == 100
    days = [each.days for each in LINES[kind]]
    assert days == sorted(days)
    assert len(set(days)) == len(days)


def test_a_plan_is_counted_from_the_day() -> None:
    first, last = LINES["event"][0], LINES["event"][-1]
    assert (first.mark, first.on(date(2027, 5, 1))) == ("T-120", date(2027, 1, 1))
    assert (last.mark, last.on(date(2027, 5, 1))) == ("T+7", date(2027, 5, 8))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        ("2026-11-25", "41 days to go"),
        ("2027-01-03", "2 days to go"),
        ("2027-01-04", "Tomorrow"),
        ("2027-01-05", "Day 1 of 3"),
        ("2027-01-07", "Day 3 of 3"),
        ("2027-01-08", ""),
    ],
)
def test_an_event_counts_down(today: str, words: str) -> None:
    assert countdown("event", FACTS, date.fromisoformat(today)) == words


def test_a_day_among_the_facts_is_told_as_people_write_it() -> None:
    told = {fact.name: words for fact, words in answers("event", {**FACTS, "place": "Piazza"})}
    assert told == {"starts_on": "5 January 2027", "ends_on": "7 January 2027", "place": "Piazza"}
    with translation.override("it"):
        assert answers("event", FACTS)[0][1] == "5 gennaio 2027"
    # A day that nobody can read stays as it was written.
    assert answers("event", {"starts_on": "a gennaio"})[0][1] == "a gennaio"


def test_a_day_that_is_far_says_its_year(cast: Cast, sign_in: SignIn) -> None:
    today = make.today(cast.client)
    project = make.client(cast.alice, "Salvafonti", kind="project")
    for n, on in enumerate((today, today.replace(year=today.year + 2, day=1))):
        Deliverable.objects.create(
            agency=cast.agency, client=project, code=f"D{n}", title="Rapporto", due_on=on
        )
    page = sign_in(cast.alice).get(f"/c/{project.slug}/strategy/dates/").content.decode()
    assert f'<span class="sub">{today.year + 2}</span>' in page
    assert f'<span class="sub">{today.year}</span>' not in page


def test_only_who_lives_for_a_day_counts_down() -> None:
    today = date(2026, 12, 1)
    assert countdown("company", FACTS, today) == ""
    assert countdown("event", {}, today) == ""
    assert countdown("event", {"starts_on": "soon"}, today) == ""
    assert countdown("artist", {"next_release_on": "2026-12-01"}, today) == "Today is the day"


def test_every_screen_of_an_event_says_how_many_days_are_left(
    cast: Cast, sign_in: SignIn, festival: Client
) -> None:
    first = database_now().astimezone(ZoneInfo("Europe/Rome")).date() + timedelta(days=41)
    onboarding.update_client(
        by=cast.alice,
        client=festival,
        facts={"starts_on": first.isoformat(), "ends_on": ""},
        now=make.NOW,
    )
    browser = sign_in(cast.alice)
    for path in ("", "calendar/", "posts/", "strategy/dates/"):
        assert "41 days to go" in browser.get(f"/c/{festival.slug}/{path}").content.decode(), path
    assert "days to go" not in browser.get(f"/c/{cast.client.slug}/").content.decode()


def test_a_programme_is_kept_and_only_what_may_be_told_says_so(
    cast: Cast, sign_in: SignIn, festival: Client
) -> None:
    browser, url = sign_in(cast.alice), f"/c/{festival.slug}/strategy/dates/"
    assert browser.post(url + "stages/new/", {"name": "Piazza Vecchia"}).status_code == 302
    stage = Stage.objects.get()
    data = {
        "name": "Piedi Freddi",
        "on": "2027-01-06",
        "at": "21:30",
        "minutes": "50",
        "stage": stage.pk,
    }
    assert browser.post(url + "acts/new/", data).status_code == 302
    page = browser.get(url).content.decode()
    assert "Piedi Freddi" in page
    assert "21:30" in page
    assert "Piazza Vecchia · 50 minutes" in page
    assert "waits for a yes" in page
    act = Act.objects.get()
    browser.post(f"{url}acts/{act.public_id}/", {**data, "is_confirmed": "on"})
    assert "may be told" in browser.get(url).content.decode()
    refused = browser.post(f"{url}stages/{stage.public_id}/remove/", follow=True).content.decode()
    assert "Nothing was removed" in refused
    assert browser.post(f"{url}acts/{act.public_id}/remove/").status_code == 302
    assert not Act.objects.exists()


def test_one_stage_has_one_act_at_a_time(cast: Cast, sign_in: SignIn, festival: Client) -> None:
    browser, url = sign_in(cast.alice), f"/c/{festival.slug}/strategy/dates/acts/"
    of = {"agency": festival.agency, "client": festival}
    square, garden = (Stage.objects.create(**of, name=name) for name in ("Piazza", "Orto"))

    def add(name: str, at: str, minutes: str = "", *, day: str = "2027-01-06", stage=square):
        data = {"name": name, "on": day, "at": at, "minutes": minutes, "stage": stage.pk}
        return browser.post(url + "new/", data)

    assert add("Duo Sottovento", "18:00", "50").status_code == 302
    refused = add("Banda in ritardo", "18:20", "50")
    assert refused.status_code == 422
    page = html.unescape(refused.content.decode())
    assert "Duo Sottovento is on Piazza then, 6 January 18:00–18:50" in page
    assert 'value="Banda in ritardo"' in page
    # elsewhere, on another day, or as soon as the stage is free
    assert add("Banda", "18:20", "50", stage=garden).status_code == 302
    assert add("Banda", "18:20", "50", day="2027-01-07").status_code == 302
    assert add("Banda di notte", "18:50", "15").status_code == 302
    # one that nobody knows the end of, at the same moment; and one that lasts past midnight
    assert add("Coro", "18:00").status_code == 422
    assert add("Notturno", "23:30", "90").status_code == 302
    assert add("Alba", "00:30", "20", day="2027-01-07").status_code == 422
    # an act is not in its own way
    act = Act.objects.get(name="Duo Sottovento")
    data = {"name": "Duo", "on": "2027-01-06", "at": "18:10", "minutes": "40", "stage": square.pk}
    assert browser.post(f"{url}{act.public_id}/", data).status_code == 302
    later = browser.post(f"{url}{act.public_id}/", {**data, "at": "18:30"})
    assert later.status_code == 422
    act.refresh_from_db()
    assert f"{act.at:%H:%M}" == "18:10"


@pytest.mark.parametrize(
    ("section", "data", "words"),
    [
        ("acts", {"name": "Tardi", "on": "2027-01-09"}, "after the last day"),
        ("acts", {"name": "Presto", "on": "2027-01-01"}, "before the first day"),
        (
            "acts",
            {"name": "Lungo", "on": "2027-01-06", "minutes": "1441"},
            "between 1 minute and 24 hours",
        ),
        ("sponsors", {"name": "Forno", "n_owed": "0", "n_before": "0"}, "one at least"),
        (
            "work-packages",
            {"code": "WP9", "title": "x", "starts_on": "2027-01-07", "ends_on": "2027-01-05"},
            "comes before the first",
        ),
        ("works", {"title": "x", "approved_on": "2027-01-05"}, "Say who said yes"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_typed_is_lost(
    cast: Cast, sign_in: SignIn, festival: Client, section: str, data: dict[str, str], words: str
) -> None:
    answer = sign_in(cast.alice).post(f"/c/{festival.slug}/strategy/dates/{section}/new/", data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    for value in data.values():
        assert f'value="{value}"' in page


def test_two_work_packages_of_one_code_are_refused_and_two_projects_may_share_it(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.alice)
    for name in ("Salvafonti", "Acquechiare"):
        project = make.client(cast.alice, name, kind="project")
        url = f"/c/{project.slug}/strategy/dates/"
        data = {"code": "WP5", "title": "Communication"}
        assert browser.post(url + "work-packages/new/", data).status_code == 302
        again = browser.post(url + "work-packages/new/", data)
        assert again.status_code == 422
        assert "one with this name already" in again.content.decode()
    other = WorkPackage.objects.exclude(client=project).get()
    due = {"code": "D5.3", "title": "Report", "due_on": "2027-03-01", "work_package": other.pk}
    assert browser.post(url + "deliverables/new/", due).status_code == 422
    own = WorkPackage.objects.get(client=project)
    assert (
        browser.post(url + "deliverables/new/", {**due, "work_package": own.pk}).status_code == 302
    )
    assert "to hand in" in browser.get(url).content.decode()
    assert Deliverable.objects.get().work_package == own


def test_a_work_waits_for_who_must_say_yes(cast: Cast, sign_in: SignIn) -> None:
    irma = make.client(cast.alice, "Irma Velluto", kind="artist")
    url = f"/c/{irma.slug}/strategy/dates/"
    browser = sign_in(cast.alice)
    data = {"title": "Fuori orario", "what": "singolo", "approver": "Mezzaluna Storta"}
    browser.post(url + "works/new/", data)
    assert "waits for Mezzaluna Storta" in browser.get(url).content.decode()
    data["approved_on"] = "2026-11-20"
    browser.post(f"{url}works/{Work.objects.get().public_id}/", data)
    assert "Mezzaluna Storta said yes" in browser.get(url).content.decode()


def test_a_mention_is_a_post_that_is_out_and_says_the_name(
    cast: Cast, sign_in: SignIn, festival: Client
) -> None:
    sponsor = Sponsor.objects.create(
        agency=festival.agency, client=festival, name="Forno Treppiedi", n_owed=6, n_before=1
    )
    channel = make.channel(festival, "@lanterne")
    now = database_now()
    for text in ("Grazie al forno treppiedi.", "Pane del Forno Treppiedi", "Altro"):
        make_numbers.publication(channel, at=now - timedelta(days=2), text=text)
    gone = make_numbers.publication(channel, at=now - timedelta(days=3), text="Forno Treppiedi")
    gone.removed_at = now
    gone.save()
    (owed,) = mentions_owed(member=cast.alice, client=festival)
    assert (owed.sponsor, owed.n_in_posts, owed.n_done, owed.n_left) == (sponsor, 2, 3, 3)
    page = sign_in(cast.alice).get(f"/c/{festival.slug}/mentions/").content.decode()
    assert "3 of 6" in page


def test_the_composer_says_when_a_sponsor_stands_beside_its_rival(
    cast: Cast, sign_in: SignIn, festival: Client
) -> None:
    Sponsor.objects.create(
        agency=festival.agency,
        client=festival,
        name="Cassa Rurale",
        n_owed=8,
        rivals="Banca Alta, Credito Basso",
    )
    channel = make.channel(festival, "@lanterne")
    url = f"/c/{festival.slug}/posts/look/"
    data = {f"on-{channel.public_id.hex}-is_on": "on", "text": "Con Cassa Rurale e banca alta"}
    browser = sign_in(cast.alice)
    assert (
        "Cassa Rurale does not stand beside Banca Alta" in browser.post(url, data).content.decode()
    )
    data["text"] = "Con Cassa Rurale e altri"
    assert "does not stand beside" not in browser.post(url, data).content.decode()


def test_person_and_institution_never_share_a_post(cast: Cast, sign_in: SignIn) -> None:
    mayor = make.client(cast.alice, "Elena Tornaquercia", kind="public_figure")
    own, town = make.channel(mayor, "@elena"), make.channel(mayor, "@comune")
    browser = sign_in(cast.alice)
    for channel, hat in ((own, "person"), (town, "institution")):
        url = f"/c/{mayor.slug}/channels/{channel.public_id}/part/"
        answer = {"part": "lead", "hat": hat, "based_on": mark_of(channel)}
        assert browser.post(url, answer).status_code == 302
    post = make_posts.draft(cast.alice, own, town, text="Domani via dei Tigli è chiusa.")
    page = browser.get(f"/c/{mayor.slug}/posts/{post.public_id}/edit/").content.decode()
    assert "person and institution never share a post" in page
    answer = browser.post(
        f"/c/{mayor.slug}/posts/{post.public_id}/schedule/",
        {"day": "2027-05-03", "clock": "18:15"},
        follow=True,
    )
    assert "never share a post" in answer.content.decode()
    assert not post.deliveries.exists()
    strategy.set_part(by=cast.alice, channel=town, part="lead", hat="person", now=make.NOW)
    browser.post(
        f"/c/{mayor.slug}/posts/{post.public_id}/schedule/", {"day": "2027-05-03", "clock": "18:15"}
    )
    assert post.deliveries.count() == 2


@pytest.mark.parametrize(
    ("days", "status"),
    [
        ({"due_on": "2027-12-31"}, 302),
        ({"due_on": "2028-03-01"}, 302),  # the last report, after the end
        ({"due_on": "2030-06-01"}, 422),
        ({"due_on": "2025-06-01"}, 422),
        ({"due_on": "2027-06-01", "handed_in_on": "2031-01-01"}, 422),
        ({"due_on": "2027-06-01", "handed_in_on": "2025-01-01"}, 422),
        ({"due_on": "2026-10-01", "handed_in_on": "2026-10-02"}, 302),
    ],
)
def test_a_deliverable_lies_within_its_project(
    cast: Cast, sign_in: SignIn, days: dict[str, str], status: int
) -> None:
    facts = {"starts_on": "2026-01-01", "ends_on": "2027-12-31"}
    project = make.client(cast.alice, "Salvafonti", kind="project", facts=facts)
    url = f"/c/{project.slug}/strategy/dates/deliverables/new/"
    answer = sign_in(cast.alice).post(url, {"code": "D1", "title": "Mappa", **days})
    assert answer.status_code == status
    assert Deliverable.objects.exists() == (status == 302)
    if status == 422:
        assert "Mappa" in answer.content.decode()
