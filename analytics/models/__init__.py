"""The rows of measuring and reporting."""

from __future__ import annotations

from analytics.models.external import ExternalFigure, Way
from analytics.models.handovers import Handover
from analytics.models.readings import ChannelReading, Reading, Sampling
from analytics.models.reports import PdfState, Report, ReportLink
from analytics.models.rollups import ChannelDay, DirtyDay, PublicationDay, PublicationTotal
from analytics.models.statements import Statement

__all__ = [
    "ChannelDay",
    "ChannelReading",
    "DirtyDay",
    "ExternalFigure",
    "Handover",
    "PdfState",
    "PublicationDay",
    "PublicationTotal",
    "Reading",
    "Report",
    "ReportLink",
    "Sampling",
    "Statement",
    "Way",
]
