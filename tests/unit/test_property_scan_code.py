"""Codes of passes and cards: what was signed is read again, anything else is not."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from property_core.scan_code import LONGEST, Code, is_true, new_key, public_key, read, sign

KEY, OTHER = new_key(), new_key()
MOMENTS = st.none() | st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(
    lambda one: one.replace(microsecond=0)
)
CODES = st.builds(
    Code,
    site=st.text("0123456789abcdefghijklmnopqrstuvwxyz", min_size=8, max_size=8),
    kind=st.sampled_from(["K", "P", "RP", "V"]),
    id=st.integers(1, 2**31 - 1),
    serial=st.integers(0, 999_999),
    first=MOMENTS,
    last=MOMENTS,
)


@given(CODES)
def test_what_was_signed_is_read_again(code):
    text = sign(code, KEY)
    found = read(text)
    assert found is not None
    assert found[0] == code
    assert is_true(*found, KEY)
    assert not is_true(*found, OTHER)
    assert len(text) <= LONGEST


@given(CODES, st.integers(0, 200), st.sampled_from("0aZ.-_"))
def test_one_changed_sign_makes_it_false(code, place, sign_):
    text = sign(code, KEY)
    place %= len(text)
    changed = text[:place] + sign_ + text[place + 1 :]
    found = read(changed)
    if changed != text and found is not None and found[1] == read(text)[1] and found[0] == code:
        pytest.fail("another text says the same")
    if found is not None and found[0] != code:
        assert not is_true(*found, KEY)


@pytest.mark.parametrize(
    "text", ["", "CS1", "CS1.", "CS1." + "9" * 5000, "\u202e", "A" * 86, "CS1.a.b.c.d.e.f.g", "0" * 221]
)
def test_other_texts_are_no_codes(text):
    assert read(text) is None


def test_leading_noughts_are_no_second_writing():
    text = sign(Code("abcdefgh", "K", 7, 1), KEY)
    assert read(text.replace(".K.7.1.", ".K.7.01.")) is None


def test_the_public_half_is_what_browsers_import():
    assert public_key(KEY) != public_key(OTHER)
    assert len(public_key(KEY)) == 124
