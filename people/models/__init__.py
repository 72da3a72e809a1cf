"""The models of the app, by what they are about."""

from __future__ import annotations

from people.models.absences import Absence
from people.models.audit import AuditEntry
from people.models.clocks import SkewedClock
from people.models.duty import DutyCover, DutyShift, Weekday
from people.models.installations import Installation
from people.models.membership import Agency, Invitation, Member
from people.models.messages import KeptMail, Notice, Outbox
from people.models.put_off import PutOff
from people.models.users import User

__all__ = [
    "Absence",
    "Agency",
    "AuditEntry",
    "DutyCover",
    "DutyShift",
    "Installation",
    "Invitation",
    "KeptMail",
    "Member",
    "Notice",
    "Outbox",
    "PutOff",
    "SkewedClock",
    "User",
    "Weekday",
]
