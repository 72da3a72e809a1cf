"""What the client's voice says of an answer while it is written: the same rules as for posts, in the address of answers."""

from __future__ import annotations

from clients.models import Client
from editorial.queries.tone import kept_for
from editorial.tone import Caption, findings
from editorial.words.tone import Words, words_of


def tone_of_answer(
    client: Client, *, text: str, network: str, hat: str = ""
) -> list[tuple[Words, bool]]:
    """Each finding in words, and whether it is one to stop at; those first. Nothing keeps the answer from leaving. One query."""
    if not text.strip():
        return []
    manner = kept_for(client, None).manner.in_answers
    # An answer is no post: the sentences that posts must carry are not asked of it.
    caption = Caption(text=text, language=client.language, network=network, is_later=True, hat=hat)
    found = sorted(findings(manner, caption), key=lambda each: not each.is_stop)
    return [
        (words_of(each, client=client, manner=manner, is_answer=True), each.is_stop)
        for each in found
    ]
