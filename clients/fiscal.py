"""What an Italian invoice asks of a client, and whether it can be right. Pure.

Check digits: of the P. IVA by Luhn's rule (Agenzia delle Entrate, D.M. 23 December 1976), of a person's codice fiscale by
the same decree's table. A number that passes may still be nobody's: only the register knows.
"""

from __future__ import annotations

import re

# What a character of a codice fiscale is worth at an odd place; 0 to 9 and A to J are worth the same.
_ODD = (
    1,
    0,
    5,
    7,
    9,
    13,
    15,
    17,
    19,
    21,
    2,
    4,
    18,
    20,
    11,
    3,
    6,
    8,
    12,
    14,
    16,
    10,
    22,
    25,
    24,
    23,
)
_LETTERS_OF_DIGITS = "LMNPQRSTUV"
# Surname, name, year, month, day, place, check letter; letters stand for digits where two people would share one.
_PERSON = re.compile(
    rf"[A-Z]{{6}}[0-9{_LETTERS_OF_DIGITS}]{{2}}[A-EHLMPRST][0-9{_LETTERS_OF_DIGITS}]{{2}}"
    rf"[A-Z][0-9{_LETTERS_OF_DIGITS}]{{3}}[A-Z]"
)
PRIVATE_CODE = 7
PUBLIC_CODE = 6


def tidy(text: str) -> str:
    """As these numbers are stored: no spaces, capitals, without the IT before a P. IVA."""
    bare = re.sub(r"[\s.\-]", "", text).upper()
    return bare[2:] if re.fullmatch(r"IT\d{11}", bare) else bare


def is_vat_number(text: str) -> bool:
    """Whether this is a P. IVA: eleven digits whose last one follows from the others."""
    if not re.fullmatch(r"[0-9]{11}", text) or text == "0" * 11:
        return False
    total = 0
    for place, digit in enumerate(map(int, text)):
        doubled = digit * 2 if place % 2 else digit
        total += doubled - 9 if doubled > 9 else doubled
    return total % 10 == 0


def is_tax_code(text: str) -> bool:
    """Whether this is a codice fiscale: a person's sixteen characters, or the eleven digits of an organisation."""
    if not _PERSON.fullmatch(text):
        return is_vat_number(text)
    return text[-1] == check_letter(text[:15])


def check_letter(text: str) -> str:
    """The letter that follows from the first fifteen characters."""
    values = [int(each) if each.isdigit() else ord(each) - ord("A") for each in text]
    total = sum(_ODD[value] if place % 2 == 0 else value for place, value in enumerate(values))
    return chr(ord("A") + total % 26)


def is_recipient_code(text: str) -> bool:
    """Whether this is a codice destinatario: seven characters, or the six of a public office."""
    return bool(re.fullmatch(r"[A-Z0-9]{6,7}", text))


def is_cig(text: str) -> bool:
    """Whether this is the code of a public tender: ten characters."""
    return bool(re.fullmatch(r"[A-Z0-9]{10}", text))


def is_cup(text: str) -> bool:
    """Whether this is the code of a public project: fifteen characters, a letter first."""
    return bool(re.fullmatch(r"[A-Z][A-Z0-9]{14}", text))
