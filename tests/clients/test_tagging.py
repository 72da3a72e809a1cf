"""How links are tagged: the pure rules, the client's scheme on its screen and in the editor."""

from __future__ import annotations

import pytest
from django.urls import reverse

from clients.actions.links import set_scheme
from clients.models import LinkScheme
from clients.tagging import (
    USUAL,
    Scheme,
    may_be_empty,
    tagged,
    tagged_elsewhere,
    unknown_names,
)
from editorial.actions import planning
from editorial.actions.aiming import Aim
from editorial.actions.linking import links_in_editor, links_of
from editorial.actions.planning import PillarFacts
from editorial.forms.aims import AimForm
from editorial.models import Post
from people.clock import database_now
from tests import make, make_posts
from tests.cast import Cast
from tests.conftest import SignIn

PAGE = "https://tenuta.example/visite"
OURS = Scheme(
    "ig-{network}", "{pillar}-social", "{campaign}_{pillar}", "primavera", {"instagram": "ig"}
)


@pytest.mark.parametrize(
    ("scheme", "network", "campaign", "pillar", "query"),
    [
        (USUAL, "instagram", "porte", "", "utm_source=instagram&utm_medium=social&utm_campaign=porte"),
        (USUAL, "instagram", " ", "", ""),
        (OURS, "instagram", "", "vigna", "utm_source=ig-ig&utm_medium=vigna-social&utm_campaign=primavera_vigna"),
        # An empty name leaves no hyphen behind.
        (OURS, "mastodon", "porte", "", "utm_source=ig-mastodon&utm_medium=social&utm_campaign=porte"),
        # A campaign made of the pillar needs no other; without a pillar there is none.
        (Scheme(campaign="{pillar}-2026"), "x", "", "vigna", "utm_source=x&utm_medium=social&utm_campaign=vigna-2026"),
        (Scheme(campaign="{pillar}-2026"), "x", "", " ", ""),
        (Scheme(medium="{pillar}"), "x", "", "vigna", ""),
        (Scheme(campaign="{pillar}-{campaign}-2026"), "x", "a b", "", "utm_source=x&utm_medium=social&utm_campaign=a+b-2026"),
    ],
)  # fmt: skip
def test_a_link_is_tagged_by_the_scheme(
    scheme: Scheme, network: str, campaign: str, pillar: str, query: str
):
    expected = f"{PAGE}?{query}" if query else PAGE
    found = tagged(PAGE, scheme=scheme, network=network, campaign=campaign, pillar=pillar)
    assert found == expected


def test_what_a_link_has_already_stays_and_its_place_on_the_page_too():
    link = f"{PAGE}?utm_source=mine&a=1#posti"
    assert tagged(link, scheme=USUAL, network="x", campaign="c") == (
        f"{PAGE}?utm_source=mine&a=1&utm_medium=social&utm_campaign=c#posti"
    )


def test_a_touchpoint_is_its_own_source():
    assert tagged_elsewhere(PAGE, kind="newsletter", campaign="Lettera di maggio!") == (
        f"{PAGE}?utm_source=newsletter&utm_medium=email&utm_campaign=lettera-di-maggio"
    )
    assert tagged_elsewhere("", kind="site", campaign="x") == ""


@pytest.mark.parametrize(
    ("template", "unknown"),
    [("{network}-x", []), ("{netwrok}", ["netwrok"]), ("{}", [""]), ("{campaign", ["{"])],
)
def test_what_cannot_be_filled_in_is_found(template: str, unknown: list[str]):
    assert unknown_names(template) == unknown


@pytest.mark.parametrize(
    ("template", "expected"),
    [("{pillar}", True), ("-{pillar}-", True), ("{pillar}-x", False), ("{network}", False), ("", False)],
)  # fmt: skip
def test_what_a_post_without_a_pillar_would_leave_empty_is_found(template: str, expected: bool):
    assert may_be_empty(template) is expected


