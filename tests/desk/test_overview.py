"""A client on one page: the week behind and ahead, what happened since the last visit, the first steps."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest
from django.urls import reverse

from analytics.actions import reporting
from analytics.models import ReportLink
from clients.actions import fitting, offering
from clients.fit import NAMES
from clients.models import Client, Offer, Sighting, Visit
from desk import deciding
from editorial import when
from editorial.actions import answering, asking
from editorial.models import Post, Review
from people.clock import database_now
from people.roles import Role
from tests import make, make_money, make_numbers, make_posts
from tests.portal.people import asked, draft, needs

LONG = "Il Gracco 2026 comincia da questi tagli e prosegue con la pazienza di chi pota sapendo che il vino arriva tra anni"


def main(browser, client: Client) -> str:
    answer = browser.get(reverse("desk:overview", args=[client.slug]))
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def part(words: str, name: str) -> str:
    return words.partition(f'id="{name}"')[2].partition("</section>")[0]


def visited(who, client: Client, **ago: float) -> None:
    """A visit that ended so long ago, and the present one."""
    now = database_now()
    Visit.objects.update_or_create(
        agency=who.agency, member=who, client=client,
        defaults={"seen_at": now, "before_at": now - timedelta(**ago)},
    )  # fmt: skip


def test_the_last_seven_days_name_what_went_out(cast, sign_in):
    now = database_now()
    make_numbers.publication(cast.channel, at=now - timedelta(days=2), text="Uscito")
    make_numbers.publication(cast.channel, at=now - timedelta(days=9), text="Troppo vecchio")
    words = part(main(sign_in(cast.bruno), cast.client), "lately")

    assert "Uscito" in words
    assert "not measured yet" in words
    assert "Troppo vecchio" not in words


def test_of_many_posts_out_the_newest_are_named_and_the_others_counted(cast, sign_in):
    now = database_now()
    for n in range(15):
        make_numbers.publication(
            cast.channel, at=now - timedelta(hours=n + 1), text=f"Uscito {n:02}"
        )
    browser = sign_in(cast.bruno)
    words = part(main(browser, cast.client), "lately")

    assert re.findall(r"Uscito (\d\d)", words) == [f"{n:02}" for n in range(12)]
    assert ">15<" in words
    (link,) = re.findall(r'href="([^"]+)">and 3 more posts<', words)
    assert "Uscito 14" in browser.get(link.replace("&amp;", "&")).content.decode()


def test_a_full_day_of_the_week_shows_its_first_posts_and_leads_to_the_others(cast, sign_in):
    tomorrow = make.today(cast.client) + timedelta(days=1)
    for n in range(7):
        nine = when.instant_of(datetime.combine(tomorrow, time(9, n)), cast.client.time_zone)
        make_posts.scheduled(
            cast.rita, cast.channel, text=f"Domani {n}", due_in=nine - database_now()
        )
    browser = sign_in(cast.bruno)
    words = part(main(browser, cast.client), "week")

    assert re.findall(r"Domani (\d)</bdi>", words) == ["0", "1", "2", "3"]
    (link,) = re.findall(r'href="([^"]+)">and 3 more posts<', words)
    assert "Domani 6" in browser.get(link.replace("&amp;", "&")).content.decode()


def test_a_first_visit_has_no_news(cast, sign_in):
    assert "Since your last visit" not in main(sign_in(cast.rita), cast.client)


def test_since_the_last_visit_tells_what_others_did(cast, sign_in):
    needs(cast, "client")
    review = asked(cast, "Da decidere")
    visited(cast.rita, cast.client, days=1)
    visited(cast.bruno, cast.client, days=1)
    draft(cast, "Di Bruno")
    make_numbers.publication(cast.channel, at=database_now() - timedelta(hours=2), text="Uscito")
    answering.decide_by_contact(
        review=review, contact=cast.client.contacts.filter(part="approver")[0],
        decision="approved", seen=review.revision.content_hash, note="", now=database_now(),
    )  # fmt: skip
    words = part(main(sign_in(cast.rita), cast.client), "since")

    assert "approved" in words
    assert "Da decidere" in words
    assert "Bruno began" in words
    assert "1 post went out" in words
    own = part(main(sign_in(cast.bruno), cast.client), "since")
    assert "Di Bruno" not in own


def test_a_visit_without_news_says_so(cast, sign_in):
    visited(cast.rita, cast.client, hours=20)

    assert "Nothing changed." in part(main(sign_in(cast.rita), cast.client), "since")


def test_the_first_steps_are_the_five_of_beginning_and_go_away(cast, sign_in):
    new = make.client(cast.alice, "Nuovo", summary="Un negozio")
    browser = sign_in(cast.alice)
    words = part(main(browser, new), "begin")
    assert "1 of 5 done" in words
    for title in ("Who they are", "Contacts and team", "Channels", "Strategy", "First audit"):
        assert title in words
    assert reverse("clients:contacts", args=[new.slug]) in words
    begin = reverse("desk:begin", args=[new.slug])
    assert f"{begin}#step-4" in words

    make.channel(new)
    make.contact(cast.alice, new, "Ada")
    assert "3 of 5 done" in part(main(browser, new), "begin")
    browser.post(begin, {"deed": "three", "based_on": "0", "purpose": "Meno telefonate"})
    assert "4 of 5 done" in part(main(browser, new), "begin")
    assert "4 of 5 done" in browser.get(begin).content.decode()
    browser.post(begin, {"deed": "looked"})
    assert "To begin" not in main(browser, new)

    other = make.client(cast.alice, "Altro")
    make.contact(cast.alice, other, "Ada")
    channel = make.channel(other, "@altro@sandbox.example")
    assert "2 of 5 done" in part(main(browser, other), "begin")
    make_posts.draft(cast.alice, channel, text="Il primo")
    assert "To begin" not in main(browser, other)


def test_the_first_steps_of_a_prospect_are_the_look_the_fit_and_the_offer(cast, sign_in):
    new = make.client(cast.alice, "Forse")
    Client.objects.filter(pk=new.pk).update(status="prospect")
    browser = sign_in(cast.alice)
    words = part(main(browser, new), "begin")
    assert "0 of 3 done" in words
    assert "Channels" not in words
    assert reverse("desk:begin", args=[new.slug]) not in words
    page = reverse("clients:prospect", args=[new.slug])
    assert f"{page}#seen-h" in words
    assert f"{page}#offers-h" in words
    assert reverse("clients:fit", args=[new.slug]) in words

    of = {"agency": new.agency, "client": new}
    today = make.today(new)
    Sighting.objects.create(network="mastodon", address="@forse", seen_on=today, **of)
    offer = Offer.objects.create(
        price="900",
        currency="EUR",
        starts_on=today,
        valid_until=today,
        made_by=cast.alice,
        made_at=database_now(),
        **of,
    )
    assert "1 of 3 done" in part(main(browser, new), "begin")
    fitting.decide(
        by=cast.alice, client=new, network="mastodon", scores=dict.fromkeys(NAMES, 2),
        decision="adopt", now=database_now(),
    )  # fmt: skip
    assert "2 of 3 done" in part(main(browser, new), "begin")
    offering.send(by=cast.alice, offer=offer, contacts=[], now=database_now())
    assert "To begin" not in main(browser, new)


def test_who_rests_begins_nothing(cast, sign_in):
    new = make.client(cast.alice, "Riposa")
    Client.objects.filter(pk=new.pk).update(status="paused")

    assert "To begin" not in main(sign_in(cast.alice), new)


def test_where_the_client_approves_somebody_must_be_able_to(cast, sign_in):
    new = make.client(cast.alice, "Nuovo")
    Client.objects.filter(pk=new.pk).update(approval="client")
    make_posts.draft(cast.alice, make.channel(new), text="Il primo")
    make.contact(cast.alice, new, "Ada", part="viewer")
    browser = sign_in(cast.alice)
    assert "Say who approves for the client" in part(main(browser, new), "begin")

    make.contact(cast.alice, new, "Paola", part="approver")
    assert "To begin" not in main(browser, new)


def test_a_step_one_may_not_take_is_words_and_no_link(cast, sign_in):
    new = make.client(cast.alice, "Nuovo")
    make.assigned(cast.alice, new, cast.bruno, Role.EDITOR)
    words = part(main(sign_in(cast.bruno), new), "begin")

    assert "(not with your role)" in words
    assert reverse("clients:channels", args=[new.slug]) not in words
    assert reverse("desk:begin", args=[new.slug]) + "#step-4" in words


def test_long_words_are_cut_by_the_page_and_not_by_us(cast, sign_in):
    make_posts.scheduled(cast.rita, cast.channel, text=LONG, due_in=timedelta(days=1))
    browser = sign_in(cast.rita)

    assert LONG in main(browser, cast.client)
    assert LONG in browser.get("/t/").content.decode()


@pytest.mark.parametrize("who", ["alice", "bruno"])
def test_the_overview_asks_at_most_twelve_times(cast, sign_in, django_assert_max_num_queries, who):
    member = getattr(cast, who)
    browser = sign_in(member)
    visited(member, cast.client, days=1)
    for n in range(2):
        with django_assert_max_num_queries(12):
            main(browser, cast.client)
        for m in range(5):
            draft(cast, f"Bozza {n} {m}")
            make_numbers.publication(
                cast.channel, at=database_now() - timedelta(hours=m + 1), text=f"Uscito {n} {m}"
            )


def line(words: str, what: str) -> str:
    """The line of the open decisions that has these words, without its tags."""
    (found,) = [each for each in words.split("<li>") if what in each]
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", found).split())


def test_what_waits_for_the_client_names_who_and_since_when_and_counts_the_posts(cast, sign_in):
    needs(cast, "client")
    make.contact(cast.alice, cast.client, "Aldo Ridolfi", part="approver")
    asked(cast, "Primo")
    asked(cast, "Secondo")
    Review.objects.update(asked_at=database_now() - timedelta(days=3))
    make_money.extra(cast.alice, cast.client)

    words = part(main(sign_in(cast.rita), cast.client), "waiting")

    who = "Aldo or Carla"
    assert line(words, "2 posts to approve").startswith(who)
    assert "for 3 days" in line(words, "2 posts to approve")
    assert line(words, "Terzo giro").startswith(f"{who} Extra: Terzo giro, 2.6 h")
    assert "Terzo giro" not in main(sign_in(cast.bruno), cast.client)


def test_a_post_with_changes_waits_for_who_wrote_it(cast, sign_in):
    needs(cast, "client")
    review = asked(cast, "Porte in vigna")
    answering.decide_by_contact(
        review=review, contact=cast.carla, decision="changes",
        seen=review.revision.content_hash, note="Alle 10 no", now=database_now(),
    )  # fmt: skip
    words = line(part(main(sign_in(cast.rita), cast.client), "waiting"), "Porte in vigna")

    assert words.startswith("Bruno “Porte in vigna” to change")
    assert f"{cast.carla.name}: Alle 10 no" in words


def test_a_post_for_a_colleague_waits_for_who_may_decide_on_the_client(cast, sign_in):
    needs(cast, "internal")
    asking.ask_review(post=draft(cast, "Uno"), member=cast.bruno, now=database_now())
    words = part(main(sign_in(cast.bruno), cast.client), "waiting")

    assert line(words, "“Uno” to approve").startswith("Rita")


def test_the_month_says_what_is_missing_and_counts_as_the_page_of_the_budget_does(cast, sign_in):
    today = make.today(cast.client)
    make_money.contract(cast.alice, cast.client, starts_on=today.replace(day=1))
    make_money.posts_out(cast.alice, cast.channel, 2, on=today)
    for n in range(3):
        draft(cast, f"Bozza {n}")
    Post.objects.filter(stage="draft").update(wall_at=f"{today}T12:00:00")
    Post.objects.filter(text="Bozza 0").update(piece="reel")
    Post.objects.filter(text="Bozza 1").update(stage="archived")
    for who in (cast.bruno, cast.rita):
        make_money.hours(who, cast.client, 17 * 60 + 30)
    browser = sign_in(cast.rita)

    words = main(browser, cast.client)
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', words)
    assert "The 34 hours are used up, and 1 more" in lead
    assert ": 9 posts of 12 and 3 reels of 4 are missing." in lead
    shown = browser.get(reverse("desk:overview", args=[cast.client.slug])).context["pieces"]
    there = browser.get(reverse("analytics:budget", args=[cast.client.slug])).context["pieces"]
    assert [(piece, parts) for piece, parts, _w in shown] == [
        (piece, parts) for piece, _w, parts in there
    ]
    # Hours are for who may see money.
    (lead,) = re.findall(r'<p class="lead">(.*?)</p>', main(sign_in(cast.bruno), cast.client))
    assert "hours" not in lead
    assert "9 posts of 12" in lead


def test_a_flat_fee_is_counted_over_its_whole(cast, sign_in):
    today = make.today(cast.client)
    begins = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    make_money.contract(
        cast.alice, cast.client, basis="flat", starts_on=begins, ends_on=today + timedelta(days=60),
        hours=None, quotas={"post": 4},
    )  # fmt: skip
    make_money.posts_out(cast.alice, cast.channel, 2, on=begins)

    assert "The contract: 2 posts of 4 are missing." in main(sign_in(cast.bruno), cast.client)


def test_without_a_contract_nothing_is_missing_and_nothing_is_agreed(cast, sign_in):
    words = main(sign_in(cast.rita), cast.client)

    assert 'id="agreed"' not in words
    assert "missing" not in words


def test_the_last_report_says_when_it_was_sent_and_who_opened_it(cast, sign_in):
    month = (make.today(cast.client).replace(day=1) - timedelta(days=1)).replace(day=1)
    now = database_now()
    browser = sign_in(cast.alice)
    assert 'id="report"' not in main(browser, cast.client)
    made = reporting.make_report(by=cast.alice, client=cast.client, month_on=month, now=now)
    assert "not sent yet" in part(main(browser, cast.client), "report")

    for name in ("Paola", "Aldo", "Teo"):
        link, _token = reporting.make_link(by=cast.alice, report=made, label=name, now=now)
    reporting.revoke_link(by=cast.alice, link=link, now=now)
    ReportLink.objects.filter(label="Paola").update(n_views=2)
    words = part(main(browser, cast.client), "report")

    assert "Paola opened it 2 times" in words
    assert "Aldo never opened it" in words
    assert "Teo" not in words  # shut out before looking


def test_people_are_called_by_first_names_that_are_names_and_tell_them_apart():
    assert deciding.called(["Paola Ridolfi", "Aldo Ridolfi"]) == ["Paola", "Aldo"]
    assert deciding.called(["Paola Ridolfi", "Paola Neri"]) == ["Paola Ridolfi", "Paola Neri"]
    assert deciding.called(["dott.ssa Ludovica Sparvieri"]) == ["dott.ssa Ludovica Sparvieri"]
    assert deciding.called(["paola@trecorvi.example"]) == ["paola@trecorvi.example"]
