"""The rows of the editorial work, from a draft to a post that exists."""

from __future__ import annotations

from editorial.models.alerts import Alert, AlertItem
from editorial.models.amendments import Amendment, Remedy, RemedyAttempt, RemedyLookup
from editorial.models.assets import (
    MOST_IN_ALL,
    MOST_PICTURES,
    Asset,
    AssetKind,
    AssetState,
    CropFormat,
    PostAsset,
    Rendition,
    RenditionPurpose,
)
from editorial.models.campaigns import Campaign
from editorial.models.channel_looks import ChannelLook
from editorial.models.deliveries import Attempt, Delivery, Lookup
from editorial.models.effort import ClosedPeriod, Origin, TimeEntry, Timer
from editorial.models.hand_acts import HandAct
from editorial.models.holds import Hold
from editorial.models.left_so import LeftSo
from editorial.models.links import LinkClicks, ShortLink
from editorial.models.logos import Logo
from editorial.models.money import Boost, Cost, Extra, ExtraAnswer
from editorial.models.outside_aims import OutsideAim
from editorial.models.planning import Format, Pillar, Series
from editorial.models.posts import Post, Revision, Version
from editorial.models.publications import Publication
from editorial.models.published_links import PublishedLinks
from editorial.models.recurrences import Recurrence, RecurrenceDay
from editorial.models.releases import Insider, Release
from editorial.models.repetitions import Repetition
from editorial.models.reviews import Review
from editorial.models.steps import PartAttempt, PartLookup, Step
from editorial.models.tone_checks import OUT_OF_HAND, ToneCheck
from editorial.models.uploads import Upload

__all__ = [
    "MOST_IN_ALL",
    "MOST_PICTURES",
    "OUT_OF_HAND",
    "Alert",
    "AlertItem",
    "Amendment",
    "Asset",
    "AssetKind",
    "AssetState",
    "Attempt",
    "Boost",
    "Campaign",
    "ChannelLook",
    "ClosedPeriod",
    "Cost",
    "CropFormat",
    "Delivery",
    "Extra",
    "ExtraAnswer",
    "Format",
    "HandAct",
    "Hold",
    "Insider",
    "LeftSo",
    "LinkClicks",
    "Logo",
    "Lookup",
    "Origin",
    "OutsideAim",
    "PartAttempt",
    "PartLookup",
    "Pillar",
    "Post",
    "PostAsset",
    "Publication",
    "PublishedLinks",
    "Recurrence",
    "RecurrenceDay",
    "Release",
    "Remedy",
    "RemedyAttempt",
    "RemedyLookup",
    "Rendition",
    "RenditionPurpose",
    "Repetition",
    "Review",
    "Revision",
    "Series",
    "ShortLink",
    "Step",
    "TimeEntry",
    "Timer",
    "ToneCheck",
    "Upload",
    "Version",
]
