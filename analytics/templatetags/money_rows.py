"""The costs and boosts of a client, each as a row: written by Python, because a page has up to sixty of each.

Only words that people wrote, or that were translated, are escaped: the rest is ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from editorial.models import Boost, Cost, Post
from editorial.templatetags.posts import post_address
from people import cldr
from people.addresses import thing_of
from people.templatetags.times import day, day_year
from people.templatetags.ui import figure, network_icon

register = template.Library()


@register.simple_tag
def cost_rows(slug: str, costs: Iterable[tuple[Cost, str]], *, may_change: bool) -> SafeString:
    """What was bought outside, each with the name of the post it was for."""
    return SafeString("".join(_cost(slug, cost, name, may_change) for cost, name in costs))


@register.simple_tag
def boost_rows(slug: str, boosts: Iterable[tuple[Boost, str]], *, may_change: bool) -> SafeString:
    """What was boosted, each with the name of its post."""
    return SafeString("".join(_boost(slug, boost, name, may_change) for boost, name in boosts))


def _cost(slug: str, cost: Cost, post_name: str, may_change: bool) -> str:
    supplier = f' <span class="meta">{escape(cost.supplier)}</span>' if cost.supplier else ""
    whose = gettext("passed on to the client") if cost.is_passed_on else gettext("ours")
    said = [day_year(cost.on), escape(whose)]
    if cost.proof:
        proof = escape(gettext("Proof"))
        said.append(f'<a href="{escape(cost.proof)}" rel="noopener noreferrer">{proof}</a>')
    said += _of_post(slug, cost.post, post_name)
    return _row(
        f"<b><bdi>{escape(cost.what)}</bdi></b>{supplier}",
        said,
        escape(cldr.money(cost.amount, cost.currency)),
        _edit(thing_of("analytics:budget_change", slug, "cost", cost.public_id), cost.what)
        if may_change
        else "",
    )


def _boost(slug: str, boost: Boost, post_name: str, may_change: bool) -> str:
    where = ""
    if boost.channel:
        network = network_icon(boost.channel.network)
        where = f' <span class="meta">{network} {escape(boost.channel.handle)}</span>'
    card = gettext("the client's card") if boost.is_on_clients_card else gettext("our card")
    said = [f"{day(boost.starts_on)} – {day(boost.ends_on)}"]
    if boost.objective:
        said.append(escape(boost.get_objective_display()))
    if boost.n_results is not None:
        results = ngettext("%(figure)s paid result", "%(figure)s paid results", boost.n_results)
        said.append(escape(results) % {"figure": figure(boost.n_results)})
    said += [escape(card), *_of_post(slug, boost.post, post_name)]
    return _row(
        f"<b><bdi>{escape(boost.name)}</bdi></b>{where}",
        said,
        _spent(boost),
        _edit(thing_of("analytics:budget_change", slug, "boost", boost.public_id), boost.name)
        if may_change
        else "",
    )


def _row(head: str, said: list[str], amount: str, edit: str) -> str:
    return (
        f'<li class="line"><div>{head}<div class="meta">{" · ".join(said)}</div></div>'
        f'<span class="push">{amount}</span>{edit}</li>'
    )


def _of_post(slug: str, post: Post | None, name: str) -> list[str]:
    """The way to the post, where it is for one."""
    if post is None:
        return []
    words = escape(name or gettext("Post without words"))
    return [f'<a href="{post_address(slug, post.public_id)}"><bdi>{words}</bdi></a>']


def _spent(boost: Boost) -> str:
    if boost.spent is None:
        unknown = gettext("not known yet")
        words = f'<span class="meta">{escape(unknown)}</span>'
    else:
        words = escape(cldr.money(boost.spent, boost.currency))
    if boost.planned:
        of = gettext("of %(amount)s") % {"amount": cldr.money(boost.planned, boost.currency)}
        words += f' <span class="meta">{escape(of)}</span>'
    return words


def _edit(url: str, what: str) -> str:
    edit = escape(gettext("Edit"))
    return (
        f'<a class="btn btn-sm btn-quiet" href="{url}">{edit}'
        f'<span class="vh"> {escape(what)}</span></a>'
    )
