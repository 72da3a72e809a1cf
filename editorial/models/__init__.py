"""The rows of the editorial work, from a draft to a post that exists."""

from __future__ import annotations

from editorial.models.deliveries import Attempt, Delivery, Lookup, Step
from editorial.models.posts import Post, Revision, Version
from editorial.models.publications import Publication

__all__ = [
    "Attempt",
    "Delivery",
    "Lookup",
    "Post",
    "Publication",
    "Revision",
    "Step",
    "Version",
]
