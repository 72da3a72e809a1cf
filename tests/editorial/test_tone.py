"""The check of a voice, rule by rule: what it sees, what it leaves alone, and how it puts a text right."""

from __future__ import annotations

import pytest

from clients.manner import Manner, Phrase, Register, Sentence, Topic, Where
from clients.packs import all_packs
from editorial.address import marks
from editorial.italian import conjugation
from editorial.tone import Caption, Finding, findings
from networks.text import normalise


def look(manner: Manner, text: str, **more: object) -> dict[str, Finding]:
    return {each.key: each for each in findings(manner, Caption(text=text, **more))}  # type: ignore[arg-type]


def said_to(text: str) -> list[tuple[str, str]]:
    return [(mark.said, mark.address) for mark in marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Scopri la cantina: vi aspettiamo.", [("Scopri", "tu"), ("vi", "voi")]),
        ("Raccontaci la tua vendemmia", [("Raccontaci", "tu"), ("tua", "tu")]),
        (
            "Iscrivetevi e raccontateci com'è andata",
            [("Iscrivetevi", "voi"), ("raccontateci", "voi")],
        ),
        ("T'aspetto. V'aspettiamo.", [("T'", "tu"), ("V'", "voi")]),
        ("Quando passate di qui fermatevi", [("passate", "voi"), ("fermatevi", "voi")]),
        ("Prima di tutto si alzi. Poi provi questo.", [("alzi", "lei"), ("provi", "lei")]),
        ("Se ha dubbi, ci scriva", [("scriva", "lei")]),
        ("La aspettiamo, il Suo posto è qui", [("La", "lei"), ("Suo", "lei")]),
        ("Non esitate a chiamarci", [("esitate", "voi")]),
        ("Dimmi cosa ne pensi", [("Dimmi", "tu")]),
        ("Verrai? Verreste?", [("Verrai", "tu"), ("Verreste", "voi")]),
        ("se sei in zona", [("sei", "tu")]),
    ],
)
def test_pronouns_and_verbs_say_whom_a_text_speaks_to(
    text: str, expected: list[tuple[str, str]]
) -> None:
    assert said_to(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Sei gradi alle sei. Si pota lo stesso.",
        "Prima prova di botte. Visita guidata alle dieci. Porta San Vito.",
        "Se la porta è chiusa siamo tra i filari.",
        "Torna la sagra. Arrivate le etichette nuove. Passa il treno.",
        "Ad aprile il portale cambia. Dalle 7 alle 23.",
        "Consigli per la schiena. Assaggi e racconti.",
        "Vi sono due soste. Enrico VI era un re.",
        "Le uve raccolte e portate in cantina. Visite prenotate: otto.",
        "I lavori fermati, le strade divertite, i vestiti di scena.",
        "Le leggi regionali e le parti in causa.",
        "La salita, le uscite, le partite di domenica.",
        "Non c'è niente che si veda da qui.",
        "Qualcuno che guidi al ritorno e non beva.",
        "Le lancette sono montate. Segna l'ora giusta.",
    ],
)
def test_nouns_participles_and_third_persons_speak_to_nobody(text: str) -> None:
    assert said_to(text) == []


def test_a_verb_is_known_in_all_its_forms() -> None:
    assert conjugation("cercare")[("tu", "present")] == "cerchi"
    assert conjugation("lasciare")[("tu", "future")] == "lascerai"
    assert conjugation("preferire")[("lei", "imperative")] == "preferisca"
    assert conjugation("venire")[("voi", "would")] == "verreste"


