"""What a picture shows: the motif of an earlier picture of the same library that looks like it, or one of its own.

It is found once, when the picture is filed, by the database; from then on whoever asks for pictures that look alike compares two ids by an index.
"""

from __future__ import annotations

from uuid import UUID

from django.db import connection

from editorial.models import Asset
from editorial.pictures.looks import BITS, DIGITS, MOST_APART, TELLING, tells

# The whole of one against the whole and the parts of the other, both ways, as editorial/pictures/looks.py tells it.
_NEAREST = f"""
    WITH mine AS (
        SELECT k, ('x' || substr(%(look)s, k * {DIGITS} + 1, {DIGITS}))::bit({BITS}) AS bits
        FROM generate_series(0, length(%(look)s) / {DIGITS} - 1) AS k
    ), theirs AS (
        SELECT a.id, a.motif, k, ('x' || substr(a.look, k * {DIGITS} + 1, {DIGITS}))::bit({BITS}) AS bits
        FROM editorial_asset a CROSS JOIN generate_series(0, length(a.look) / {DIGITS} - 1) AS k
        WHERE a.client_id = %(client)s AND a.id <> %(asset)s AND a.kind = %(kind)s AND a.look <> ''
    )
    SELECT t.motif
    FROM theirs t JOIN mine m ON m.k = 0 OR t.k = 0
    WHERE EXISTS (SELECT FROM theirs w WHERE w.id = t.id AND w.k = 0 AND bit_count(w.bits) >= {TELLING})
        AND bit_count(m.bits # t.bits) <= {MOST_APART} * bit_count(m.bits | t.bits)
    ORDER BY bit_count(m.bits # t.bits)::float / greatest(bit_count(m.bits | t.bits), 1), t.id
    LIMIT 1
"""  # noqa: S608 (numbers of our own)


def motif_of(asset: Asset) -> UUID:
    """The motif of the picture of its library, filed before, that looks most like it; its own if none does or it is a plain surface. One query."""
    if not tells(asset.look):
        return asset.motif
    with connection.cursor() as cursor:
        cursor.execute(
            _NEAREST,
            {
                "look": asset.look,
                "client": asset.client_id,
                "asset": asset.pk,
                "kind": asset.kind,
            },
        )
        found = cursor.fetchone()
    return found[0] if found else asset.motif
