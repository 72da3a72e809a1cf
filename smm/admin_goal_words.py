"""What support reads of goals, outside figures and pillars: the words of smm/admin_words.py for these rows and acts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

MODELS: dict[str, tuple[Any, Any]] = {
    "clients.goalchannel": (_("channel of a goal"), _("channels of goals")),
}
FIELDS: dict[str, Any] = {
    "after": _("goes after"),
    "audience": _("for whom"),
    "campaign": _("campaign"),
    "episode": _("number of the episode"),
    "goal": _("goal"),
    "objective": _("objective"),
    "pillar": _("pillar"),
    "series": _("series"),
}
VERBS: dict[str, Any] = {
    "campaign.begun": _("began a campaign"),
    "campaign.changed": _("changed a campaign"),
    "campaign.ended": _("ended a campaign early"),
    "campaign.reopened": _("took a campaign up again"),
    "post.put_in_campaign": _("put the post into a campaign"),
    "post.taken_out_of_campaign": _("took the post out of its campaign"),
    "figure_source.added": _("added a source of external figures"),
    "figure_source.changed": _("changed a source of external figures"),
    "figure_source.token_made": _("made a key for sending figures"),
    "figure_source.token_ended": _("ended a key for sending figures"),
    "figures.declared": _("declared figures"),
    "goal.set": _("set a goal"),
    "goal.changed": _("changed a goal"),
    "goal.closed": _("closed a goal"),
    "goal.result_changed": _("changed the result of a goal"),
    "goal.reopened": _("opened a goal again"),
    "pillar.added": _("added a pillar"),
    "pillar.changed": _("changed a pillar"),
    "series.added": _("added a series"),
    "series.changed": _("changed a series"),
}