@pytest.mark.parametrize(
    ("wanted", "text", "better"),
    [
        ("tu", "Venite a trovarci: vi aspettiamo.", "Vieni a trovarci: ti aspettiamo."),
        ("voi", "Scopri il tuo posto e scrivici.", "Scoprite il vostro posto e scriveteci."),
        ("tu", "Non esitate a chiamarci.", "Non esitare a chiamarci."),
        ("voi", "Se ha dubbi, scriva.", "Se ha dubbi, scrivete."),
        ("lei", "Iscriviti al corso.", "Si iscriva al corso."),
        ("tu", "Veniamo noi da voi.", "Veniamo noi da te."),
    ],
)
def test_the_same_is_said_to_somebody_else_in_one_click(
    wanted: str, text: str, better: str
) -> None:
    (found,) = findings(Manner(address=wanted), Caption(text=text))

    assert found.fixed == better


def test_what_takes_more_than_another_word_is_left_to_a_person() -> None:
    (found,) = findings(Manner(address="lei"), Caption(text="Vi aspettiamo."))

    assert (found.key, found.fixed) == ("address:voi", None)


def test_an_address_that_is_settled_nowhere_is_only_asked_to_be_one() -> None:
    assert look(Manner(), "Scopri la cantina.") == {}
    (mixed,) = findings(Manner(), Caption(text="Scopri la tua cantina: vi aspettiamo."))

    assert (mixed.code, mixed.said, dict(mixed.more)["wanted"]) == ("mixed", ("vi",), "tu")


AVOIDING = Manner(
    avoid=(
        Phrase("eccellenza", "annata"),
        Phrase("prezzi imbattibili"),
        Phrase("magico"),
        Phrase("fa bene"),
    )
)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Un'eccellenza, anzi due eccellenze.", ("eccellenza", "eccellenze")),
        ("L’ECCELLENZA", ("ECCELLENZA",)),
        ("prezzo imbattibile", ("prezzo imbattibile",)),
        ("Notti magiche", ("magiche",)),
        ("Le mele fanno bene", ("fanno bene",)),
    ],
)
def test_words_to_avoid_are_seen_in_all_their_endings(text: str, said: tuple[str, ...]) -> None:
    (found,) = findings(AVOIDING, Caption(text=text))

    assert found.said == said


@pytest.mark.parametrize(
    "text",
    [
        "https://cantina.example/eccellenza/magico",
        "@eccellenza e @eccellenza@social.example",
        "#eccellenza #Magico",
        'Ha scritto: «un\'eccellenza». E ancora: “magico”, "eccellenza".',
        "eccellente, magicamente",
    ],
)
def test_links_handles_tags_and_quotations_are_other_peoples_words(text: str) -> None:
    assert look(AVOIDING, text) == {}


def test_words_to_say_win_over_words_to_avoid() -> None:
    manner = Manner(say=(Phrase("prezzo di cantina"),), avoid=(Phrase("prezzo"),))

    assert look(manner, "Al prezzo di cantina.") == {}
    assert list(look(manner, "Al prezzo di ieri.")) == ["avoid:prezzo"]


def test_what_to_say_instead_takes_the_place_and_keeps_the_capital() -> None:
    found = look(AVOIDING, "Eccellenza e ancora eccellenza.")["avoid:eccellenza"]

    assert (found.fixed, found.better) == ("Annata e ancora annata.", "annata")


def test_a_word_that_a_pack_says_more_about_is_said_once() -> None:
    manner = Manner(
        avoid=(Phrase("miracoloso"), Phrase("guarigione", "recupero")), packs=("health",)
    )

    assert look(manner, "Un metodo miracoloso.").keys() == {"pack:health.promise"}
    assert look(manner, "La guarigione.").keys() == {"pack:health.promise", "avoid:guarigione"}


def test_english_words_are_seen_in_plural_and_past() -> None:
    manner = Manner(avoid=(Phrase("guarantee"), Phrase("story")))

    assert look(manner, "It is guaranteed, and the stories are old.", language="en").keys() == {
        "avoid:guarantee",
        "avoid:story",
    }


def test_a_topic_is_given_away_by_its_words() -> None:
    found = look(
        Manner(topics=(Topic("diete", ("dieta*", "calorie")),)), "Le dietarelle e le calorie."
    )

    assert found["topic:diete"].said == ("dietarelle", "calorie")


