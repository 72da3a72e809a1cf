"""The models of the app, by what they are about."""

from __future__ import annotations

from clients.models.audiences import Audience, Habit
from clients.models.channels import ENDS_SOON, Channel, Gate, Health, Part
from clients.models.clients import Approval, Client, Kind, Status
from clients.models.competitors import (
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
from clients.models.connections import AppRegistration, Canary, ConnectAttempt, Credential
from clients.models.contacts import AccessCode, AccessLink, Contact, ContactPart, Form, LinkScope
from clients.models.contract import Contract, FiscalData, Rate
from clients.models.strategy import Brief, Interview
from clients.models.team import Assignment, Visit
from clients.models.voice import Voice

__all__ = [
    "ENDS_SOON",
    "AccessCode",
    "AccessLink",
    "AppRegistration",
    "Approval",
    "Assignment",
    "Audience",
    "Brief",
    "Canary",
    "Channel",
    "Client",
    "Competitor",
    "CompetitorPost",
    "CompetitorProfile",
    "CompetitorReading",
    "ConnectAttempt",
    "Contact",
    "ContactPart",
    "Contract",
    "Credential",
    "FiscalData",
    "Form",
    "Gate",
    "Habit",
    "Health",
    "Interview",
    "Kind",
    "LinkScope",
    "Part",
    "Rate",
    "Status",
    "Visit",
    "Voice",
]