@pytest.mark.django_db
def test_the_scheme_is_tried_on_a_sample_and_saved_only_when_one_says_so(
    cast: Cast, sign_in: SignIn
):
    make.channel(cast.client)
    browser = sign_in(cast.bruno)
    url = reverse("clients:presence_links", args=[cast.client.slug])
    typed = {
        "source": "{network}",
        "medium": "organic",
        "campaign": "{campaign}",
        "word_sandbox": "prova",
        "usual_campaign": "visite",
    }

    tried = browser.post(url, {**typed, "deed": "try"})
    assert (
        "utm_source=prova&amp;utm_medium=organic&amp;utm_campaign=visite" in tried.content.decode()
    )
    assert not LinkScheme.objects.exists()

    wrong = browser.post(url, {**typed, "source": "{rete}"})
    assert wrong.status_code == 422
    assert "“rete” cannot be filled in" in wrong.content.decode()
    assert 'value="organic"' in wrong.content.decode()

    empty = browser.post(url, {**typed, "medium": "{pillar}"})
    assert empty.status_code == 422
    assert "write a word beside {pillar}" in empty.content.decode()

    named = browser.post(url, {**typed, "medium": "social-{pillar}", "deed": "try"})
    assert "pillar “" in named.content.decode()
    assert "utm_medium=social-" in named.content.decode()

    assert browser.post(url, typed).status_code == 302
    assert LinkScheme.objects.of(cast.client.pk) == Scheme(
        "{network}", "organic", "{campaign}", "visite", {"sandbox": "prova"}
    )


@pytest.mark.django_db
def test_a_new_post_begins_with_the_usual_campaign_and_goes_out_tagged(cast: Cast, sign_in: SignIn):
    channel = make.channel(cast.client)
    set_scheme(by=cast.alice, client=cast.client, source="s-{network}", medium="social", campaign="{campaign}", usual_campaign="visite", words={}, is_short=True, now=database_now())  # fmt: skip
    page = sign_in(cast.bruno).get(reverse("editorial:new", args=[cast.client.slug]))
    html = page.content.decode()
    assert 'name="utm_campaign"' in html
    assert 'value="visite"' in html
    post = make_posts.draft(cast.bruno, channel, text="Domenica")
    post.link = PAGE
    assert links_of(post, {channel: post.link}) == {
        channel.pk: f"{PAGE}?utm_source=s-sandbox&utm_medium=social&utm_campaign=visite"
    }


@pytest.mark.django_db
def test_a_link_says_the_pillar_of_its_post_and_the_editor_that_of_the_form(cast: Cast):
    channel = make.channel(cast.client)
    set_scheme(by=cast.alice, client=cast.client, source="{network}", medium="social-{pillar}", campaign="{campaign}", usual_campaign="visite", words={}, is_short=False, now=database_now())  # fmt: skip
    pillar = planning.add_pillar(
        by=cast.alice, client=cast.client, facts=PillarFacts("La vigna, oggi", 40), now=make.NOW
    )
    post = make_posts.draft(cast.bruno, channel, text="Domenica")
    post.link, post.pillar = PAGE, pillar
    ends = "utm_source=sandbox&utm_medium=social-la-vigna-oggi&utm_campaign=visite"

    assert links_of(post, {channel: post.link}) == {channel.pk: f"{PAGE}?{ends}"}

    asked = {"member": cast.alice, "now": database_now()}
    form = AimForm({"aim-about": f"p:{pillar.public_id}"}, client=cast.client, aim=Aim(), **asked)
    typed = Post(link=PAGE)
    assert links_in_editor(typed, {channel: typed.link}, pillar=form.pillar_now) == links_of(
        post, {channel: post.link}
    )
    none = AimForm({"aim-about": ""}, client=cast.client, aim=Aim(pillar=pillar), **asked)
    assert links_in_editor(typed, {channel: typed.link}, pillar=none.pillar_now) == {
        channel.pk: f"{PAGE}?utm_source=sandbox&utm_medium=social&utm_campaign=visite"
    }