def test_emoji_are_counted_as_people_see_them() -> None:
    family, flag = "👨‍👩‍👧‍👦", "🇮🇹"
    manner = Manner(emoji_most=1)

    assert look(manner, f"Tutti qui {family}") == {}
    assert look(manner, f"Tutti qui {family} {flag}")["emoji:most"].fixed == f"Tutti qui {family}"
    assert look(Manner(emoji_most=0), "Numeri: 1, 2, 3 # e © no.") == {}


def test_only_some_emoji_are_welcome_whatever_their_tint() -> None:
    manner = Manner(emoji_only=("🏮", "👍"))

    assert look(manner, "Sì 👍🏽 🏮") == {}
    assert look(manner, "Sì 🏮 ✨")["emoji:only"].fixed == "Sì 🏮"


def test_capitals_and_exclamation_marks_become_small_and_quiet() -> None:
    quiet = Manner(capitals="none", exclamations_most=0)
    found = look(quiet, "Esce Venerdì!! #FuoriOrario https://x.example/ABC")

    assert found["capitals"].fixed == "esce venerdì!! #FuoriOrario https://x.example/ABC"
    assert found["exclamations"].fixed == "Esce Venerdì. #FuoriOrario https://x.example/ABC"
    shouting = Manner(capitals="words", names=("SALVAFONTI",))
    assert look(shouting, "OGGI si va. SALVAFONTI, UNESCO e Pio XIII.")["capitals"].fixed == (
        "Oggi si va. SALVAFONTI, UNESCO e Pio XIII."
    )


def test_tags_have_a_most_some_always_and_some_never() -> None:
    manner = Manner(tags_most=2, tags_always=("trecorvi",), tags_never=("foodporn",))
    found = look(manner, "Il #vino nuovo.\n#foodporn #colline")

    assert found["tags:never:foodporn"].fixed == "Il #vino nuovo.\n#colline"
    assert found["tags:always:trecorvi"].fixed == "Il #vino nuovo.\n#foodporn #colline #trecorvi"
    assert found["tags:most"].fixed == "Il #vino nuovo.\n#foodporn"
    assert look(manner, "Vino.", is_later=True) == {}


def test_a_sentence_must_stand_in_the_posts_it_belongs_to_wherever_in_the_post() -> None:
    sentence = "Finanziato dall’Unione europea"
    manner = Manner(sentences=(Sentence(sentence, Where.VISUAL, "it"),))

    assert look(manner, "La fonte del mese.") == {}
    (found,) = findings(manner, Caption(text="La fonte. #acqua", has_visual=True))
    assert found.fixed == f"La fonte.\n{sentence}\n#acqua"
    assert look(manner, "Sì.", has_visual=True, rest="FINANZIATO dall'Unione  europea.") == {}


OWED = "Finanziato dall'Unione europea. Le opinioni espresse sono solo degli autori e non impegnano l'Unione europea."


@pytest.mark.parametrize("is_first", [True, False])
def test_one_missing_sentence_is_told_once_by_the_strictest_rule_that_asks_for_it(
    is_first: bool,
) -> None:
    both = (Sentence(OWED), Sentence("Finanziato dall’Unione europea", Where.VISUAL, "it"))
    manner = Manner(packs=("eu_funding",), sentences=both if is_first else both[::-1])

    (told,) = findings(manner, Caption(text="La fonte. #acqua", has_visual=True))
    assert (told.key, told.is_stop) == ("pack:eu_funding.statement", True)
    assert told.better == OWED
    assert told.fixed == f"La fonte.\n{OWED}\n#acqua"
    assert look(manner, str(told.fixed), has_visual=True) == {}
    # Without a picture the pack asks for nothing, and in another language only what belongs there is asked for.
    assert [each.code for each in findings(manner, Caption(text="La fonte."))] == ["sentence"]


