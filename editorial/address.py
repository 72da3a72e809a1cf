"""Whom an Italian text speaks to: its pronouns and verbs of tu, lei and voi, and the same in another of them. Pure.

Many forms are also nouns, participles or the third person ("porta", "consigli", "arrivate"): those count only where
the words beside them leave no doubt. What is missed costs a hint; what is seen wrongly costs trust.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import regex  # type: ignore[import-untyped]

from editorial.italian import Mood, Verb, conjugation, forms, is_first, word_set


@dataclass(frozen=True, slots=True)
class Mark:
    """A place that speaks to somebody. A verb keeps what it is, an attached pronoun stands in `clitic`."""

    start: int
    end: int
    said: str
    address: str
    verb: Verb | None = None
    clitic: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    said: str
    low: str
    start: int
    end: int
    before: str  # the word before it in the same clause, and the one before that
    second: str
    after: str
    begins: bool
    after_comma: bool
    is_asked: bool
    is_told: (
        bool  # after "che" in the same sentence: what somebody does, not what you are asked to do
    )


_TOKEN = regex.compile(r"\p{L}+(?:['’](?=\p{L}))?")
_CLAUSE_END = regex.compile(r"[.!?…:;\n—–•/«“\p{Emoji_Presentation}]")
_SENTENCE_END = regex.compile(r"[.!?…\n]")

_TU = word_set("tu te ti t' tuo tua tuoi tue")
_VOI = word_set("voi vi v' vostro vostra vostri vostre")
_PRONOUNS = dict.fromkeys(_TU, "tu") | dict.fromkeys(_VOI, "voi")
_SUO = {"Suo", "Sua", "Suoi", "Sue"}
_POLITE = word_set(
    "aspettiamo attendiamo invitiamo ricordiamo ringraziamo consigliamo informiamo preghiamo chiediamo"
)
_BEING = word_set("è e' sono era erano sarà saranno fu furono sia siano")
_PREPOSITIONS = word_set("a con per da di su tra fra senza come")
# Plurals and other nouns that look like a verb of the first conjugation.
_NOUNS_I = word_set("""abbracci acquisti aiuti ami appoggi arrivi ascolti aspetti assaggi cambi canti carichi cerchi commenti consigli
    contatti continui controlli disegni doni fermi giochi giri immagini incontri indovini inizi inviti mandi ordini passi
    porti racconti regali registri resti respiri ricordi ritiri riposi saluti salvi segnali segni sogni studi suoni
    telefoni torni usi voti""")
_NOUNS_A = word_set("prova porta visita firma vota segna usa ordina cerca gioca gira pensa aiuta")
_NOT_AFTER_NOUN = word_set("""di del dello della dell' dei degli delle d' a al alla in per san santa gratuita gratuite gratis guidata guidate
    aperta aperte chiusa chiuse generale tecnica unica principale""")
# With these a caption tells what happens: "Torna la sagra", "Arrivate le etichette nuove".
_TELLING = word_set("""arrivare tornare iniziare cominciare restare continuare cambiare entrare girare cantare suonare parlare diventare
    passare andare camminare segnare""")
_TELLING_PLURAL = _TELLING | word_set(
    "confermare inviare organizzare preparare registrare ritirare salvare segnalare verificare"
)
_SAYS_TU = word_set("se quando cosa dove mentre appena tu ti quanto")
_SAYS_VOI = word_set("se quando cosa dove mentre appena voi vi ci lo come non")
_SAID = (_SAYS_TU | _SAYS_VOI) - {"non"}
_DAYS = word_set(
    "oggi domani stasera lunedì martedì mercoledì giovedì venerdì sabato domenica ora adesso intanto poi"
)
_SUBJUNCTIVE = word_set(
    "che perché affinché purché senza prima benché come quando se quanto qualunque"
)
_BEFORE_LEI = word_set("si ci mi lo la li ne non poi gli e")
_OF_OTHER_USE = {
    "tu": word_set("sei dai parti leggi vivi sali servi vesti siedi corri"),
    "lei": word_set(
        "sia abbia possa voglia debba stia dia viva esca serva vesta faccia tenga creda parta"
    ),
    "voi": word_set("""state date andate uscite salite partite sentite seguite vestite divertite finite capite condite costruite
        fornite garantite inserite preferite pulite restituite spedite suggerite unite servite dormite"""),
}
_ARTICLES = word_set("il lo la i gli le l' un uno una un' tutto tutta anche qui subito ancora")
_SEI = word_set("pronto pronta pronti mai già stato stata curioso curiosa tu dei tra qui")
_CLITICS = ("mi", "ti", "ci", "vi", "lo", "la", "li", "le", "ne", "gli")
_MAY_SPEAK = frozenset(_PRONOUNS) | word_set("lei la le ve suo sua suoi sue")
# With a pronoun at the end, or short: dimmi, dicci.
_MAY_END = (*_CLITICS, "me", "ce")
_NOT_WITH_CLITIC = word_set(
    "portale portali aprile segnale segnali cambiale cambiali mandala amati amata usati provati"
)
_SHORT = {"di": "dire", "da": "dare", "fa": "fare", "va": "andare", "sta": "stare"}
_SHORT_FORM = regex.compile(r"(di|da|fa|va|sta)(?:(m)m|(c)c)([ie])|(di)(l)l([aoie])")


def marks(text: str) -> list[Mark]:
    """Every place of the text that speaks to somebody, in order; pieces nobody said are masked by the caller."""
    return [mark for word in _words(text) if (mark := _mark(word)) is not None]


def _may_speak(low: str) -> bool:
    """Whether `_mark` could say yes to the word: most words are neither a pronoun nor a form of a verb, and cost nothing more."""
    return low in _MAY_SPEAK or low in forms() or low.endswith(_MAY_END)


def _words(text: str) -> Iterator[_Word]:
    """The words that may speak to somebody, each with what stands around it."""
    spans = [(m.start(), m.end(), m.group()) for m in _TOKEN.finditer(text)]
    lows = [said.lower().replace("’", "'") for _s, _e, said in spans]
    gaps = [text[a[1] : b[0]] for a, b in pairwise(spans)]
    ends = [bool(_CLAUSE_END.search(gap)) for gap in gaps]
    stops = [m.start() for m in _SENTENCE_END.finditer(text)]
    told_until = -1
    for at, (start, end, said) in enumerate(spans):
        gap = gaps[at - 1] if at else ""
        if at and lows[at - 1] == "che":
            told_until = bisect_left(stops, start)
        if not _may_speak(lows[at]):
            continue
        begins = ends[at - 1] if at else not text[:start].strip(" \"'«“(-")
        near = bool(at) and not begins and "," not in gap and "\ufffc" not in gap
        next_near = at + 1 < len(spans) and not ends[at] and "," not in gaps[at]
        stop = bisect_left(stops, end)
        yield _Word(
            said=said,
            low=lows[at],
            start=start,
            end=end,
            before=lows[at - 1] if near else "",
            second=lows[at - 2] if near and at > 1 and not ends[at - 2] else "",
            after=lows[at + 1] if next_near else "",
            begins=begins,
            after_comma="," in gap and not begins,
            is_asked=stop < len(stops) and text[stops[stop]] == "?",
            is_told=stop == told_until,
        )


def _mark(word: _Word) -> Mark | None:
    address = _by_pronoun(word)
    if address:
        return _made(word, address)
    for verb in forms().get(word.low, ()):
        if _fits(word, verb):
            return _made(word, verb.address, _in_its_mood(word, verb))
    return _with_clitic(word)


def _made(word: _Word, address: str, verb: Verb | None = None, clitic: str = "") -> Mark:
    return Mark(word.start, word.end, word.said, address, verb, clitic, word.before, word.after)


def _by_pronoun(word: _Word) -> str:
    low = word.low
    if low == "vi" and (word.said == "VI" or word.after in _BEING):
        return ""
    if low == "tu" and (word.before in ("del", "a") or (word.before, word.after) == ("per", "")):
        return ""
    if low == "ve" and word.after in ("lo", "la", "li", "le", "ne", "l'"):
        return "voi"
    if word.said == "Lei" and not word.begins:
        return "lei"
    if word.said in _SUO and not word.begins:
        return "lei"
    if word.said in ("La", "Le") and word.after in _POLITE:
        return "lei"
    return _PRONOUNS.get(low, "")


def _fits(word: _Word, verb: Verb) -> bool:
    if verb.mood in ("future", "would", "imperfect"):
        return True
    return {"tu": _is_tu, "lei": _is_lei, "voi": _is_voi}[verb.address](word, verb)


def _is_tu(word: _Word, verb: Verb) -> bool:
    if is_first(verb.lemma):
        return _is_tu_order(word, verb) if verb.mood == "imperative" else _is_tu_said(word)
    if word.low == "sei":
        known = word.before in ("tu", "se", "chi", "dove", "non", "ci", "già")
        return known or (word.begins and word.after in _SEI)
    if word.low in _OF_OTHER_USE["tu"]:
        return word.before in _SAYS_TU or (word.begins and word.after in _ARTICLES)
    return True


def _is_tu_said(word: _Word) -> bool:
    if word.low in _NOUNS_I:
        return word.before in ("tu", "ti", "se")
    return word.before in _SAYS_TU


def _is_tu_order(word: _Word, verb: Verb) -> bool:
    if not word.begins:
        return word.after_comma and verb.lemma in ("prenotare", "commentare", "cliccare", "taggare")
    if word.is_asked:
        return False
    if verb.lemma in _TELLING:
        return verb.lemma in ("passare", "tornare") and word.after in ("a", "da", "di")
    if word.low in _NOUNS_A:
        return word.after != "" and word.after not in _NOT_AFTER_NOUN
    return True


def _is_lei(word: _Word, verb: Verb) -> bool:
    if word.low in _OF_OTHER_USE["lei"] or word.before in _SUBJUNCTIVE:
        return False
    if word.second in _SUBJUNCTIVE or word.is_told:
        return False
    if is_first(verb.lemma):
        if word.low in _NOUNS_I:
            return False
        return (word.begins and not word.is_asked) or word.before in ("si", "poi")
    return word.begins or word.after_comma or word.before in _BEFORE_LEI


def _is_voi(word: _Word, verb: Verb) -> bool:
    low = word.low
    if low == "state":
        return word.before in ("voi", "dove") or word.after in ("tranquilli", "attenti", "pronti")
    if low == "date":
        return word.before == "voi" or (word.begins and word.after in ("un", "una", "retta"))
    if low == "andate":
        return word.before in _SAYS_VOI or (word.begins and word.after in ("a", "al", "alla", "su"))
    if low in _OF_OTHER_USE["voi"]:
        return word.before in _SAYS_VOI
    if not is_first(verb.lemma):
        return True
    if word.before in _SAYS_VOI:
        return True
    if not (word.begins or word.before in _DAYS or word.after_comma):
        return False
    if verb.lemma in ("passare", "tornare"):
        return word.after in ("a", "da", "di")
    return verb.lemma not in _TELLING_PLURAL


def _in_its_mood(word: _Word, verb: Verb) -> Verb:
    """A form that is both said and ordered is an order where one is given."""
    if verb.mood not in ("present", "imperative") or verb.address == "lei":
        return verb
    is_order = word.begins or word.after_comma or word.before in ("e", "poi", "non", "ma", *_DAYS)
    is_order = is_order and not word.is_asked and word.before not in _SAID
    mood: Mood = "imperative" if is_order else "present"
    if conjugation(verb.lemma).get((verb.address, mood)) != word.low:
        return verb
    return Verb(verb.address, verb.lemma, mood)


def _with_clitic(word: _Word) -> Mark | None:
    """An order with its pronoun at its end: raccontaci, iscrivetevi, dimmi."""
    low = word.low
    short = _SHORT_FORM.fullmatch(low)
    if short:
        stem, *rest = [part for part in short.groups() if part]
        return _made(word, "tu", Verb("tu", _SHORT[stem], "imperative"), "".join(rest))
    if low in _NOT_WITH_CLITIC:
        return None
    for clitic in _CLITICS if low.endswith(_CLITICS) else ():
        if not low.endswith(clitic):
            continue
        for verb in forms().get(low.removesuffix(clitic), ()):
            if verb.mood != "imperative" or verb.address == "lei":
                continue
            # "fermati", "divertiti": participles too, unless the sentence begins with them.
            is_participle = (
                clitic == "ti" and conjugation(verb.lemma)[("voi", "present")][:-2] + "ti" == low
            )
            if is_participle and not (word.begins or word.after_comma):
                continue
            if clitic == ("vi" if verb.address == "tu" else "ti"):
                continue
            return _made(word, verb.address, verb, clitic)
    return None


# The same to somebody else ----------------------------------------------------------------------------

_TURNED = {
    ("ti", "voi"): "vi", ("t'", "voi"): "v'", ("tuo", "voi"): "vostro", ("tua", "voi"): "vostra",
    ("tuoi", "voi"): "vostri", ("tue", "voi"): "vostre", ("tu", "voi"): "voi",
    ("vi", "tu"): "ti", ("v'", "tu"): "t'", ("vostro", "tu"): "tuo", ("vostra", "tu"): "tua",
    ("vostri", "tu"): "tuoi", ("vostre", "tu"): "tue", ("ve", "tu"): "te",
    ("suo", "tu"): "tuo", ("sua", "tu"): "tua", ("suoi", "tu"): "tuoi", ("sue", "tu"): "tue",
    ("suo", "voi"): "vostro", ("sua", "voi"): "vostra", ("suoi", "voi"): "vostri", ("sue", "voi"): "vostre",
    ("la", "tu"): "ti", ("le", "tu"): "ti", ("la", "voi"): "vi", ("le", "voi"): "vi", ("lei", "voi"): "voi",
    ("tuo", "lei"): "suo", ("tua", "lei"): "sua", ("tuoi", "lei"): "suoi", ("tue", "lei"): "sue",
    ("vostro", "lei"): "suo", ("vostra", "lei"): "sua", ("vostri", "lei"): "suoi", ("vostre", "lei"): "sue",
    ("tu", "lei"): "lei", ("te", "lei"): "lei", ("voi", "lei"): "lei",
}  # fmt: skip


def turned(mark: Mark, to: str) -> str | None:
    """What stands there when the same is said to `to`; None where it takes more than another word."""
    said = _turned_verb(mark, to) if mark.verb else _turned_pronoun(mark, to)
    if said is None or mark.address == to:
        return None
    is_capital = mark.said[0].isupper() and not (
        mark.address == "lei" and not mark.verb and mark.before
    )
    return said[0].upper() + said[1:] if is_capital else said


def _turned_pronoun(mark: Mark, to: str) -> str | None:
    low = mark.said.lower().replace("’", "'")
    if low == "te" and to == "voi":
        return "ve" if mark.after in ("lo", "la", "li", "le", "ne") else "voi"
    if low in ("voi", "lei") and to == "tu":
        return "te" if mark.before in _PREPOSITIONS else "tu"
    return _TURNED.get((low, to))


def _turned_verb(mark: Mark, to: str) -> str | None:
    verb = mark.verb
    assert verb is not None
    if to not in ("tu", "lei", "voi"):
        return None
    if verb.address == "lei" and mark.before in _BEFORE_LEI - {"non", "poi", "e"}:
        return None  # "si alzi": the pronoun before it would have to move
    if mark.before == "non" and verb.mood == "imperative" and to == "tu":
        return verb.lemma + mark.clitic if not mark.clitic else None
    found = conjugation(verb.lemma)[(to, verb.mood)]
    if not mark.clitic:
        return found
    clitic = {"ti": "vi", "vi": "ti"}.get(mark.clitic, mark.clitic)
    if to == "lei":
        return f"{'si' if clitic in ('ti', 'vi') else clitic} {found}"
    if to == "tu" and verb.lemma in _SHORT.values():
        stem = next(short for short, lemma in _SHORT.items() if lemma == verb.lemma)
        return f"{stem}{clitic if clitic == 'gli' else clitic[0] + clitic}"
    return found + clitic
