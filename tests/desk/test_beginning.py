"""Beginning with a client in five steps that fill themselves in, its ready plan, and the first audit."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from html import unescape
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from clients.actions import audiences, by_hand, fitting, offering
from clients.actions.audiences import When
from clients.fit import NAMES
from clients.interview import asked_of, three_of
from clients.kinds import KINDS
from clients.models import Brief, Channel, Client, Offer
from clients.ready_plans import LINES
from desk.queries.beginning import five_steps
from editorial.actions import agreeing
from editorial.actions.beginning import put_plan, ready_lines
from editorial.models import Pillar, Post
from people.clock import database_now
from people.models import AuditEntry
from people.roles import Role
from tests import make, make_money, make_numbers, make_posts
from tests.cast import Cast
from tests.conftest import SignIn


def test_the_steps_fill_themselves_in_and_three_answers_begin_the_brief(
    cast: Cast, sign_in: SignIn
) -> None:
    client = make.client(cast.alice, "Merceria Dueaghi")
    browser, url = sign_in(cast.alice), f"/c/{client.slug}/begin/"
    assert "0 of 5 done" in browser.get(url).content.decode()
    make.contact(cast.alice, client, "Piera")
    make.channel(client)
    answers = {
        "deed": "three",
        "based_on": "0",
        "sector": "Bottoni",
        "purpose": "Meno telefonate",
        "objectives": "inform",
    }
    assert browser.post(url, answers).status_code == 302
    page = browser.get(url).content.decode()
    assert "3 of 5 done" in page
    assert "Meno telefonate" in page
    brief = Brief.objects.current(client)
    assert brief is not None
    assert (brief.sector, brief.objectives, brief.number) == ("Bottoni", ["inform"], 1)
    wrong = browser.post(url, {**answers, "objectives": "conquer", "sector": "Bottoni e filati"})
    assert wrong.status_code == 422
    assert "Bottoni e filati" in wrong.content.decode()


def test_the_ready_plan_becomes_drafts_on_its_days_and_twice_is_harmless(
    cast: Cast, sign_in: SignIn
) -> None:
    first = database_now().astimezone(ZoneInfo("Europe/Rome")).date() + timedelta(days=25)
    event = make.client(
        cast.alice, "Lanterne", kind="event", facts={"starts_on": first.isoformat()}
    )
    browser, url = sign_in(cast.alice), f"/c/{event.slug}/begin/"
    coming = [line for line in LINES["event"] if line.days >= -25]
    assert f"Put {len(coming)} drafts into the calendar" in browser.get(url).content.decode()
    for _again in range(2):
        browser.post(url, {"deed": "plan"})
        posts = Post.objects.filter(client=event)
        assert posts.count() == len(coming)
    # In the client's language, whoever presses.
    with translation.override(event.language):
        assert set(posts.values_list("title", flat=True)) == {str(line.title) for line in coming}
    day = posts.get(ready_line="event-1").wall_at
    assert day is not None
    assert day.date() == first - timedelta(days=1)
    assert not any(post.deliveries.exists() for post in posts)


def test_drafts_of_a_plan_from_before_lines_had_keys_are_not_offered_again(cast: Cast) -> None:
    now = database_now()
    n = len(ready_lines(cast.client, now=now))
    put_plan(member=cast.alice, client=cast.client, now=now)
    assert n
    # In the words of whoever pressed then.
    with translation.override("en"):
        for line in LINES[cast.client.kind]:
            posts = Post.objects.filter(ready_line=line.key(cast.client.kind))
            posts.update(ready_line="", title=str(line.title))

    assert ready_lines(cast.client, now=now) == []
    assert put_plan(member=cast.alice, client=cast.client, now=now) == 0


def test_a_day_that_moves_takes_its_lines_along_and_next_years_are_new(cast: Cast) -> None:
    # A morning: later in the day the hour of a draft of today is over.
    today = make.today(cast.client)
    now = datetime.combine(today, time(8), ZoneInfo(cast.client.time_zone))
    first = today + timedelta(days=40)
    event = make.client(
        cast.alice, "Lanterne", kind="event", facts={"starts_on": first.isoformat()}
    )
    n = put_plan(member=cast.alice, client=event, now=now)

    event.facts = {"starts_on": (first + timedelta(days=20)).isoformat()}
    moved = {each.line.days for each in ready_lines(event, now=now)}
    event.facts = {"starts_on": (first + timedelta(days=364)).isoformat()}

    assert n
    # Only what was over before the day moved.
    assert moved == {-60, -45}
    assert len(ready_lines(event, now=now)) == len(LINES["event"])


def test_the_ready_plan_is_counted_from_the_contract_and_never_in_the_past(cast: Cast) -> None:
    client, rome = cast.client, ZoneInfo("Europe/Rome")
    morning = datetime(2026, 11, 30, 9, tzinfo=rome)

    def days(now: datetime) -> list[date]:
        return [each.on for each in ready_lines(client, now=now)]

    assert days(morning)[0] == date(2026, 11, 30)
    # At ten the hour of today's draft is over.
    assert days(morning.replace(hour=10))[0] == date(2026, 12, 1)
    make_money.contract(cast.alice, client, starts_on=date(2026, 12, 5))
    assert days(morning)[:2] == [date(2026, 12, 5), date(2026, 12, 8)]
    # One that runs already begins with what can still be made.
    assert days(datetime(2027, 1, 20, 12, tzinfo=rome))[0] == date(2027, 1, 21)


def test_the_ready_plan_offers_only_what_the_signed_one_has_not(
    cast: Cast, sign_in: SignIn
) -> None:
    prospect = make.client(cast.alice, "Officina Grani", status="prospect")
    now, today = database_now(), make.today(prospect)
    # A whole month, so that the plan is of one.
    starts_on = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    offer = Offer(
        words="Un mese", price=Decimal(600), quotas={"post": 4, "reel": 2}, starts_on=starts_on,
        valid_until=today + timedelta(days=9),
    )  # fmt: skip
    offer = offering.keep_offer(by=cast.alice, client=prospect, offer=offer, now=now)
    offering.send(by=cast.alice, offer=offer, contacts=[], now=now)
    agreeing.decide_by_voice(by=cast.alice, offer=offer, is_yes=True, who="Irma", now=now)
    signed = Post.objects.filter(client=prospect).count()
    browser, url = sign_in(cast.alice), f"/c/{prospect.slug}/begin/"

    page = browser.get(url).content.decode()
    # A colleague who reads another language sees and does the same.
    browser.post(url, {"deed": "plan"})
    cast.alice.user.language = "it"
    cast.alice.user.save()
    sign_in(cast.alice).post(url, {"deed": "plan"})

    assert signed
    rest = len(LINES["company"]) - signed
    assert f"Put {rest} drafts into the calendar" in page
    posts = Post.objects.filter(client=prospect)
    assert posts.count() == len(LINES["company"])
    keys = [each.key("company") for each in LINES["company"]]
    assert sorted(posts.values_list("ready_line", flat=True)) == sorted(keys)


def test_drafts_of_the_ready_plan_are_about_the_pillars_in_turn(
    cast: Cast, sign_in: SignIn
) -> None:
    browser, url = sign_in(cast.alice), f"/c/{cast.client.slug}/begin/"
    assert "Begin with these pillars" in browser.get(url).content.decode()
    browser.post(reverse("editorial:pillars_begin", args=[cast.client.slug]))
    assert "Begin with these pillars" not in browser.get(url).content.decode()

    browser.post(url, {"deed": "plan"})

    posts = Post.objects.filter(client=cast.client).order_by("wall_at")
    # One press is no hours of texts.
    assert not AuditEntry.objects.filter(verb="post.created").exists()
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(url).status_code == 200
    assert len(queries) <= 12
    pillars = list(Pillar.objects.filter(client=cast.client))
    assert [post.pillar for post in posts] == [pillars[n % 4] for n in range(len(posts))]


def test_the_three_questions_follow_the_kind_and_fill_parts_of_the_brief(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.alice)
    firsts = set()
    for kind in KINDS:
        client = make.client(cast.alice, f"Uno {kind}", kind=kind)
        url = reverse("desk:begin", args=[client.slug])
        page = unescape(browser.get(url).content.decode())
        asked = [asked_of(kind, question) for question in three_of(kind)]
        assert all(str(each.asks) in page for each in asked)
        firsts.add(str(asked[0].asks))
        # whoever wears two hats says first which says what
        part = "positioning" if kind == "public_figure" else "purpose"
        typed = {"deed": "three", "based_on": "0", part: "Parole loro"}
        assert browser.post(url, typed).status_code == 302
        brief = Brief.objects.current(client)
        assert brief is not None
        assert getattr(brief, part) == "Parole loro"
        assert [step.is_done for step in five_steps(member=cast.alice, client=client)][3]
    assert len(firsts) == len(KINDS)


def test_an_adopted_network_without_a_channel_keeps_its_step_open(
    cast: Cast, sign_in: SignIn
) -> None:
    def step() -> tuple[str, bool]:
        found = five_steps(member=cast.alice, client=cast.client)[2]
        return found.says, found.is_done

    assert step()[1]
    for network, decision in (("linkedin", "adopt"), ("tiktok", "wait"), ("youtube", "avoid")):
        fitting.decide(
            by=cast.alice, client=cast.client, network=network, scores=dict.fromkeys(NAMES, 2),
            decision=decision, now=database_now(),
        )  # fmt: skip
    with translation.override("en"):
        assert step() == ("Adopted and without a channel yet: LinkedIn.", False)
    page = reverse("clients:channels", args=[cast.client.slug])
    told = unescape(sign_in(cast.alice).get(page).content.decode())
    assert "LinkedIn is adopted and has no channel yet." in told
    assert reverse("clients:fit_network", args=[cast.client.slug, "linkedin"]) in told
    assert "TikTok" not in told.partition("otherwise-h")[2].partition("</section>")[0]

    for network in ("linkedin", "tiktok", "youtube"):
        made = make.channel(cast.client, f"@{network}@sandbox.example")
        Channel.objects.filter(pk=made.pk).update(network=network, part="support")
    Channel.objects.filter(network__in=("tiktok", "youtube")).update(part="lead")
    assert step()[1]
    told = unescape(sign_in(cast.alice).get(page).content.decode())
    assert "LinkedIn is adopted" not in told
    assert "TikTok is only watched, and" in told
    assert "has the part: lead." in told
    assert "YouTube is left alone, and" in told
    Channel.objects.filter(network="linkedin").update(part="dormant")
    Channel.objects.filter(network="tiktok").update(part="experiment")
    told = unescape(sign_in(cast.alice).get(page).content.decode())
    assert "LinkedIn is adopted, and" in told
    assert "TikTok is only watched" not in told


def test_who_does_not_write_puts_no_plan(cast: Cast, sign_in: SignIn) -> None:
    make.assigned(cast.alice, cast.client, cast.bruno, Role.ANALYST)
    sign_in(cast.bruno).post(f"/c/{cast.client.slug}/begin/", {"deed": "plan"})
    assert not Post.objects.exists()


def _answers(based_on: int, **said: str) -> dict[str, str]:
    return {"deed": "three", "based_on": str(based_on), "objectives": "inform", **said}


def test_three_answers_overwrite_nobody_and_show_both(cast: Cast, sign_in: SignIn) -> None:
    slug = cast.client.slug
    nora, luca = sign_in(cast.alice), sign_in(cast.rita)
    url = reverse("desk:begin", args=[slug])
    assert 'name="based_on" value="0"' in nora.get(url).content.decode()
    assert luca.post(url, _answers(0, sector="Parole di Luca", purpose="Sue")).status_code == 302
    behind = nora.post(url, _answers(0, sector="Parole di Nora", purpose="Mie"))
    page = behind.content.decode()
    assert behind.status_code == 409
    assert "saved version 1 meanwhile" in page
    assert "Parole di Luca" in page
    assert "Parole di Nora</textarea>" in page
    assert 'name="based_on" value="1"' in page
    assert getattr(Brief.objects.current(cast.client), "sector", "") == "Parole di Luca"
    assert nora.post(url, _answers(1, sector="Le due", purpose="Mie")).status_code == 302
    assert getattr(Brief.objects.current(cast.client), "sector", "") == "Le due"


def test_the_answers_are_kept_when_they_are_left_and_overwrite_nobody(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.alice)
    page, save = (
        reverse(f"desk:{name}", args=[cast.client.slug]) for name in ("begin", "begin_save")
    )
    kept = browser.post(save, _answers(0, sector="Bottoni"))
    assert kept.json()["based_on"] == 1
    assert "Bottoni" in browser.get(page).content.decode()
    assert browser.post(save, _answers(1, sector="Bottoni")).json()["based_on"] == 1
    late = browser.post(save, _answers(0, sector="Altro"))
    assert (late.status_code, Brief.objects.count()) == (409, 1)
    assert browser.post(save, _answers(1, sector="x" * 1001)).status_code == 422


def test_the_first_audit_is_done_when_somebody_has_read_it(cast: Cast, sign_in: SignIn) -> None:
    client = make.client(cast.alice, "Studio Lumen")
    make_numbers.publication(make.channel(client, "@lumen"), at=database_now(), text="ieri")
    browser, url = sign_in(cast.alice), f"/c/{client.slug}/begin/"
    before = browser.get(url).content.decode()
    assert "1 of 5 done" in before
    audit = browser.get(f"/c/{client.slug}/results/first-audit/").content.decode()
    assert 'value="looked"' in audit
    for _ in range(2):
        assert browser.post(url, {"deed": "looked"}).status_code == 302
    assert "2 of 5 done" in browser.get(url).content.decode()
    assert AuditEntry.objects.filter(verb="client.first_audit_read").count() == 1


def _busy(cast: Cast) -> Client:
    client = make.client(cast.alice, "Studio Lumen")
    channel, now = make.channel(client, "@lumen"), database_now()
    for days in (60, 58, 31, 30, 29, 2):
        make_numbers.publication(channel, at=now - timedelta(days=days), text=f"giorno {days}")
    make_numbers.publication(channel, at=now - timedelta(days=200), text="troppo tempo fa")
    make_posts.draft(cast.alice, channel)
    return client


def test_the_first_audit_says_rhythm_and_longest_silence_and_no_figure_it_does_not_have(
    cast: Cast, sign_in: SignIn
) -> None:
    client = _busy(cast)
    page = sign_in(cast.alice).get(f"/c/{client.slug}/results/first-audit/").content.decode()
    assert "6 posts in 90 days; the longest silence was 27 days, on @lumen" in page
    assert "too few measured" in page
    empty = sign_in(cast.alice).get(f"/c/{cast.client.slug}/results/first-audit/").content.decode()
    assert "No post of the last 90 days is known" in empty


def test_the_first_audit_shows_what_is_open_about_networks(
    cast: Cast, sign_in: SignIn, django_assert_max_num_queries: Any
) -> None:
    url = reverse("analytics:first_audit", args=[cast.client.slug])
    browser = sign_in(cast.bruno)
    assert "Nothing is open." in browser.get(url).content.decode()
    by_hand.add_channel(
        by=cast.alice, client=cast.client, network="instagram", account="@trecorvi", now=make.NOW
    )
    audiences.write_audience(
        by=cast.alice, client=cast.client, name="Coppie", habits=[When("tiktok")], now=make.NOW
    )
    today = make.today(cast.client)
    for network, decision, days, score in (
        ("facebook", "adopt", -1, 4), ("youtube", "wait", 30, 2), ("linkedin", "avoid", 30, 4), ("threads", "adopt", 30, 4),
    ):  # fmt: skip
        fitting.decide(
            by=cast.alice, client=cast.client, network=network, scores=dict.fromkeys(NAMES, score), decision=decision,
            review_on=today + timedelta(days=days), now=make.NOW,
        )  # fmt: skip

    with django_assert_max_num_queries(12):
        page = browser.get(url).content.decode()

    part = page[page.index('id="open-h"') :]
    for words in (
        "The client is there, and nobody has weighed yet", "Who is there: Coppie.", "Adopt was decided until", "Watch, until",
        "Leave alone was decided; with the weights as they are the figures say: Adopt.",
    ):  # fmt: skip
        assert words in part, words
    assert reverse("clients:fit_network", args=[cast.client.slug, "instagram"]) in part
    assert "Threads" not in part  # decided, and nothing speaks against it
    analyst = make.member(cast.alice, Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, Role.ANALYST)
    assert "Answer three questions" not in sign_in(analyst).get(url).content.decode()