def test_two_things_that_are_missing_are_two() -> None:
    other = "Con il sostegno della Regione"
    manner = Manner(packs=("eu_funding",), sentences=(Sentence(other),))

    assert look(manner, "La fonte.", has_visual=True).keys() == {
        "pack:eu_funding.statement",
        "pack:eu_funding.disclaimer",
        "sentence:con il sostegno della regione",
    }
    # Two sentences that both hold the pack's words are two things; the pack speaks for the longer one.
    two = (
        "Finanziato dall'Unione europea, Acqua",
        "Finanziato dall'Unione europea, Boschi e fonti",
    )
    manner = Manner(packs=("eu_funding",), sentences=tuple(map(Sentence, two)))
    found = look(manner, "La fonte.", has_visual=True)
    assert found["pack:eu_funding.statement"].better == two[1]
    assert [each.better for each in found.values() if each.code == "sentence"] == [two[0]]


def test_a_network_has_its_own_register() -> None:
    manner = Manner(address="tu", registers=(Register("linkedin", address="lei", emoji_most=0),))

    assert look(manner, "Scopri il metodo 🙂") == {}
    assert look(manner, "Scopri il metodo 🙂", network="linkedin").keys() == {
        "address:tu",
        "emoji:most",
    }


def test_every_pack_says_its_source_and_its_day_in_both_languages() -> None:
    packs = all_packs()

    assert set(packs) == {
        "alcohol", "contests", "eu_funding", "health", "minors", "partnerships", "public_bodies"
    }  # fmt: skip
    for pack in packs.values():
        assert pack.source.it
        assert pack.source.en
        assert pack.as_of.year >= 2026
        assert pack.rules
        for rule in pack.rules:
            assert rule.says.it
            assert rule.says.en
            assert rule.words or rule.needs
            for language in ("it", "en"):
                assert rule.words_in(language) or rule.needs_in(language), (pack.id, rule.id)


@pytest.mark.parametrize("pack_id", sorted(all_packs()))
def test_every_word_of_a_pack_calls_its_rule(pack_id: str) -> None:
    manner = Manner(packs=(pack_id,))
    for rule in all_packs()[pack_id].rules:
        for language, words in rule.words:
            for each in words:
                caption = Caption(text=f"… {each} …", language=language, has_visual=True)
                keys = {found.key for found in findings(manner, caption)}
                assert f"pack:{pack_id}.{rule.id}" in keys, each


def test_what_puts_a_text_right_leaves_nothing_of_that_finding() -> None:
    manner = Manner(
        address="tu",
        avoid=(Phrase("eccellenza", "annata"),),
        emoji_most=1,
        exclamations_most=0,
        capitals="words",
        tags_most=1,
        tags_always=("trecorvi",),
        packs=("eu_funding", "partnerships"),
    )
    text = "VENITE! L'eccellenza 🍷🍷 in collaborazione con Sandra, vi aspettiamo!! #vino #rosso"
    before = findings(manner, Caption(text=text, has_visual=True))

    assert len(before) >= 8
    for found in before:
        assert found.fixed, found.key
        after = findings(manner, Caption(text=found.fixed, has_visual=True))
        assert found.key not in {each.key for each in after}


def test_places_are_those_of_the_normalised_text_also_after_decomposed_letters() -> None:
    text = "Perché\u0301 no? Caffe\u0300, un'eccellenza."
    (found,) = findings(AVOIDING, Caption(text=text))
    whole = normalise(text)

    assert whole[found.spans[0].start : found.spans[0].end] == "eccellenza"


@pytest.mark.parametrize(
    "text", ["", " ", "🏮", "\n\n", "'", "«", "a" * 5000, "!" * 500, "#" * 300]
)
def test_any_text_can_be_looked_at(text: str) -> None:
    manner = Manner(
        address="tu",
        emoji_most=0,
        exclamations_most=0,
        capitals="none",
        tags_most=0,
        packs=tuple(all_packs()),
    )

    findings(manner, Caption(text=text, has_visual=True))
