"""What is written down about a client comes back where one writes: hints with the rule they quote, that stop nothing."""

from __future__ import annotations

import html
import re
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import audiences, by_hand, profiles, strategy, voicing
from clients.actions.audiences import When
from clients.manner import Manner
from clients.models import Act, Client, Hat, Part, Voice, Work
from editorial.actions.checking_tone import check_posts_to_come
from editorial.models import LeftSo, Post, ToneCheck
from people.clock import database_now
from tests import make, make_posts
from tests.editorial.filling import form, tomorrow_at, url


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def checks(answer) -> str:
    """The words of the checks, as one reads them."""
    page = answer.content.decode()
    found = re.search(r'<section class="sec" aria-labelledby="checks-h".*?</section>', page, re.S)
    assert found
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


def look(browser, cast, **fields):
    return browser.post(url("look", cast), form(cast, **fields))


# A channel that sleeps ----------------------------------------------------------------------------------


def put_to_sleep(cast, **more) -> date:
    until = make.today(cast.client) + timedelta(days=30)
    profiles.put_to_sleep(
        by=cast.rita,
        channel=cast.channel,
        why="Dopo il festival si riposa",
        until=until,
        followers="Ci vediamo a maggio",
        today=make.today(cast.client),
        now=database_now(),
        **more,
    )
    return until


def test_a_new_post_does_not_go_to_a_channel_that_sleeps_unless_somebody_says_so(cast, sign_in):
    awake = make.channel(cast.client)
    put_to_sleep(cast)
    page = sign_in(cast.bruno).get(url("new", cast)).content.decode()

    def is_ticked(channel) -> bool:
        box = re.search(rf'<input[^>]*name="on-{channel.public_id.hex}-is_on"[^>]*>', page)
        assert box
        return "checked" in box[0]

    assert is_ticked(awake)
    assert not is_ticked(cast.channel)


def test_a_post_on_a_channel_that_sleeps_is_told_until_when_and_why_and_stops_nothing(
    cast, sign_in
):
    until = put_to_sleep(cast)
    browser = sign_in(cast.rita)
    answer = look(browser, cast)
    said = checks(answer)

    assert f"{cast.channel.handle} sleeps until {until.day} {until:%B %Y}" in said
    assert "Dopo il festival si riposa" in said
    assert "Followers are told: Ci vediamo a maggio" in said
    assert "stops it from being scheduled" not in said
    assert f'value="fix:off:{cast.channel.public_id.hex}"' in answer.content.decode()
    assert f"/strategy/profiles/{cast.channel.public_id}/" in answer.content.decode()
    sent = browser.post(url("new", cast), form(cast, deed="schedule", **tomorrow_at("18:15", cast)))
    assert sent.status_code == 302
    post = Post.objects.get()
    assert post.deliveries.filter(state="scheduled").exists()


def test_the_hint_of_a_sleeping_channel_is_left_so_with_a_name_and_checked_again(cast, sign_in):
    post = make_posts.draft(cast.bruno, cast.channel)
    put_to_sleep(cast)
    key = f"asleep:{cast.channel.public_id.hex}"
    browser = sign_in(cast.bruno)
    page = browser.get(url("post", cast, post.public_id)).content.decode()
    assert f'value="tone:leave:{key}"' in page
    browser.post(url("leave_so", cast, post.public_id), {"deed": f"tone:leave:{key}"})
    assert LeftSo.objects.get().left_by == cast.bruno
    edited = browser.get(url("edit", cast, post.public_id))
    assert "1 left so on purpose" in checks(edited)
    assert f'value="tone:again:{key}"' in edited.content.decode()


def test_a_channel_wakes_in_the_part_it_had_also_when_it_was_put_to_sleep_twice(cast):
    cast.channel.part = Part.LEAD
    cast.channel.save(update_fields=["part"])
    put_to_sleep(cast)
    put_to_sleep(cast)
    profiles.wake(by=cast.rita, channel=cast.channel, now=database_now())
    cast.channel.refresh_from_db()
    assert cast.channel.part == Part.LEAD
    assert cast.channel.care.slept_as == ""


