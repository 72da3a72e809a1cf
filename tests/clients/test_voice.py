"""A client's voice and rules: written as one form, read as one page, kept with who changed what."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from clients.actions import voicing
from clients.manner import Manner, Phrase, Register, Sentence, Topic
from clients.models import Voice
from clients.queries import voices
from clients.words.voice import in_short, register_sentence
from people.models import AuditEntry
from tests import make
from tests.cast import Cast
from tests.conftest import SignIn

SETS = {"say": 2, "avoid": 2, "topics": 2}


def typed(edit_number: int = 0, **more: str) -> dict[str, str]:
    """What the form sends: every field there is, empty unless said."""
    data = {f"{name}-TOTAL_FORMS": str(n) for name, n in SETS.items()}
    data |= {f"{name}-INITIAL_FORMS": "0" for name in SETS}
    return data | {"edit_number": str(edit_number)} | more


def url(cast: Cast, name: str) -> str:
    return reverse(f"clients:{name}", args=[cast.client.slug])


def test_three_fields_are_a_voice(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.bruno)
    sent = typed(
        address="tu", emoji_most="1", **{"avoid-0-words": "eccellenza", "avoid-0-instead": "annata"}
    )
    answer = browser.post(url(cast, "voice_edit"), sent)

    assert answer.status_code == 302
    manner = Voice.objects.get().manner
    assert (manner.address, manner.emoji_most) == ("tu", 1)
    assert manner.avoid == (Phrase("eccellenza", "annata"),)
    page = browser.get(url(cast, "voice")).content.decode()
    assert "eccellenza" in page
    assert "At most 1 emoji." in page


def test_everything_that_is_typed_comes_back_in_the_form(cast: Cast, sign_in: SignIn) -> None:
    browser = sign_in(cast.rita)
    manner = Manner(
        address="voi",
        replies="lei",
        in_short="curioso, preciso",
        say=(Phrase("annata", "", "L'annata nuova"),),
        avoid=(Phrase("magico", "", "lo dicono tutti"),),
        topics=(Topic("diete", ("dieta*", "calorie")),),
        emoji_most=1,
        emoji_only=("🏮",),
        tags_most=3,
        tags_always=("lanterne",),
        tags_never=("foodporn",),
        capitals="words",
        exclamations_most=0,
        registers=(Register("sandbox", "lei", 0, None, "più asciutto"),),
    )
    voicing.settle_voice(
        by=cast.rita, client=cast.client, manner=manner, edit_number=0, now=make.NOW
    )
    page = browser.get(url(cast, "voice_edit"))
    forms = page.context["forms"]
    sent: dict[str, Any] = {}
    for form in [
        forms.single,
        *forms.registers,
        *(f for s in forms.sets.values() for f in s.forms),
    ]:
        sent |= {field.html_name: v for field in form if (v := field.value()) is not None}
    for each in forms.sets.values():
        sent |= {f.html_name: f.value() for f in each.management_form}
    assert browser.post(url(cast, "voice_edit"), sent).status_code == 302

    assert Voice.objects.get().manner == manner
    assert AuditEntry.objects.filter(verb="voice.changed").count() == 1, (
        "nothing changed, so nothing is noted"
    )


def test_who_saves_second_is_told_and_loses_nothing(cast: Cast, sign_in: SignIn) -> None:
    voicing.settle_voice(
        by=cast.rita, client=cast.client, manner=Manner(address="tu"), edit_number=0, now=make.NOW
    )
    answer = sign_in(cast.bruno).post(
        url(cast, "voice_edit"), typed(0, in_short="calmo e concreto")
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert "Rita saved meanwhile" in page
    assert "calmo e concreto" in page
    assert Voice.objects.get().address == "tu"


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({"emoji_only": "🏮 ciao"}, "Write only emoji here"),
        ({"emoji_only": "🏮", "emoji_most": "0"}, "choose one of the two"),
        ({"tags_always": "#vino", "tags_never": "#Vino"}, "Always and never there: #vino"),
        ({"tags_always": "#a #b", "tags_most": "1"}, "More tags than that"),
        ({"avoid-0-instead": "annata"}, "Write the words this is about."),
        ({"emoji_most": "-1"}, "greater than or equal to 0"),
    ],
)
def test_what_cannot_be_is_said_where_it_was_typed(
    cast: Cast, sign_in: SignIn, sent: dict[str, str], words: str
) -> None:
    answer = sign_in(cast.bruno).post(url(cast, "voice_edit"), typed(**sent))
    page = answer.content.decode()

    assert answer.status_code == 422
    assert words in page
    assert all(value in page for value in sent.values())
    assert not Voice.objects.exists()


def test_more_rows_come_without_saving_or_losing_what_was_typed(
    cast: Cast, sign_in: SignIn
) -> None:
    sent = typed(deed="more:avoid", **{"avoid-1-words": "magico"})
    answer = sign_in(cast.bruno).post(url(cast, "voice_edit"), sent)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert 'name="avoid-3-words"' in page
    assert "magico" in page
    assert not Voice.objects.exists()


def test_packs_are_switched_on_and_own_sentences_stand_beside_them(
    cast: Cast, sign_in: SignIn
) -> None:
    browser = sign_in(cast.bruno)
    sent = {
        "edit_number": "0",
        "packs": ["alcohol", "contests"],
        "sentences-TOTAL_FORMS": "2",
        "sentences-INITIAL_FORMS": "0",
        "sentences-0-words": "Bevi responsabilmente",
        "sentences-0-where": "visual",
        "sentences-0-language": "it",
    }
    assert browser.post(url(cast, "rules"), sent).status_code == 302

    manner = voices.manner_of(cast.client, Voice.objects.get())
    assert manner.packs == ("alcohol", "contests")
    assert manner.sentences == (Sentence("Bevi responsabilmente", "visual", "it"),)
    assert (
        browser.post(
            url(cast, "rules"), sent | {"edit_number": "1", "packs": ["invented"]}
        ).status_code
        == 422
    )
    page = browser.get(url(cast, "rules")).content.decode()
    assert "D.P.R. 430/2001" in page
    assert "not legal advice" in page


def test_the_voice_and_the_rules_are_saved_apart(cast: Cast) -> None:
    by, client = cast.rita, cast.client
    voicing.settle_voice(
        by=by, client=client, manner=Manner(address="lei"), edit_number=0, now=make.NOW
    )
    voicing.set_rules(
        by=by, client=client, manner=Manner(packs=("health",)), edit_number=1, now=make.NOW
    )
    voicing.settle_voice(
        by=by, client=client, manner=Manner(address="tu"), edit_number=2, now=make.NOW
    )

    voice = Voice.objects.get()
    assert (voice.address, voice.packs) == ("tu", ["health"])
    last = AuditEntry.objects.filter(verb="voice.changed").first()
    assert last is not None
    assert last.data == {"changed": {"address": ["lei", "tu"]}}


def test_the_database_keeps_out_what_no_form_would_send(cast: Cast) -> None:
    voicing.settle_voice(
        by=cast.rita, client=cast.client, manner=Manner(), edit_number=0, now=make.NOW
    )
    for values in (
        {"address": "du"},
        {"capitals": "loud"},
        {"emoji_most": 0, "emoji_only": ["🏮"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Voice.objects.update(**values)


def test_an_analyst_reads_the_voice_and_the_rules_but_changes_neither(
    cast: Cast, sign_in: SignIn
) -> None:
    analyst = make.member(cast.alice, make.Role.ANALYST)
    make.assigned(cast.alice, cast.client, analyst, make.Role.ANALYST)
    browser = sign_in(analyst)

    assert browser.get(url(cast, "voice")).status_code == 200
    assert "Save rules" not in browser.get(url(cast, "rules")).content.decode()
    assert browser.get(url(cast, "voice_edit")).status_code == 403
    assert browser.post(url(cast, "rules"), {}).status_code == 403


def test_a_voice_in_one_line() -> None:
    manner = Manner(address="tu", in_short="calmo, mani e meteo", emoji_most=1, emoji_only=("🍷",))

    assert in_short(manner) == "Tu, calmo, mani e meteo. At most 1 emoji. Only 🍷."
    assert in_short(Manner()) == ""
    register = Register("linkedin", "lei", 0, 3, "drier")
    assert register_sentence(register) == "lei, no emoji, at most 3 hashtags, drier"
