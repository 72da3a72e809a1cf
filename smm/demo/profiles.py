"""Care of the demo's profiles: what they say, whose they are, what is due, and a link-in-bio page. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from clients.actions import link_pages, profile_answers, profiles
from clients.actions.link_pages import LinkInput
from clients.models import Channel, Client, ContactPart
from people.models import Member


@dataclass(frozen=True, slots=True)
class _Care:
    """What all profiles of a client should say, whose the accounts are, in how many days they are looked at again.

    `before` is the bio they had; the picture and the cover are told in words, `hours` stand where a network asks for them.
    """

    bio: str
    link: str
    picture: str
    cover: str
    pinned: str
    owner: str
    owner_note: str
    days: int
    before: str = ""
    hours: str = ""


CARE: dict[str, _Care] = {
    "trecorvi": _Care(
        "Nove ettari a Valdoppia, tre vini. Si visita la domenica, si prenota dal link.",
        "https://trecorvi.example/visite", "I tre corvi, bianchi su rosso", "I filari dal basso, senza persone; a dicembre le casse",
        "Domenica in cantina: orario, posti, scarpe vecchie", "client", "Paola Ridolfi, dal 2021", -2,
        before="Cantina a Valdoppia. Gracco, Pennabianca, Nido.", hours="Domenica dalle 10 alle 17, gli altri giorni su appuntamento",
    ),
    "irma": _Care(
        "canzoni sull’ultimo autobus. «fuori orario» esce a mezzanotte.",
        "https://irmavelluto.example/ascolta", "Di spalle al finestrino; a mezzanotte cambia con la copertina",
        "Il sedile vuoto, di notte; a mezzanotte la copertina", "una riga al giorno / 4, poi il post dell’uscita",
        "third", "Dischi Mezzaluna Storta, si chiede il passaggio", 5,
        before="canzoni scritte di notte. concerti: scrivete a teo.",
    ),
    "passolieve": _Care(
        "Fisioterapia a Pieve Lamaro. Per appuntamento: numero nel profilo.",
        "https://passolieve.example/appuntamenti", "Il segno verde dello studio", "La stanza con la finestra, vuota",
        "Quanto dura una prima visita", "client", "dott.ssa Sparvieri", 40,
        hours="Da lunedì a venerdì 8–19, il giovedì fino alle 20",
    ),
    "salvafonti": _Care(
        "Sorgenti, comunità, clima. Finanziato dall’Unione europea.",
        "https://salvafonti.example", "Il marchio del progetto, su bianco", "La valle con l’emblema europeo in basso a destra",
        "Che cosa misuriamo, e come mandarci una lettura", "client", "Università di Serravento", 60,
    ),
    "lanterne": _Care(
        "Tre giorni di teatro e musica in strada. Siamo in orario.",
        "https://lanternestorte.example/programma", "La lanterna storta, 🏮", "La locandina, tagliata larga: le date si leggono",
        "Il cartellone, prima parte", "agency", "Aperto da noi per la prima edizione", 12,
        before="Teatro e musica in strada, a Serravento.", hours="Nei tre giorni, dalle 11 a mezzanotte",
    ),
}  # fmt: skip
# What profiles do not have everywhere.
_WITH_COVER = frozenset(
    {"sandbox", "facebook", "linkedin", "youtube", "bluesky", "google_business"}
)
_WITH_HOURS = frozenset({"facebook", "google_business"})
_WITHOUT_PIN = frozenset({"google_business"})
PAGES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "trecorvi": ("Tenuta Trecorvi", "Nove ettari, tre vini, visite la domenica.", (("Prenota la visita di domenica", "https://trecorvi.example/visite"), ("Compra dalla cantina", "https://shop.trecorvi.example"), ("Come arrivare", "https://trecorvi.example/dove"))),
    "lanterne": ("Lanterne Storte", "Siamo in orario.", (("Programma", "https://lanternestorte.example/programma"), ("Biglietti", "https://lanternestorte.example/biglietti"), ("Diventa volontario", "https://lanternestorte.example/volontari"))),
}  # fmt: skip


def care(members: dict[str, Member], clients: dict[str, Client], now: datetime) -> None:
    """Write the bios, note a yes, say whose the accounts are, plan what changes."""
    luca = members["luca"]
    for key, said in CARE.items():
        client = clients[key]
        today = client.today(now)
        channels = list(Channel.objects.connected().filter(client=client).order_by("pk"))
        for channel in channels:
            profiles.set_care(
                by=luca,
                channel=channel,
                owner=said.owner,
                owner_note=said.owner_note,
                review_on=today + timedelta(days=said.days + 30 * (channel != channels[0])),
                now=now,
            )
            _write_versions(luca, channel, said, now)
        profiles.plan_change(
            by=luca, channel=channels[0], on=today + timedelta(days=18), what="Copertina e orari delle feste", now=now
        )  # fmt: skip
        _answers(luca, client, channels, now)
    for key, (title, intro, links) in PAGES.items():
        link_pages.write_page(
            by=luca,
            client=clients[key],
            title=title,
            intro=intro,
            is_open=True,
            links=[LinkInput(label=label, url=url) for label, url in links],
            now=now,
        )


def _write_versions(by: Member, channel: Channel, said: _Care, now: datetime) -> None:
    """What it said once, and what it should say now."""
    if said.before:
        before = {"bio": said.before, "link": said.link.partition(".example")[0] + ".example"}
        profiles.write_version(by=by, channel=channel, words=before, now=now - timedelta(days=120))
    network = channel.network
    words = {"bio": said.bio, "link": said.link, "picture": said.picture}
    words["cover"] = said.cover if network in _WITH_COVER else ""
    words["pinned"] = "" if network in _WITHOUT_PIN else said.pinned
    words["hours"] = said.hours if network in _WITH_HOURS else ""
    profiles.write_version(by=by, channel=channel, words=words, now=now - timedelta(days=9))


def _answers(by: Member, client: Client, channels: list[Channel], now: datetime) -> None:
    """A yes by voice to the first profile, by the link to the others; the last of several still waits for one."""
    contact = client.contacts.filter(part=ContactPart.APPROVER).first()
    newest = [(each, each.profile_versions.first()) for each in channels]
    written = [(channel, version) for channel, version in newest if version is not None]
    if contact is None or not written:
        return
    day = client.today(now) - timedelta(days=3)
    profiles.approve(by=by, version=written[0][1], contact=contact, on=day, now=now)
    for channel, version in written[1:-1]:
        at = now - timedelta(days=2)
        profile_answers.approve_by_contact(
            contact=contact, channel=channel, number=version.number, now=at
        )
