"""What a post that is out is made of, in the words of networks (networks.known): the one place that says it of ours."""

from __future__ import annotations

from django.db.models import CharField
from django.db.models.expressions import RawSQL

# By what went out on that channel; a story is whatever counts as one. Of what was made outside, what its network or a file told.
_FORM = """
    COALESCE((
        SELECT CASE
            WHEN of_post.piece = 'story' THEN 'story'
            WHEN COALESCE(own.said -> 'poll', r.content -> 'poll', '{}') <> '{}' THEN 'poll'
            WHEN first.kind = 'video' THEN 'video'
            WHEN jsonb_array_length(own.media) > 1 THEN 'carousel'
            WHEN jsonb_array_length(own.media) = 1 THEN 'image'
            WHEN own.said ? 'link' THEN 'link'
            ELSE 'text' END
        FROM editorial_delivery d
        JOIN editorial_revision r ON r.id = d.revision_id
        JOIN editorial_post of_post ON of_post.id = d.post_id
        CROSS JOIN LATERAL (SELECT
            r.content -> 'versions' -> editorial_publication.channel_id::text AS said,
            COALESCE(
                r.content -> 'versions' -> editorial_publication.channel_id::text -> 'media', r.content -> 'media', '[]'
            ) AS media
        ) own
        LEFT JOIN editorial_asset first ON first.agency_id = d.agency_id AND first.public_id::text = own.media -> 0 ->> 'asset'
        WHERE d.id = editorial_publication.delivery_id
    ), editorial_publication.form)
"""


def form() -> RawSQL:
    """For `annotate` on a query of publications: text, image, carousel, video, link, story, poll; a word of a network, or "" where nobody knows."""
    return RawSQL(_FORM, (), output_field=CharField())  # noqa: S611 - words of ours alone