def test_letting_a_channel_sleep_tells_what_is_scheduled_there_and_leads_to_it(cast, sign_in):
    waiting = make_posts.scheduled(cast.alice, cast.channel, text="Domenica si apre.")
    elsewhere = make_posts.scheduled(cast.alice, make.channel(cast.client), text="Altrove.")
    browser = sign_in(cast.bruno)
    there = reverse("editorial:scheduled_on", args=[cast.client.slug, cast.channel.public_id])
    profile = reverse("clients:profile", args=[cast.client.slug, cast.channel.public_id])

    assert there in browser.get(profile).content.decode()
    put_to_sleep(cast)
    assert there in browser.get(profile).content.decode()
    told = browser.get(there).content.decode()
    assert "1 post is scheduled there and goes out all the same." in told
    assert url("post", cast, waiting.post.public_id) in told
    assert url("post", cast, elsewhere.post.public_id) not in told


def test_the_path_to_close_a_channel_is_ticked_step_by_step(cast, sign_in):
    browser = sign_in(cast.bruno)
    profile = reverse("clients:profile", args=[cast.client.slug, cast.channel.public_id])
    tick = reverse("clients:profile_closing", args=[cast.client.slug, cast.channel.public_id])

    browser.post(tick, {"point": "archive", "done": "1"})
    browser.post(tick, {"point": "post", "done": "1"})
    browser.post(tick, {"point": "nonsense", "done": "1"})
    assert "2 of 3 done" in browser.get(profile).content.decode()
    put_to_sleep(cast)
    assert "2 of 3 done" in browser.get(profile).content.decode()
    browser.post(tick, {"point": "archive", "done": "0"})
    cast.channel.refresh_from_db()
    assert cast.channel.care.closing_done == ["post"]


# The facts of its kind ----------------------------------------------------------------------------------


def is_a(cast, kind: str, **facts: str) -> Client:
    Client.objects.filter(pk=cast.client.pk).update(kind=kind, facts=facts)
    cast.client.refresh_from_db()
    return cast.client


SENTENCE = "Progetto finanziato dall’Unione europea"


def test_the_sentence_a_project_owes_is_asked_of_its_posts_put_in_by_a_click_and_not_asked_twice(
    cast, sign_in
):
    client = is_a(cast, "project", funding_sentence=SENTENCE)
    browser = sign_in(cast.bruno)
    answer = look(browser, cast)
    assert f"Missing: “{SENTENCE}”" in checks(answer)
    assert "Sentence that must appear" in checks(answer)
    key = re.search(r'value="(tone:fix:sentence:[^"]*)"', answer.content.decode())
    assert key
    put = browser.post(url("new", cast), form(cast, deed=html.unescape(key[1])))
    assert SENTENCE in html.unescape(put.content.decode().partition('id="id_text"')[2][:400])
    assert "is missing" not in checks(look(browser, cast, text=f"Si misura. {SENTENCE}."))

    is_a(cast, "project", funding_sentence="Finanziato dall'Unione europea")
    voicing.switch_on(by=cast.rita, client=client, pack="eu_funding", now=database_now())
    assert "Missing:" not in checks(look(browser, cast))


def test_the_owed_sentence_is_kept_for_today_too(cast):
    is_a(cast, "project", funding_sentence=SENTENCE)
    voicing.set_rules(
        by=cast.rita, client=cast.client, manner=Manner(), edit_number=0, now=database_now()
    )
    make_posts.scheduled(cast.alice, cast.channel, due_in=timedelta(days=2))
    check_posts_to_come(now=database_now())
    assert [each["better"] for each in ToneCheck.objects.get().findings] == [SENTENCE]


def test_an_act_or_a_work_without_its_yes_is_told_when_a_post_names_it(cast, sign_in):
    client = is_a(cast, "event", starts_on="2027-06-01")
    of = {"agency": client.agency, "client": client}
    act = Act.objects.create(**of, name="Fuochi freddi", on=date(2027, 6, 1))
    browser = sign_in(cast.bruno)
    text = "Sabato in piazza: #FuochiFreddi. E i fuochi freddi!"
    assert "“Fuochi freddi” may not be told yet" in checks(look(browser, cast, text=text))
    assert "may not be told" not in checks(look(browser, cast, text="Fuochi spenti."))
    Act.objects.filter(pk=act.pk).update(is_confirmed=True)
    assert "may not be told" not in checks(look(browser, cast, text=text))

    is_a(cast, "artist", label_approves="Mezzaluna Storta")
    work = Work.objects.create(**of, title="Fuori orario")
    text = "Venerdì esce Fuori Orario."
    said = checks(look(browser, cast, text=text))
    assert "“Fuori orario” waits for the yes of Mezzaluna Storta" in said
    assert "Nobody is written down who says yes to this work." in said
    Work.objects.filter(pk=work.pk).update(approver="Teo", approved_on=date(2026, 11, 1))
    assert "waits for the yes" not in checks(look(browser, cast, text=text))


