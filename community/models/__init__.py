"""The rows of the community: conversations, what was said in them, answers on their way, promises, and what is heard."""

from __future__ import annotations

from community.models.conversations import Conversation, Utterance
from community.models.hearing import Hearing
from community.models.promises import ReplyPromise
from community.models.replies import Reply

__all__ = ["Conversation", "Hearing", "Reply", "ReplyPromise", "Utterance"]
