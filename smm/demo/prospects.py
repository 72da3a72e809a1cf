"""What the program reads of the demo's prospect: a nursery garden that posts when people plant, and hardly in autumn and winter."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

from clients.actions import looking
from clients.models import Client
from networks.sandbox.orders import Orders
from people.models import Member

USERNAME = "vivaio.terzaluna"
FOLLOWERS = 410
BORN_BEFORE = timedelta(days=420)
# Months of the season, with so many days from one post to the next; of all others the last.
EVERY = {3: 3, 4: 2, 5: 2, 6: 4, 7: 9}
OUT_OF_SEASON = 17
SAYS = {
    True: ("Pomodori da orto: sono arrivati.", "Basilico in vaso, due misure.", "Si apre alle otto, anche domenica."),
    False: ("La serra riposa.", "Ciclamini, pochi.", "Si prepara la terra."),
}  # fmt: skip


def look(members: dict[str, Member], sandbox: Orders, now: datetime) -> None:
    """Open the prospect's account, let it have posted for a year, and have it read as the page does."""
    (account,) = sandbox.order(
        "accounts",
        usernames=[USERNAME],
        profiles={USERNAME: {"name": "Vivaio Terzaluna", "followers": FOLLOWERS, "note": "Piante da orto e da balcone"}},
        born_at=(now - BORN_BEFORE).isoformat(),
    )  # fmt: skip
    dice = Random(USERNAME)  # noqa: S311 - a stage play, not a secret
    at, statuses = now - timedelta(days=11), list[dict[str, object]]()
    while at > now - timedelta(days=365):
        in_season = at.month in EVERY
        statuses.append(
            {
                "account_id": account["id"],
                "text": SAYS[in_season][len(statuses) % 3],
                "created_at": at.isoformat(),
                "fame": dice.uniform(0.5, 1.4) * (1 if in_season else 0.4),
            }
        )
        at -= timedelta(days=EVERY.get(at.month, OUT_OF_SEASON) + dice.random())
    sandbox.order("backdate", statuses=statuses[::-1])
    nora, client = members["nora"], Client.objects.get(name="Vivaio Terzaluna")
    asked = looking.ask(by=nora, client=client, network="sandbox", account=USERNAME, now=now)
    looking.read(asked, now=now)
