"""What may not be written into the logs: the addresses that open something for whoever has them."""

from __future__ import annotations

import logging
import re

# Invitations, shared reports, the client's portal, connecting again, figures sent from outside, and the links of mails that reset a password or confirm an
# address: as a path or in a whole address, but not inside another path (a client may be called "report").
_OPENS = re.compile(
    r"""((?:^|[\s'"(]|://[^/\s]+)"""
    r"""/(?:join|report|p|connect/again|connect/asked|in/figures|accounts/confirm-email|accounts/password/reset/key)/)[^/\s'"?#]+"""
)


class HideLinks(logging.Filter):
    """Lets every record through, with the secret part of such addresses replaced by three dots."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        hidden = _OPENS.sub(r"\1…", said)
        if hidden != said:
            record.msg, record.args = hidden, ()
        return True
