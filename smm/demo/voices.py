"""How the demo's clients speak, and the rules they are under: by the same actions as clicks, weeks ago."""

from __future__ import annotations

from datetime import datetime, timedelta

from clients.actions import voicing
from clients.manner import Manner, Phrase, Register, Topic
from smm.demo.cast import Cast

_SETTLED = timedelta(days=70)
_RULED = timedelta(days=69)

VOICES: dict[str, Manner] = {
    "trecorvi": Manner(
        address="tu",
        replies="tu",
        in_short="calmo, mani e meteo",
        say=(
            Phrase("annata", "", "L’annata del Gracco è quella della grandine: lo diciamo."),
            Phrase("vendemmia a mano"),
            Phrase("passa a trovarci"),
        ),
        avoid=(
            Phrase("eccellenza", "annata", "Lo dicono tutti, e non dice niente."),
            Phrase("emozione in un calice"),
            Phrase("prezzi imbattibili", "prezzo di cantina"),
            Phrase("fa bene", "", "Del vino non si dice: né al cuore né all’umore."),
        ),
        emoji_most=1,
        exclamations_most=0,
        capitals="words",
        packs=("alcohol", "contests"),
    ),
    "irma": Manner(
        address="voi",
        replies="tu",
        in_short="prima persona, frasi corte",
        say=(Phrase("una riga al giorno"), Phrase("cantatemela voi")),
        avoid=(Phrase("fam"), Phrase("big news", "", "Le notizie si dicono, non si annunciano.")),
        exclamations_most=0,
        capitals="none",
        topics=(Topic("vita privata", ("fidanzat*", "la mia ex", "il mio ex")),),
        packs=("partnerships", "minors"),
    ),
    "passolieve": Manner(
        address="tu",
        replies="lei",
        in_short="parole semplici, niente promesse",
        say=(Phrase("due minuti, una sedia"), Phrase("ogni caso è diverso")),
        avoid=(
            Phrase("guarigione", "recupero", "Non si promette: si racconta che cosa si fa."),
            Phrase("garantito"),
            Phrase("miracoloso"),
            Phrase("prima e dopo"),
        ),
        emoji_most=1,
        topics=(Topic("diete", ("dieta", "dimagri*", "calorie")),),
        registers=(Register("linkedin", "lei", 0, 3, "più asciutto, per i medici che inviano"),),
        packs=("health",),
    ),
    "tornaquercia": Manner(
        address="voi",
        replies="lei",
        in_short="prima persona, sobria",
        say=(Phrase("rispondo entro venerdì"), Phrase("ho preso appunti")),
        avoid=(Phrase("io ho fatto", "abbiamo fatto"), Phrase("polemica")),
        emoji_most=0,
        exclamations_most=0,
        topics=(Topic("altri partiti", ("opposizione", "la vecchia giunta")),),
    ),
    "comune": Manner(
        address="nobody",
        replies="lei",
        in_short="strade, orari, uffici; mai nomi",
        say=(Phrase("si può, non si può"), Phrase("a che punto siamo")),
        avoid=(Phrase("la sindaca annuncia", "il Comune informa"),),
        emoji_most=0,
        exclamations_most=0,
        tags_most=2,
        capitals="words",
        packs=("public_bodies", "minors"),
    ),
    "salvafonti": Manner(
        address="voi",
        replies="voi",
        in_short="curioso e preciso: si dice sempre chi ha misurato",
        say=(Phrase("come lo sappiamo"), Phrase("la fonte del mese")),
        avoid=(
            Phrase("rivoluzionario"),
            Phrase("per la prima volta al mondo"),
            Phrase("groundbreaking", "new"),
        ),
        emoji_most=1,
        registers=(Register("linkedin", "", 0, 3, "per chi fa ricerca"),),
        packs=("eu_funding",),
    ),
    "lanterne": Manner(
        address="voi",
        replies="voi",
        in_short="giocoso, mai bambino",
        say=(Phrase("siamo in orario"), Phrase("chi accende la lanterna")),
        avoid=(
            Phrase("imperdibile", "", "Se lo è, se ne accorgono."),
            Phrase("magico"),
            Phrase("unmissable"),
            Phrase("magical"),
        ),
        emoji_most=1,
        emoji_only=("🏮",),
        tags_most=3,
        packs=("partnerships", "minors"),
    ),
}


def settle(cast: Cast, now: datetime) -> None:
    """Luca wrote the voices after the first meetings, and switched the rules on a day later."""
    luca = cast.members["luca"]
    for key, manner in VOICES.items():
        client = cast.clients[key]
        voice = voicing.settle_voice(
            by=luca, client=client, manner=manner, edit_number=0, now=now - _SETTLED
        )
        voicing.set_rules(
            by=luca,
            client=client,
            manner=manner,
            edit_number=voice.edit_number,
            now=now - _RULED,
        )
