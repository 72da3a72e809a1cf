"""What stands around every page: the frame of its scope, and the toasts with what they offer."""

from __future__ import annotations

from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template.context import Context
from django.utils.safestring import SafeString

from people.toasts import Undo, read_undo

register = template.Library()


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Any:
    """The frame of this page for the scope it is in (smm/shell.py), or None outside the staff's screens."""
    shell = context.get("shell")
    return shell.frame(context.get("client")) if shell else None


@register.simple_block_tag(end_name="endkept")
def kept(content: str) -> SafeString:
    """A part of the page made ahead of its place: `{% kept as name %}`, so that what stands before it can ask for it."""
    return SafeString(content.strip())


@register.filter
def way_back(message: Message) -> Undo | None:
    """The undo a message offers (people/toasts.py), or None."""
    return read_undo(message.extra_tags or "")


_TOAST_LOOKS = {
    "error": ("exclamation-triangle", "s-failed"),
    "warning": ("exclamation-circle", "s-changes"),
}


@register.filter
def toast_icon(message: Message) -> str:
    """The icon of a toast, by the message's level; its words must say the same."""
    return _TOAST_LOOKS.get(message.level_tag, ("check2", ""))[0]


@register.filter
def toast_css(message: Message) -> str:
    """The state class of a toast, by the message's level."""
    return _TOAST_LOOKS.get(message.level_tag, ("", "s-ok"))[1]
