"""As much Italian as checking a caption takes: verbs by whom they speak to, and words in all their endings. Pure.

The verbs are those of captions; a verb that is not here is not recognised, which costs a hint and never a false one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

Mood = Literal["present", "imperative", "future", "would", "imperfect"]
MOODS: tuple[Mood, ...] = ("present", "imperative", "future", "would", "imperfect")

_ARE = """
abbracciare acquistare aiutare alzare amare andare approfittare arrivare ascoltare aspettare assaggiare brindare bussare
cambiare camminare cantare caricare cercare chiamare cliccare cominciare commentare compilare comprare condizionare
confermare consigliare consultare contattare continuare controllare degustare dimenticare diventare disegnare donare
entrare esitare esplorare evitare fermare festeggiare firmare girare giocare guardare imparare immaginare incontrare
indovinare iniziare inviare invitare lasciare mandare mangiare mostrare ordinare organizzare pagare parlare partecipare
passare pensare portare prenotare preparare presentare provare raccontare regalare registrare restare ricordare ritirare
riposare salutare salvare scaricare segnalare segnare sfogliare sognare studiare suonare taggare telefonare tornare
trovare usare verificare visitare votare appoggiare allungare respirare piegare
"""
_ERE = """
accendere attendere chiedere chiudere condividere conoscere correre credere crescere decidere difendere godere
iscrivere leggere mettere nascondere perdere permettere prendere proteggere ricevere ridere ripetere rispondere
scendere scrivere stendere vedere vincere vivere
"""
_IRE = "aprire coprire divertire dormire offrire partire scoprire seguire sentire soffrire vestire servire"
_ISC = "capire condire costruire finire fornire garantire inserire preferire pulire restituire spedire suggerire unire"
# lemma: tu, lei (imperative), voi of the present; lei of the present; the stem of the future; that of the imperfect.
_IRREGULAR = {
    "essere": "sei sia siete è sar er",
    "avere": "hai abbia avete ha avr avev",
    "potere": "puoi possa potete può potr potev",
    "volere": "vuoi voglia volete vuole vorr volev",
    "sapere": "sai sappia sapete sa sapr sapev",
    "dovere": "devi debba dovete deve dovr dovev",
    "fare": "fai faccia fate fa far facev",
    "venire": "vieni venga venite viene verr veniv",
    "dire": "dici dica dite dice dir dicev",
    "andare": "vai vada andate va andr andav",
    "stare": "stai stia state sta star stav",
    "dare": "dai dia date dà dar dav",
    "bere": "bevi beva bevete beve berr bevev",
    "uscire": "esci esca uscite esce uscir usciv",
    "salire": "sali salga salite sale salir saliv",
    "tenere": "tieni tenga tenete tiene terr tenev",
    "scegliere": "scegli scelga scegliete sceglie sceglier sceglev",
    "raccogliere": "raccogli raccolga raccogliete raccoglie raccoglier raccogliev",
    "togliere": "togli tolga togliete toglie toglier togliev",
    "rimanere": "rimani rimanga rimanete rimane rimarr rimanev",
    "esporre": "esponi esponga esponete espone esporr esponev",
    "sedere": "siedi sieda sedete siede seder sedev",
}
_TU_IMPERATIVE = {"essere": "sii", "avere": "abbi", "sapere": "sappi", "dire": "di'", "dare": "dai"}
_VOI_IMPERATIVE = {
    "essere": "siate",
    "avere": "abbiate",
    "sapere": "sappiate",
    "volere": "vogliate",
}


def word_set(words: str) -> frozenset[str]:
    """Words as one writes them down, with spaces between."""
    return frozenset(words.split())


@dataclass(frozen=True, slots=True)
class Verb:
    """Whom a form speaks to (tu, lei, voi), of which verb, in which mood."""

    address: str
    lemma: str
    mood: Mood


@cache
def conjugation(lemma: str) -> dict[tuple[str, Mood], str]:
    """The forms of a known verb that speak to somebody."""
    if lemma in _IRREGULAR:
        return _irregular(lemma)
    return _regular(lemma)


def _irregular(lemma: str) -> dict[tuple[str, Mood], str]:
    tu, lei, voi, she, future, imperfect = _IRREGULAR[lemma].split()
    past = ("i", "a", "avate") if lemma == "essere" else ("i", "a", "ate")
    return {
        ("tu", "present"): tu,
        ("lei", "present"): she,
        ("voi", "present"): voi,
        ("tu", "imperative"): _TU_IMPERATIVE.get(lemma, tu),
        ("lei", "imperative"): lei,
        ("voi", "imperative"): _VOI_IMPERATIVE.get(lemma, voi),
        **_moods(future),
        ("tu", "imperfect"): imperfect + past[0],
        ("lei", "imperfect"): imperfect + past[1],
        ("voi", "imperfect"): imperfect + past[2],
    }


def _moods(stem: str) -> dict[tuple[str, Mood], str]:
    return {
        ("tu", "future"): f"{stem}ai",
        ("lei", "future"): f"{stem}à",
        ("voi", "future"): f"{stem}ete",
        ("tu", "would"): f"{stem}esti",
        ("lei", "would"): f"{stem}ebbe",
        ("voi", "would"): f"{stem}este",
    }


def _regular(lemma: str) -> dict[tuple[str, Mood], str]:
    stem, ending = lemma[:-3], lemma[-3:]
    vowel = "i" if ending == "ire" else ending[0]
    hard = "h" if ending == "are" and stem[-1] in "cg" else ""
    soft = stem.removesuffix("i") if ending == "are" else stem
    tu = {"are": f"{soft}{hard}i", "ere": f"{stem}i", "ire": f"{stem}i"}[ending]
    she = {"are": f"{stem}a", "ere": f"{stem}e", "ire": f"{stem}e"}[ending]
    lei = tu if ending == "are" else f"{stem}a"
    if lemma in _ISC.split():
        tu, she, lei = f"{stem}isci", f"{stem}isce", f"{stem}isca"
    future = {"are": f"{stem}{hard}er", "ere": f"{stem}er", "ire": f"{stem}ir"}[ending]
    if lemma.endswith(("ciare", "giare")):
        future = f"{soft}er"
    future = {"vedere": "vedr", "vivere": "vivr", "godere": "godr"}.get(lemma, future)
    voi = f"{stem}{vowel}te"
    return {
        ("tu", "present"): tu,
        ("lei", "present"): she,
        ("voi", "present"): voi,
        ("tu", "imperative"): she if ending == "are" else tu,
        ("lei", "imperative"): lei,
        ("voi", "imperative"): voi,
        **_moods(future),
        ("tu", "imperfect"): f"{stem}{vowel}vi",
        ("lei", "imperfect"): f"{stem}{vowel}va",
        ("voi", "imperfect"): f"{stem}{vowel}vate",
    }


def lemmas() -> Iterator[str]:
    """Every verb that is known."""
    irregular = set(_IRREGULAR)
    yield from irregular
    yield from (w for each in (_ARE, _ERE, _IRE, _ISC) for w in each.split() if w not in irregular)


@cache
def forms() -> dict[str, tuple[Verb, ...]]:
    """Every form that speaks to somebody, with what it may be; the third person is left out, it speaks to nobody."""
    found: dict[str, list[Verb]] = {}
    for lemma in lemmas():
        for (address, mood), form in conjugation(lemma).items():
            if address == "lei" and mood != "imperative":
                continue
            found.setdefault(form, []).append(Verb(address, lemma, mood))
    return {form: tuple(verbs) for form, verbs in found.items()}


def is_first(lemma: str) -> bool:
    """Whether it ends with -are: its forms are those that nouns and participles share."""
    return lemma.endswith("are") and lemma not in _IRREGULAR


# Words in their endings -------------------------------------------------------------------------------

# Written with one, meant in all: who avoids "fa bene" avoids "fanno bene".
_TOGETHER = (
    ("fa", "fanno", "fare", "faceva", "facevano", "fara", "faranno", "facendo", "faccia"),
    ("e", "sono"),
    ("da", "danno", "dare", "dando"),
    ("toglie", "tolgono", "togliere", "togliendo"),
    ("aiuta", "aiutano", "aiutare", "aiutando"),
)
_KIN = {form: group for group in _TOGETHER for form in group if len(form) > 1}
_ADJECTIVE = (
    "ato",
    "uto",
    "ito",
    "oso",
    "ico",
    "ivo",
    "ario",
    "orio",
    "rto",
    "tto",
    "sto",
    "nuo",
    "acco",
)
_FEMININE_PLURAL = ("nze", "zze", "ate", "ite", "ute", "ose", "iche", "tte", "rte", "lle", "ste")


def endings(word: str) -> str:
    """A pattern for a folded Italian word in singular and plural, and for an adjective in both genders."""
    if word in _KIN:
        return f"(?:{'|'.join(_KIN[word])})"
    if len(word) < 4 or not word.isalpha() or word[-1] not in "aeio":
        return re.escape(word)
    if word in _infinitives():
        every = {fold(form) for form in conjugation(word).values()} | {word}
        return f"(?:{'|'.join(sorted(every, key=len, reverse=True))})"
    stem, last = word[:-1], word[-1]
    if last == "o":
        if stem[-1] in "cg":
            ends = "(?:o|a|hi|he|i)"
        elif stem[-1] == "i":
            stem, ends = stem[:-1], "(?:io|ia|i|ie)"
        else:
            ends = "[oaie]" if word.endswith(_ADJECTIVE) else "[oi]"
    elif last == "a":
        if stem[-1] in "cg":
            ends = "(?:a|he|hi|o)" if word.endswith("ica") else "(?:a|he)"
        elif stem[-1] == "i":
            stem, ends = stem[:-1], "(?:ia|ie|e)"
        else:
            ends = "[aieo]" if f"{stem}o".endswith(_ADJECTIVE) else "[ae]"
    elif last == "e":
        ends = "[ea]" if word.endswith(_FEMININE_PLURAL) else "[ei]"
    else:
        ends = "[oaie]" if f"{stem}o".endswith(_ADJECTIVE) else "[oaei]"
        if stem[-1] == "h":
            stem, ends = stem[:-1], "(?:o|a|hi|he|i)"
    return f"{re.escape(stem)}{ends}"


@cache
def _infinitives() -> frozenset[str]:
    return frozenset(lemmas())


def fold(text: str) -> str:
    """Small letters without accents, apostrophes all alike; as long as the text, so that places stay the same."""
    return text.translate(_FOLDED) if text.isascii() else "".join(map(_folded, text))


@cache
def _folded(char: str) -> str:
    if char in "’‘ʼ´`":
        return "'"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base if len(base) == 1 else char


_FOLDED = {ord(char): char.lower() for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"} | {ord("`"): "'"}
