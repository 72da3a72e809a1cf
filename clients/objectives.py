"""What a client's social networks are for. Pure: one list for goals, platform fit, pillars and posts."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Objective(TextChoices):
    """What an action on a network is meant to do."""

    INFORM = "inform", _("Inform")
    SELL = "sell", _("Sell")
    PROMOTE = "promote", _("Promote")
    RELATE = "relate", _("Keep in touch")
