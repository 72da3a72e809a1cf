"""What support reads of contracts, hours and money: the words of smm/admin_acts.py for these acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

VERBS: dict[str, Any] = {
    "contract.agreed": _("agreed a contract"),
    "contract.changed": _("changed the contract"),
    "contract.removed": _("removed the contract"),
    "rates.set": _("set what an hour costs"),
    "client.invoice_data_written": _("wrote down what the invoice needs"),
    "hours.confirmed": _("confirmed proposed hours"),
    "hours.written": _("wrote hours down"),
    "hours.changed": _("corrected hours"),
    "hours.removed": _("took hours away"),
    "cost.written": _("wrote a cost down"),
    "cost.changed": _("corrected a cost"),
    "cost.removed": _("took a cost away"),
    "boost.written": _("wrote a boost down"),
    "boost.changed": _("corrected a boost"),
    "boost.removed": _("took a boost away"),
    "boosts.imported": _("took over boosts from a file"),
    "extra.offered": _("offered an extra"),
    "extra.answered": _("settled an extra"),
    "post.counted_as": _("said what the post counts as in the contract"),
    "statement.issued": _("issued the statement"),
}

FIELDS: dict[str, Any] = {
    "activity": _("activity"),
    "answered_by_contact": _("answered by the contact"),
    "closed_by": _("closed by"),
    "closed_period": _("closed period"),
    "issued_by": _("issued by"),
    "offered_by": _("offered by"),
    "piece": _("what it counts as in the contract"),
    "source_key": _("line of the export"),
    "work_package": _("work package"),
    "written_by": _("written down by"),
}
