"""Care of the demo's profiles: what they say, whose they are, what is due, and a link-in-bio page. All invented."""

from __future__ import annotations

from datetime import datetime, timedelta

from clients.actions import link_pages, profile_answers, profiles
from clients.actions.link_pages import LinkInput
from clients.models import Channel, Client, ContactPart
from people.models import Member

# By client: the bio that all its channels should show, whose the accounts are, in how many days the profile is looked at again.
CARE: dict[str, tuple[str, str, str, int]] = {
    "trecorvi": ("Nove ettari a Valdoppia, tre vini. Si visita la domenica, si prenota dal link.", "client", "Paola Ridolfi, dal 2021", -2),
    "irma": ("canzoni sull’ultimo autobus. «fuori orario» esce a mezzanotte.", "third", "Dischi Mezzaluna Storta, si chiede il passaggio", 5),
    "passolieve": ("Fisioterapia a Pieve Lamaro. Per appuntamento: numero nel profilo.", "client", "dott.ssa Sparvieri", 40),
    "salvafonti": ("Sorgenti, comunità, clima. Finanziato dall’Unione europea.", "client", "Università di Serravento", 60),
    "lanterne": ("Tre giorni di teatro e musica in strada. Siamo in orario.", "agency", "Aperto da noi per la prima edizione", 12),
}  # fmt: skip
# What the profiles said before.
BEFORE = {
    "trecorvi": "Cantina a Valdoppia. Gracco, Pennabianca, Nido.",
    "lanterne": "Teatro e musica in strada, a Serravento.",
}
PAGES: dict[str, tuple[str, str, tuple[tuple[str, str], ...]]] = {
    "trecorvi": ("Tenuta Trecorvi", "Nove ettari, tre vini, visite la domenica.", (("Prenota la visita di domenica", "https://trecorvi.example/visite"), ("Compra dalla cantina", "https://shop.trecorvi.example"), ("Come arrivare", "https://trecorvi.example/dove"))),
    "lanterne": ("Lanterne Storte", "Siamo in orario.", (("Programma", "https://lanternestorte.example/programma"), ("Biglietti", "https://lanternestorte.example/biglietti"), ("Diventa volontario", "https://lanternestorte.example/volontari"))),
}  # fmt: skip


def care(members: dict[str, Member], clients: dict[str, Client], now: datetime) -> None:
    """Write the bios, note a yes, say whose the accounts are, plan what changes."""
    luca = members["luca"]
    for key, (bio, owner, note, days) in CARE.items():
        client = clients[key]
        today = client.today(now)
        channels = list(Channel.objects.connected().filter(client=client).order_by("pk"))
        for channel in channels:
            profiles.set_care(
                by=luca,
                channel=channel,
                owner=owner,
                owner_note=note,
                review_on=today + timedelta(days=days + 30 * (channel != channels[0])),
                now=now,
            )
            for days_ago, words in ((120, BEFORE.get(key, "")), (9, bio)):
                if words and len(words) <= 80:
                    profiles.write_version(
                        by=luca,
                        channel=channel,
                        words={"bio": words},
                        now=now - timedelta(days=days_ago),
                    )
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
