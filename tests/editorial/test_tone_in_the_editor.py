"""The client's voice beside the checks of the editor, and on the post's page: said with its rule, put right, or left so."""

from __future__ import annotations

import html
import re

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from clients.actions import voicing
from clients.manner import Manner, Phrase, Register, Sentence
from editorial.models import LeftSo, Post
from people.clock import database_now
from people.models import AuditEntry
from tests import make, make_posts
from tests.editorial.filling import form, tomorrow_at, url

VOICE = Manner(
    address="tu",
    avoid=(Phrase("eccellenza", "annata", "Lo dicono tutti."),),
    emoji_most=1,
    exclamations_most=0,
)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def spoken(cast):
    """The cast, whose client has a voice and two rule packs."""
    by, client, now = cast.rita, cast.client, database_now()
    voicing.settle_voice(by=by, client=client, manner=VOICE, edit_number=0, now=now)
    voicing.set_rules(
        by=by, client=client, manner=Manner(packs=("alcohol", "contests")), edit_number=1, now=now
    )
    return cast


def checks(answer) -> str:
    """The words of the checks, as one reads them."""
    page = answer.content.decode()
    found = re.search(r'<section class="sec" aria-labelledby="checks-h".*?</section>', page, re.S)
    assert found
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", found[0]).split()))


def look(browser, cast, text: str, **more: str):
    return browser.post(url("look", cast), form(cast, text=text, **more))


def test_what_is_written_is_held_against_the_voice_with_the_rule_and_where_it_stands(
    spoken, sign_in
):
    answer = look(sign_in(spoken.bruno), spoken, "Vi aspettiamo: un'eccellenza 🍷🍷")
    said = checks(answer)

    assert "“eccellenza” is to be avoided" in said
    assert "Lo dicono tutti." in said
    assert "Avoid: eccellenza. Say instead: annata." in said
    assert "It speaks to voi: “Vi”" in said
    assert "Posts speak to tu." in said
    assert "2 emoji in one text" in said
    assert f"/c/{spoken.client.slug}/strategy/voice/#avoid-h" in answer.content.decode()


def test_a_rule_pack_says_stop_and_read_first_with_its_source_and_stops_nothing(spoken, sign_in):
    browser = sign_in(spoken.rita)
    said = checks(look(browser, spoken, "Un'eccellenza: commenta e vinci una bottiglia."))

    assert said.index("Stop and read: Prize contests") < said.index("“eccellenza”")
    assert "D.P.R. 430/2001" in said
    assert "Not legal advice: ask whoever follows you." in said
    assert "stops it from being scheduled" not in said
    sent = browser.post(
        url("new", spoken),
        form(
            spoken,
            text="Commenta e vinci una bottiglia.",
            deed="schedule",
            **tomorrow_at("18:15", spoken),
        ),
    )
    assert sent.status_code == 302
    assert Post.objects.get().deliveries.filter(state="scheduled").exists()


def test_one_click_puts_every_text_right_and_saves_nothing(spoken, sign_in):
    hexed = spoken.channel.public_id.hex
    answer = sign_in(spoken.bruno).post(
        url("new", spoken),
        form(
            spoken,
            text="Un'eccellenza.",
            part=["La seconda eccellenza."],
            deed="tone:fix:avoid:eccellenza",
            **{f"on-{hexed}-text": "Eccellenza, qui."},
        ),
    )
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "Annata, qui." in page
    assert "La seconda annata." in page
    assert not Post.objects.exists()


def test_a_channel_has_the_register_of_its_network(spoken, sign_in):
    manner = Manner(address="tu", registers=(Register("sandbox", "lei"),))
    voicing.settle_voice(
        by=spoken.rita, client=spoken.client, manner=manner, edit_number=2, now=database_now()
    )
    browser = sign_in(spoken.bruno)

    assert "It speaks to tu" in checks(look(browser, spoken, "Scopri la cantina."))
    hexed = spoken.channel.public_id.hex
    nowhere = {k: v for k, v in form(spoken, text="Scopri la cantina.").items() if hexed not in k}
    assert "It speaks to" not in checks(browser.post(url("look", spoken), nowhere))


def test_a_required_sentence_is_found_anywhere_in_the_post(spoken, sign_in):
    rules = Manner(sentences=(Sentence("Bevi responsabilmente"),))
    voicing.set_rules(
        by=spoken.rita, client=spoken.client, manner=rules, edit_number=2, now=database_now()
    )
    browser, hexed = sign_in(spoken.bruno), spoken.channel.public_id.hex

    assert "Missing: “Bevi responsabilmente”" in checks(look(browser, spoken, "Il rosso nuovo."))
    said = {f"on-{hexed}-first_comment": "Bevi responsabilmente."}
    assert "Missing" not in checks(look(browser, spoken, "Il rosso nuovo.", **said))
    answer = browser.post(
        url("new", spoken),
        form(spoken, text="Il rosso.", deed="tone:fix:sentence:bevi responsabilmente"),
    )
    assert "Il rosso.\nBevi responsabilmente" in answer.content.decode()


