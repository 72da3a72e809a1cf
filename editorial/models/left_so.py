"""What the check of the voice found in a post and somebody left so on purpose."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from editorial.models.posts import Post
from people.models import Agency, Member

# Room for the longest key of a finding.
MOST_KEY = 160


class LeftSoQuerySet(models.QuerySet["LeftSo"]):
    def visible_to(self, member: Member) -> LeftSoQuerySet:
        """Those of the posts this member may see."""
        return self.filter(agency_id=member.agency_id, post__in=Post.objects.visible_to(member))


class LeftSo(models.Model):
    """One finding, by its key (editorial/tone.py), that is no longer shown for this post: who left it, and when."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, models.CASCADE, related_name="left_so")
    key = models.CharField(_("finding"), max_length=MOST_KEY)
    left_by = models.ForeignKey(Member, models.PROTECT, related_name="+", verbose_name=_("left by"))
    left_at = models.DateTimeField(_("left so on"))

    objects = LeftSoQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding left on purpose")
        verbose_name_plural = _("findings left on purpose")
        constraints = [
            models.UniqueConstraint(fields=["post", "key"], name="leftso_once"),
            models.CheckConstraint(condition=~models.Q(key=""), name="leftso_names_a_finding"),
        ]

    def __str__(self) -> str:
        return f"{self.post} · {self.key}"
