"""What support reads of the inbox: the words of smm/admin_words.py for these rows and acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

FIELDS: dict[str, Any] = {
    "thread_id": _("thread on the network"),
    "thread_read_at": _("thread last read"),
    "cursor": _("mark of where the hearing was"),
    "n_absent": _("times it was not there"),
    "written_at": _("written at"),
    "changed_at": _("changed at"),
    "days": _("open days, 1 is Monday"),
    "is_own": _("said by the client"),
    "settled": _("settled as"),
    "settled_at": _("settled at"),
}
VERBS: dict[str, Any] = {
    "conversation.written_down": _("wrote down what somebody said"),
    "conversation.settled": _("settled the conversation"),
    "conversation.answered_there": _("said that it was answered on the network"),
    "conversation.reopened": _("took the conversation up again"),
    "conversation.put_off": _("put the conversation off"),
    "conversation.assigned": _("assigned the conversation"),
    "reply.written": _("wrote an answer"),
    "reply.taken_back": _("took the answer back"),
    "reply.looked_up": _("said whether the answer arrived"),
    "reply_promise.made": _("promised an answer within some hours"),
    "reply_promise.withdrawn": _("withdrew the promise to answer"),
}
