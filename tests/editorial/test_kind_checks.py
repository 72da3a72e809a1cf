"""What is written down about a client comes back where one writes: hints with the rule they quote, that stop nothing."""

from __future__ import annotations

import html
import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from clients.actions import by_hand, strategy, voicing
from clients.manner import Manner
from clients.models import Act, Client, Hat, Part, Voice, Work
from editorial.actions.checking_tone import check_posts_to_come
from editorial.models import ToneCheck
from people.clock import database_now
from tests import make, make_posts
from tests.editorial.filling import form, tomorrow_at, url
from tests.editorial.looking import checks, look


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


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
