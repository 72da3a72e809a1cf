"""How a client's links are tagged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from clients.models import Client, LinkScheme
from people import audit
from people.models import Member


@transaction.atomic
def set_scheme(
    *,
    by: Member,
    client: Client,
    source: str,
    medium: str,
    campaign: str,
    usual_campaign: str,
    words: Mapping[str, str],
    is_short: bool,
    now: datetime,
) -> LinkScheme:
    """From now on links of the client are tagged so. What is approved or scheduled keeps the link it was frozen with."""
    values = {
        "source": source,
        "medium": medium,
        "campaign": campaign,
        "usual_campaign": usual_campaign,
        "words": {slug: word for slug, word in words.items() if word},
        "is_short": is_short,
        "changed_at": now,
    }
    scheme, _is_new = LinkScheme.objects.update_or_create(
        client=client, defaults=values, create_defaults={**values, "agency_id": client.agency_id}
    )
    audit.record(
        actor=by,
        agency=by.agency,
        verb="links.scheme_changed",
        target=client,
        data={"source": source, "medium": medium, "campaign": campaign},
        now=now,
    )
    return scheme