def test_a_stage_name_is_written_as_it_must_be(cast, sign_in):
    is_a(cast, "artist", stage_name="Irma Velluto")
    browser = sign_in(cast.bruno)
    said = checks(look(browser, cast, text="Domani irma velluto canta. IRMA  VELLUTO!"))
    assert "“irma velluto” is written “Irma Velluto”" in said
    assert "“IRMA VELLUTO” is written “Irma Velluto”" in said
    assert "Stage name: Irma Velluto" in said
    right = "Irma Velluto canta. #irmavelluto @irma velluto.example, irma e il velluto"
    assert "is written" not in checks(look(browser, cast, text=right))
    is_a(cast, "company", stage_name="Irma Velluto")
    assert "is written" not in checks(look(browser, cast, text="irma velluto"))


def test_what_a_client_answered_stands_where_one_writes(cast, sign_in):
    is_a(cast, "event", tickets="Alla cassa e online", plan_b="In palestra")
    page = html.unescape(sign_in(cast.bruno).get(url("new", cast)).content.decode())
    about = page.partition('id="about"')[2].partition("</details>")[0]
    assert "<dt>Tickets</dt><dd><bdi>Alla cassa e online</bdi></dd>" in about
    assert "In palestra" in about
    # a rule stands beside every text already
    is_a(cast, "public_figure", office="Sindaca", party="Lista Aurora")
    page = html.unescape(sign_in(cast.bruno).get(url("new", cast)).content.decode())
    about = page.partition('id="about"')[2].partition("</details>")[0]
    assert "Sindaca" in about
    assert "Lista Aurora" not in about


def test_the_label_is_who_must_say_yes_to_a_new_work(cast, sign_in):
    is_a(cast, "artist", label_approves="Mezzaluna Storta")
    page = sign_in(cast.bruno).get(reverse("clients:matter_new", args=[cast.client.slug, "works"]))
    assert 'value="Mezzaluna Storta"' in page.content.decode()


@pytest.mark.parametrize(
    ("kind", "over"), [("event", "event is over"), ("project", "project is over")]
)
def test_a_post_after_the_end_is_told_and_scheduled_all_the_same(cast, sign_in, kind, over):
    today = make.today(cast.client)
    is_a(cast, kind, starts_on="2026-01-01", ends_on=today.isoformat())
    browser = sign_in(cast.rita)
    late = tomorrow_at("18:15", cast)
    assert over in checks(look(browser, cast, **late))
    assert "is over" not in checks(look(browser, cast, day=today.isoformat(), clock="23:59"))
    assert browser.post(url("new", cast), form(cast, deed="schedule", **late)).status_code == 302


def test_a_channel_without_a_hat_beside_one_with_a_hat_is_told_and_two_hats_are_refused(
    cast, sign_in
):
    is_a(cast, "public_figure")
    mayor, town = make.channel(cast.client), cast.channel
    both = {
        f"on-{mayor.public_id.hex}-is_on": "on",
        f"on-{mayor.public_id.hex}-visibility": "public",
    }
    strategy.set_part(
        by=cast.rita, channel=mayor, part=Part.LEAD, hat=Hat.PERSON, now=database_now()
    )
    browser = sign_in(cast.bruno)
    said = checks(look(browser, cast, **both))
    assert f"Nobody said for whom {town.handle} speaks" in said
    assert "stops it from being scheduled" not in said
    strategy.set_part(
        by=cast.rita, channel=town, part=Part.LEAD, hat=Hat.INSTITUTION, now=database_now()
    )
    said = checks(look(browser, cast, **both))
    assert "Nobody said for whom" not in said
    assert "1 stops it from being scheduled" in said


