"""The few words of the sandbox's own pages, in Italian and English."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from babel import dates, numbers

WORDS: dict[str, dict[str, str]] = {
    "it": {
        "title": "Sandbox",
        "what": "Questa è una rete di prova: le persone sono inventate e niente esce da questa macchina.",
        "empty": "Ancora nessun post. Pubblicane uno dal tuo canale Sandbox: apparirà qui.",
        "timeline": "Ultimi post",
        "posts": "post",
        "followers": "follower",
        "likes": "Mi piace",
        "boosts": "Condivisioni",
        "comments": "Commenti",
        "back": "Torna a tutti i post",
        "post_of": "Post di",
        "missing": "Qui non c'è niente",
        "missing_more": "Il post o il profilo non esiste, o è stato eliminato.",
        "edited": "modificato",
        "asks": "vuole usare un profilo del Sandbox",
        "asks_more": "Potrà pubblicare, leggere commenti e numeri, e rispondere a nome di quel profilo.",
        "choose": "Scegli un profilo",
        "or_new": "oppure scrivine uno nuovo",
        "hint": "Lettere minuscole, numeri e trattino basso. Se non esiste viene creato.",
        "authorise": "Autorizza",
        "refuse": "Rifiuta",
        "bad_name": "Questo nome non va bene: da 1 a 30 lettere minuscole, numeri o trattini bassi.",
        "bad_request": "Questa richiesta non è valida",
        "bad_request_more": "L'applicazione o l'indirizzo di ritorno non sono registrati. Torna indietro e ricomincia.",
        "to": "e tornerai a",
        "vote": "voto",
        "votes": "voti",
        "poll_open": "sondaggio aperto",
        "poll_over": "sondaggio chiuso",
        "poll_many": "più risposte",
        "part": "Thread, parte",
        "goes_on": "Il thread continua",
        "above": "Prima",
        "video": "Video",
        "audio": "Audio",
    },
    "en": {
        "title": "Sandbox",
        "what": "This is a practice network: the people are invented and nothing leaves this machine.",
        "empty": "No posts yet. Publish one from your Sandbox channel and it will appear here.",
        "timeline": "Latest posts",
        "posts": "posts",
        "followers": "followers",
        "likes": "Likes",
        "boosts": "Shares",
        "comments": "Comments",
        "back": "Back to all posts",
        "post_of": "Post by",
        "missing": "There is nothing here",
        "missing_more": "The post or profile does not exist, or was deleted.",
        "edited": "edited",
        "asks": "would like to use a Sandbox profile",
        "asks_more": "It will be able to publish, read comments and numbers, and reply as that profile.",
        "choose": "Choose a profile",
        "or_new": "or type a new one",
        "hint": "Lower-case letters, numbers and underscore. It is created if it does not exist.",
        "authorise": "Authorise",
        "refuse": "Refuse",
        "bad_name": "That name does not work: 1 to 30 lower-case letters, numbers or underscores.",
        "bad_request": "This request is not valid",
        "bad_request_more": "The application or its return address is not registered. Go back and start again.",
        "to": "and you will go back to",
        "vote": "vote",
        "votes": "votes",
        "poll_open": "poll open",
        "poll_over": "poll closed",
        "poll_many": "several answers",
        "part": "Thread, part",
        "goes_on": "The thread goes on",
        "above": "Before",
        "video": "Video",
        "audio": "Audio",
    },
}


def words(accept_language: str) -> tuple[str, dict[str, str]]:
    """The language to speak and its words: the first of it and en that the reader names, else Italian."""
    for piece in accept_language.lower().split(","):
        language = piece.strip()[:2]
        if language in WORDS:
            return language, WORDS[language]
    return "it", WORDS["it"]


def language_of(say: dict[str, str]) -> str:
    """Which language some words are of."""
    return next(language for language, known in WORDS.items() if known is say)


def figure(n: int, language: str) -> str:
    """A number as the language writes it: 1.485, 1,485."""
    return str(numbers.format_decimal(n, locale="en_GB" if language == "en" else language))


def told(at: float, now: float, language: str) -> str:
    """An instant as people tell it: 3 minuti fa, 5 hours ago, from a week on the day.

    The sandbox does not know where its reader is, so it says how long ago and never the hour.
    """
    locale = "en_GB" if language == "en" else language
    if now - at >= 7 * 86_400:
        return str(dates.format_date(datetime.fromtimestamp(at, UTC), "d MMMM y", locale=locale))
    ago = timedelta(seconds=min(-1.0, at - now))
    return str(dates.format_timedelta(ago, threshold=1.5, add_direction=True, locale=locale))
