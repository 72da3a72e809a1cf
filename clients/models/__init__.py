"""The models of the app, by what they are about."""

from __future__ import annotations

from clients.models.audiences import Audience, Habit
from clients.models.channels import ENDS_SOON, Channel, Gate, Hat, Health, Part
from clients.models.clients import Approval, Client, Kind, Status
from clients.models.competitors import (
    Competitor,
    CompetitorPost,
    CompetitorProfile,
    CompetitorReading,
)
from clients.models.connections import (
    AppRegistration,
    Canary,
    ConnectAttempt,
    ConnectLink,
    Credential,
)
from clients.models.contacts import AccessCode, AccessLink, Contact, ContactPart, Form, LinkScope
from clients.models.contract import Contract, FiscalData, Rate
from clients.models.fitting import FitAssessment, FitWeights
from clients.models.goals import Counting, FigureSource, Goal, GoalChannel, Reckoning, Rhythm
from clients.models.link_checks import LinkCheck
from clients.models.link_pages import LinkPage, PageClicks, PageLink
from clients.models.links import LinkScheme
from clients.models.matters import Act, Deliverable, Sponsor, Stage, Window, Work, WorkPackage
from clients.models.meetings import AgendaPoint, Decision, Meeting, Task
from clients.models.notes import ClientNote
from clients.models.presence import TouchKind, Touchpoint, TouchpointMoment
from clients.models.profiles import ChannelCare, Closing, Owner, ProfileTask, ProfileVersion
from clients.models.prospects import Answers, Offer, OfferState, Sighting
from clients.models.sheets import NetworkSheet
from clients.models.standing import LeavingTick, StatusChange
from clients.models.strategy import Brief, Interview
from clients.models.team import Assignment, Visit
from clients.models.voice import Voice

__all__ = [
    "ENDS_SOON",
    "AccessCode",
    "AccessLink",
    "Act",
    "AgendaPoint",
    "Answers",
    "AppRegistration",
    "Approval",
    "Assignment",
    "Audience",
    "Brief",
    "Canary",
    "Channel",
    "ChannelCare",
    "Client",
    "ClientNote",
    "Closing",
    "Competitor",
    "CompetitorPost",
    "CompetitorProfile",
    "CompetitorReading",
    "ConnectAttempt",
    "ConnectLink",
    "Contact",
    "ContactPart",
    "Contract",
    "Counting",
    "Credential",
    "Decision",
    "Deliverable",
    "FigureSource",
    "FiscalData",
    "FitAssessment",
    "FitWeights",
    "Form",
    "Gate",
    "Goal",
    "GoalChannel",
    "Habit",
    "Hat",
    "Health",
    "Interview",
    "Kind",
    "LeavingTick",
    "LinkCheck",
    "LinkPage",
    "LinkScheme",
    "LinkScope",
    "Meeting",
    "NetworkSheet",
    "Offer",
    "OfferState",
    "Owner",
    "PageClicks",
    "PageLink",
    "Part",
    "ProfileTask",
    "ProfileVersion",
    "Rate",
    "Reckoning",
    "Rhythm",
    "Sighting",
    "Sponsor",
    "Stage",
    "Status",
    "StatusChange",
    "Task",
    "TouchKind",
    "Touchpoint",
    "TouchpointMoment",
    "Visit",
    "Voice",
    "Window",
    "Work",
    "WorkPackage",
]