def test_the_rules_of_a_body_and_the_name_of_a_party_are_told_on_its_own_channels_alone(
    cast, sign_in
):
    client = is_a(cast, "public_figure", party="Lista Aurora, Insieme")
    voicing.switch_on(by=cast.rita, client=client, pack="public_bodies", now=database_now())
    text = "Votate: la Lista Aurora ringrazia tutti."
    browser = sign_in(cast.bruno)

    def wear(hat: str) -> None:
        strategy.set_part(
            by=cast.rita, channel=cast.channel, part=Part.LEAD, hat=hat, now=database_now()
        )

    wear(Hat.PERSON)
    said = checks(look(browser, cast, text=text))
    assert "Public bodies" not in said
    assert "which speaks for the institution" not in said
    wear(Hat.INSTITUTION)
    said = checks(look(browser, cast, text=text))
    assert "Public bodies: “Votate”" in said
    assert f"“Lista Aurora” on {cast.channel.handle}, which speaks for the institution" in said
    assert "Party or list: Lista Aurora" in said
    assert "speaks for the institution" not in checks(look(browser, cast, text="Aurora boreale."))
    # nobody said whose it is: the rule is told as before
    wear("")
    assert "Public bodies: “Votate”" in checks(look(browser, cast, text=text))


def test_a_new_channel_wears_the_hat_of_its_client(cast):
    client = is_a(cast, "public_figure", hat="institution")
    made = by_hand.add_channel(
        by=cast.rita,
        client=client,
        network="facebook",
        account="https://facebook.com/comune",
        name="Comune",
        keeper=None,
        now=database_now(),
    )
    made.refresh_from_db()
    assert made.hat == Hat.INSTITUTION


def test_what_limits_a_client_is_read_where_one_writes(cast, sign_in):
    is_a(cast, "professional", order="Ordine dei fisioterapisti, n. 1042", rules="Mai prima e dopo")
    said = checks(look(sign_in(cast.bruno), cast))
    assert "Order or register: Ordine dei fisioterapisti, n. 1042" in said
    assert "Mai prima e dopo" in said
    is_a(cast, "artist", embargo="La copertina, fino a venerdì")
    assert "La copertina, fino a venerdì" in checks(look(sign_in(cast.bruno), cast))


def test_rows_are_asked_once_and_old_answers_stay_readable(cast, sign_in):
    is_a(cast, "event", sponsors="Forno Treppiedi: 6 menzioni")
    browser = sign_in(cast.rita)
    assert (
        "fact_sponsors"
        not in browser.get(reverse("clients:edit", args=[cast.client.slug])).content.decode()
    )
    overview = browser.get(reverse("desk:overview", args=[cast.client.slug])).content.decode()
    assert "Forno Treppiedi: 6 menzioni" in overview


@pytest.mark.parametrize(
    ("kind", "facts", "pack"),
    [
        ("professional", {"profession": "Fisioterapista"}, "health"),
        ("project", {"funders": "Unione europea, Regione"}, "eu_funding"),
        ("public_figure", {"institution": "Comune di Serravento"}, "public_bodies"),
        ("company", {"sector": "Azienda vinicola, 9 ettari"}, "alcohol"),
        ("artist", {}, "partnerships"),
        ("event", {}, "contests"),
    ],
)
def test_packs_are_proposed_by_kind_and_trade_and_switched_on_by_a_click(
    cast, sign_in, kind, facts, pack
):
    is_a(cast, kind, **facts)
    browser = sign_in(cast.rita)
    offer = f'name="pack" value="{pack}"'
    for page in ("clients:voice", "desk:begin"):
        assert offer in browser.get(reverse(page, args=[cast.client.slug])).content.decode()
    answer = browser.post(
        reverse("clients:rules_on", args=[cast.client.slug]), {"pack": pack, "from": "voice"}
    )
    assert answer.url == reverse("clients:voice", args=[cast.client.slug])
    assert Voice.objects.get().packs == [pack]
    assert offer not in browser.get(answer.url).content.decode()


def test_a_pack_that_suits_nobody_like_this_is_not_proposed(cast, sign_in):
    is_a(cast, "professional", profession="Avvocata", services="Divino e divani")
    page = sign_in(cast.rita).get(reverse("clients:voice", args=[cast.client.slug]))
    assert 'name="pack"' not in page.content.decode()


# What its public is like --------------------------------------------------------------------------------