def test_what_is_left_so_on_purpose_is_kept_with_who_and_can_be_checked_again(spoken, sign_in):
    post = make_posts.draft(spoken.bruno, spoken.channel, text="Un'eccellenza.")
    browser = sign_in(spoken.bruno)
    sent = form(
        spoken, text="Un'eccellenza, sì.", edit_number="1", deed="tone:leave:avoid:eccellenza"
    )
    answer = browser.post(url("edit", spoken, post.public_id), sent)
    said = checks(answer)

    assert answer.status_code == 200
    assert "Un'eccellenza, sì." in html.unescape(answer.content.decode())
    assert "1 left so on purpose" in said
    assert "Bruno left it so" in said
    assert "Leave it so: “eccellenza”" not in said
    left = LeftSo.objects.get()
    assert (left.key, left.left_by, left.post) == ("avoid:eccellenza", spoken.bruno, post)
    browser.post(url("edit", spoken, post.public_id), sent)
    assert AuditEntry.objects.filter(verb="post.left_so").count() == 1

    # The same words in other endings are another matter only where the rule is another one
    assert (
        "is to be avoided"
        not in checks(
            browser.post(
                f"{url('look', spoken)}?post={post.public_id}", form(spoken, text="Due eccellenze")
            )
        ).partition("left so on purpose")[0]
    )
    browser.post(url("leave_so", spoken, post.public_id), {"deed": "tone:again:avoid:eccellenza"})
    assert not LeftSo.objects.exists()


def test_who_reviews_sees_what_stands_and_what_was_left_so_by_whom(spoken, sign_in):
    post = make_posts.draft(spoken.bruno, spoken.channel, text="Un'eccellenza! Vi aspettiamo.")
    sign_in(spoken.bruno).post(
        url("leave_so", spoken, post.public_id), {"deed": "tone:leave:exclamations"}
    )
    page = html.unescape(
        sign_in(spoken.rita).get(url("post", spoken, post.public_id)).content.decode()
    )

    assert "2 pieces of advice stand" in page
    assert "“eccellenza” is to be avoided" in page
    assert "Left so on purpose" in page
    assert "Bruno left it so" in page


def test_a_post_that_is_not_saved_yet_can_leave_nothing(spoken, sign_in):
    page = look(sign_in(spoken.bruno), spoken, "Un'eccellenza.").content.decode()

    assert "tone:fix:" in page
    assert "tone:leave:" not in page


def test_a_client_without_a_voice_is_told_only_of_two_addresses_in_one_text(cast, sign_in):
    browser = sign_in(cast.bruno)

    assert "advice" not in checks(look(browser, cast, "Eccellenza, vi aspettiamo."))
    assert "It mixes tu and voi: “vi”" in checks(
        look(browser, cast, "Scopri la tua valle: vi aspettiamo.")
    )


def test_the_voices_own_rule_stands_for_the_general_advice_about_emoji(spoken, sign_in):
    said = checks(look(sign_in(spoken.bruno), spoken, "Sì 🍷🍷🍷🍷🍷🍷🍷"))

    assert said.count("emoji in one text") == 1


def test_looking_asks_one_query_for_voice_and_packs_and_what_was_left(spoken, sign_in):
    browser = sign_in(spoken.bruno)
    post = make_posts.draft(spoken.bruno, spoken.channel, text="Un'eccellenza.")
    address = f"{url('look', spoken)}?post={post.public_id}"
    browser.post(address, form(spoken))
    with CaptureQueriesContext(
        connection,
    ) as asked:
        browser.post(
            address,
            form(spoken, text="Un'eccellenza 🍷🍷 vi aspettiamo, commenta e vinci una cena"),
        )

    about = [
        q for q in asked.captured_queries if "clients_voice" in q["sql"] or "leftso" in q["sql"]
    ]
    assert len(about) == 1


def test_a_finding_is_left_once_and_only_within_its_agency(spoken, rivals):
    post = make_posts.draft(spoken.bruno, spoken.channel, text="x")
    fields = {
        "agency": post.agency,
        "post": post,
        "key": "k",
        "left_by": spoken.bruno,
        "left_at": make.NOW,
    }
    LeftSo.objects.create(**fields)

    def add(**broken):
        with transaction.atomic(), connection.cursor() as cursor:
            LeftSo.objects.create(**(fields | broken))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    for broken in ({}, {"agency": rivals.agency}, {"left_by": rivals.eve, "key": "other"}):
        with pytest.raises(IntegrityError):
            add(**broken)
