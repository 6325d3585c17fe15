"""Masks of personal data, and the one form under which a telephone number is known.

A mask never shows more than the characters stated in each docstring, has a fixed
number of stars (so that it does not tell the length) and hides short values whole.
"""

import re
import unicodedata

import phonenumbers

STARS = "****"
#: where a number lies that fits no other country
HOME = "CN"
_ADDRESS = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()@]+")
#: an extension after its word, or as a short tail after a whole number (021-62345678-801)
_EXTENSION = re.compile(
    r"(?:(?:ext(?:ension)?\.?|[x#;转轉]|分机|分機|内线|內線)[\s.:：#]*\d{1,7}"
    r"|(?<=\d{7})-\d{1,5})\s*$",
    re.IGNORECASE,
)
#: shorter runs of digits are no number that finds anybody
SHORTEST_NUMBER = 5
#: shorter numbers are service numbers and belong to no country
SHORTEST_SUBSCRIBER = 7
#: a longer text is no number; it also bounds the work done on hostile input
LONGEST_TEXT = 250


def _plain(text: str | None) -> str:
    """Text in compatibility form without control, direction and surrogate characters."""
    if not text:
        return ""
    folded = unicodedata.normalize("NFKC", str(text))
    kept = (c if unicodedata.category(c)[0] != "C" else " " for c in folded)
    return "".join(kept).strip()


def _digits(text: str) -> str:
    """The digits in ASCII, whatever script they were typed in."""
    return "".join(str(unicodedata.digit(c)) for c in text if c.isdigit())


def _middle(text: str, first: int, last: int) -> str:
    """First and last characters around the stars."""
    return f"{text[:first]}{STARS}{text[-last:]}"


def _parse(plain: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    plain = plain[:LONGEST_TEXT]
    if plain.startswith("00"):
        plain = "+" + plain[2:]
    try:
        return phonenumbers.parse(plain, country or None)
    except phonenumbers.NumberParseException:
        return None


def _read_number(bare: str, country: str | None) -> phonenumbers.PhoneNumber | None:
    """The number meant: in the country given, else in China if it only fits there."""
    first = _parse(bare, country)
    if country == HOME or (first and phonenumbers.is_valid_number(first)):
        return first
    at_home = _parse(bare, HOME)
    if at_home and phonenumbers.is_valid_number(at_home):
        return at_home
    return first


def mask_phone(text: str | None, country: str | None = None) -> str:
    """``13812345678`` → ``138****5678``.

    Of a national number with 11 digits or more the first three and last four are
    shown, with 8 to 10 the first two and last two, of shorter ones nothing. Country
    code and extension are never shown.

    :param text: as stored, in any format.
    :param country: ISO code assumed for a number without country code.
    """
    plain = _plain(text)
    if not plain:
        return ""
    bare = _EXTENSION.sub("", plain)
    parsed = _read_number(bare, country)
    national = _digits(bare)
    if parsed:
        national = phonenumbers.national_significant_number(parsed)
    if len(national) >= 11:
        return _middle(national, 3, 4)
    if len(national) >= 8:
        return _middle(national, 2, 2)
    return STARS


def mask_email(text: str | None) -> str:
    """``zhangsan@qq.com`` → ``z***@qq.com``; several addresses stay several.

    Shown: the first character of a local part of two or more, and the domain. What is
    no address is hidden whole, display names too.
    """
    plain = _plain(text)
    if not plain:
        return ""
    masked = []
    for address in _ADDRESS.findall(plain):
        local, _at, domain = address.rpartition("@")
        first = local[0] if len(local) > 1 and local[0].isalnum() else ""
        shown = domain if all(c.isalnum() or c in ".-" for c in domain) else STARS
        masked.append(f"{first}***@{shown}")
    return ", ".join(masked) or STARS


def mask_id(text: str | None) -> str:
    """``310101199003078888`` → ``310****8888`` (identity card, passport, tax number).

    Of 15 characters or more the first three and last four are shown, of 8 to 14 the
    last two, of shorter ones nothing.
    """
    plain = "".join(c for c in _plain(text) if c.isalnum())
    if not plain:
        return STARS if text and str(text).strip() else ""
    if len(plain) >= 15:
        return _middle(plain, 3, 4)
    if len(plain) >= 8:
        return STARS + plain[-2:]
    return STARS


def is_masked(text: str | None) -> bool:
    """Whether a text is (or contains) one of our masks: it must not be stored."""
    return "***" in str(text or "")


def normalise_phone(text: str | None, country: str | None = "CN") -> str | None:
    """The key by which a number is found: E.164 without extension.

    ``138 1234 5678``, ``+86 138-1234-5678`` and ``008613812345678`` give the same key.
    Short service numbers (``95588``) keep their digits.

    :param text: what somebody typed, or what is stored.
    :param country: ISO code of the country assumed when none is typed.
    :return: ``None`` when the text is not a telephone number.
    """
    plain = _plain(text)
    if not plain or len(plain) > LONGEST_TEXT:
        return None
    bare = _EXTENSION.sub("", plain)
    letters = sum(c.isalpha() for c in bare)
    digits = _digits(bare)
    if letters or not SHORTEST_NUMBER <= len(digits) <= 17:
        return None
    if len(digits) < SHORTEST_SUBSCRIBER:
        return digits
    parsed = _read_number(bare, country)
    if not parsed or not phonenumbers.is_possible_number(parsed):
        return digits if len(digits) <= 15 else None
    return phonenumbers.format_number(
        phonenumbers.PhoneNumber(
            country_code=parsed.country_code,
            national_number=parsed.national_number,
            italian_leading_zero=parsed.italian_leading_zero,
            number_of_leading_zeros=parsed.number_of_leading_zeros,
        ),
        phonenumbers.PhoneNumberFormat.E164,
    )