def couples(cast, *when: When):
    return audiences.write_audience(
        by=cast.rita,
        client=cast.client,
        name="Coppie",
        needs="Una domenica fuori porta",
        phrases=["ma si può venire col cane?"],
        habits=when,
        is_default=True,
        now=database_now(),
    )


EVENING = (time(20), time(23))


def test_an_hour_far_from_its_public_is_told_with_the_hour_to_use_and_the_rule(cast, sign_in):
    couples(cast, When(cast.channel.network, (), *EVENING))
    browser = sign_in(cast.bruno)
    night = tomorrow_at("03:10", cast)
    answer = look(browser, cast, **night)
    said = checks(answer)
    assert "At 03:10 hardly any of its public is there" in said
    assert "Coppie: " in said
    assert "20:00–23:00" in said
    assert f'value="fix:time:{night["day"]}T20:00"' in answer.content.decode()
    for near in ("17:30", "21:00", "01:59"):
        assert "hardly any" not in checks(look(browser, cast, **tomorrow_at(near, cast)))


def test_the_other_way_round_midnight_and_a_network_that_fits_say_nothing(cast, sign_in):
    other = make.channel(cast.client)
    other.network = "bluesky"
    other.save(update_fields=["network"])
    couples(cast, When(cast.channel.network, (), *EVENING), When("bluesky", (), time(8), time(9)))
    browser = sign_in(cast.bruno)
    morning = tomorrow_at("08:30", cast)
    assert "hardly any" in checks(look(browser, cast, **morning))
    both = {
        f"on-{other.public_id.hex}-is_on": "on",
        f"on-{other.public_id.hex}-visibility": "public",
    }
    assert "hardly any" not in checks(look(browser, cast, **morning, **both))


def test_a_new_post_on_a_day_has_the_hour_of_its_usual_public(cast, sign_in):
    day = make.today(cast.client) + timedelta(days=3)
    couples(cast, When(cast.channel.network, (day.weekday(),), *EVENING))
    browser = sign_in(cast.bruno)
    page = browser.get(f"{url('new', cast)}?day={day}").content.decode()
    assert 'name="clock" value="20:00"' in page
    other = browser.get(f"{url('new', cast)}?day={day + timedelta(days=1)}").content.decode()
    assert 'name="clock" value="20:00"' not in other


def test_a_day_without_an_hour_is_offered_that_of_its_public(cast, sign_in):
    day = make.today(cast.client) + timedelta(days=3)
    couples(cast, When(cast.channel.network, (day.weekday(),), *EVENING))
    browser = sign_in(cast.bruno)
    answer = look(browser, cast, day=day.isoformat())
    assert "Its public is there from 20:00 on that day." in checks(answer)
    deed = f"fix:time:{day}T20:00"
    assert f'value="{deed}"' in answer.content.decode()
    put = browser.post(url("new", cast), form(cast, day=day.isoformat(), deed=deed))
    assert 'name="clock" value="20:00"' in put.content.decode()
    other = (day + timedelta(days=1)).isoformat()
    assert "Its public is there" not in checks(look(browser, cast, day=other))
    assert "Its public is there" not in checks(
        look(browser, cast, day=day.isoformat(), clock="21:00")
    )


def test_what_the_client_is_about_stands_beside_the_editor(cast, sign_in):
    couples(cast)
    strategy.save_brief(
        by=cast.rita,
        client=cast.client,
        parts={
            "positioning": "Il vino di chi cammina",
            "purpose": "Far venire la domenica",
            "strengths": ["Tempo per le persone"],
        },
        now=database_now(),
    )
    page = html.unescape(sign_in(cast.bruno).get(url("new", cast)).content.decode())
    for words in (
        "Il vino di chi cammina",
        "Far venire la domenica",
        "Tempo per le persone",
        "Una domenica fuori porta",
        "ma si può venire col cane?",
    ):
        assert words in page


def test_social_only_by_choice_is_respected_by_the_page_of_the_wider_presence(cast, sign_in):
    browser = sign_in(cast.rita)
    page = reverse("clients:presence", args=[cast.client.slug])
    assert "Only social so far" in browser.get(page).content.decode()
    strategy.save_brief(
        by=cast.rita, client=cast.client, parts={"is_social_only": True}, now=database_now()
    )
    told = browser.get(page).content.decode()
    assert "Only social so far" not in told
    assert "Social networks only, by choice" in told
