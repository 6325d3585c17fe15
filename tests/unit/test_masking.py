"""Masks show what they state and nothing more; one number has one key."""

import string

import pytest
from cs_core.masking import (
    STARS,
    is_masked,
    mask_email,
    mask_id,
    mask_phone,
    normalise_phone,
)
from hypothesis import given
from hypothesis import strategies as st

ANY_TEXT = st.text(alphabet=st.characters(), max_size=300)


@pytest.mark.parametrize(
    "text, mask",
    [
        ("13812345678", "138****5678"),
        ("138 1234 5678", "138****5678"),
        ("+86 138-1234-5678", "138****5678"),
        ("008613812345678", "138****5678"),
        ("１３８１２３４５６７８", "138****5678"),
        ("021-62345678", "21****78"),
        ("021-62345678转801", "21****78"),
        ("+1 202 555 0123", "20****23"),
        ("95588", STARS),
        ("1234567", STARS),
        ("call my wife", STARS),
        ("\u202e13812345678\u202c", "138****5678"),
        ("\ud800", ""),
        ("", ""),
        (None, ""),
    ],
)
def test_a_phone_mask_shows_three_and_four_digits(text, mask):
    assert mask_phone(text, "CN") == mask


@pytest.mark.parametrize(
    "text, mask",
    [
        ("zhangsan@qq.com", "z***@qq.com"),
        ("z@qq.com", "***@qq.com"),
        ('"Zhang San" <zhangsan@qq.com>', "z***@qq.com"),
        ("a.b@x.cn, c.d@y.cn", "a***@x.cn, c***@y.cn"),
        ("张三@例子.公司", "张***@例子.公司"),
        ("not an address", STARS),
        ("@", STARS),
        ("\u202emoc.qq@nasgnahz", "m***@nasgnahz"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_mail_mask_shows_the_first_character_and_the_domain(text, mask):
    assert mask_email(text) == mask


@pytest.mark.parametrize(
    "text, mask",
    [
        ("310101199003078888", "310****8888"),
        ("31010119900307888X", "310****888X"),
        ("91310000MA1FL0XXXX", "913****XXXX"),
        ("E12345678", "****78"),
        ("1234567", STARS),
        ("/", STARS),
        ("", ""),
        (None, ""),
    ],
)
def test_an_identity_mask_hides_the_middle(text, mask):
    assert mask_id(text) == mask


@given(ANY_TEXT)
def test_no_text_breaks_a_mask_or_comes_out_longer(text):
    for mask in (mask_phone(text, "CN"), mask_id(text)):
        assert len(mask.replace("*", "")) <= 7
        mask.encode()  # no lone surrogate comes out
    mask_email(text).encode()
    normalise_phone(text)


@given(st.text(alphabet=string.digits, max_size=40))
def test_a_phone_mask_never_shows_more_than_seven_digits(digits):
    shown = mask_phone(digits, "CN").replace("*", "")
    assert len(shown) <= 7
    if len(digits) < 8:
        assert not shown


@given(st.text(alphabet=string.ascii_letters + string.digits, max_size=40))
def test_an_identity_mask_never_shows_half_of_a_number(text):
    shown = mask_id(text).replace("*", "")
    assert len(shown) <= 7 and len(shown) * 2 <= max(len(text), 0)


@given(
    st.text(alphabet=string.ascii_lowercase, min_size=1, max_size=30),
    st.sampled_from(["qq.com", "163.com", "mail.example.org"]),
)
def test_a_mail_mask_never_shows_a_second_character_of_the_name(local, domain):
    shown = mask_email(f"{local}@{domain}").split("@")[0].replace("*", "")
    assert shown == (local[0] if len(local) > 1 else "")


@given(ANY_TEXT.filter(lambda t: t.strip()))
def test_what_a_mask_shows_is_known_as_a_mask(text):
    for mask in (mask_phone(text), mask_email(text), mask_id(text)):
        assert not mask or is_masked(mask)


@pytest.mark.parametrize(
    "text, country, key",
    [
        ("13812345678", "CN", "+8613812345678"),
        ("138 1234 5678", "CN", "+8613812345678"),
        ("+86 138-1234-5678", "CN", "+8613812345678"),
        ("+86 138-1234-5678", "US", "+8613812345678"),
        ("138-1234-5678", "US", "+8613812345678"),
        ("13812345678", None, "+8613812345678"),
        ("0086 13812345678", "CN", "+8613812345678"),
        ("（021）6234 5678", "CN", "+862162345678"),
        ("021-62345678-801", "CN", "+862162345678"),
        ("021-62345678转801", "CN", "+862162345678"),
        ("021-62345678 ext. 801", "CN", "+862162345678"),
        ("+86 21 6234 5678", "CN", "+862162345678"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("+1 202 555 0123", "CN", "+12025550123"),
        ("+39 06 698 12345", "CN", "+390669812345"),
        ("95588", "CN", "95588"),
        ("1381", "CN", None),
        ("Zhang 13812345678", "CN", None),
        ("王先生", "CN", None),
        ("", "CN", None),
        (None, "CN", None),
        ("1" * 60, "CN", None),
    ],
)
def test_a_number_has_one_key_however_it_is_typed(text, country, key):
    assert normalise_phone(text, country) == key


@given(
    st.integers(min_value=13000000000, max_value=19999999999),
    st.sampled_from(["{}", "+86{}", "0086 {}", "+86 {}", " {} ", "86{}"]),
    st.sampled_from(["", " ", "-"]),
)
def test_every_way_to_write_a_mobile_number_gives_the_same_key(number, form, gap):
    digits = str(number)
    spaced = gap.join((digits[:3], digits[3:7], digits[7:]))
    assert normalise_phone(form.format(spaced)) == normalise_phone(digits)
