"""A mail becomes readable, an automatic one is known by its headers, a subject names cases."""

import email
import email.policy
from base64 import b64encode
from quopri import encodestring

import pytest
from cs_core.mail import automatic_sign, case_numbers, mend, mend_header, readable, readable_charset
from hypothesis import example, given, settings
from hypothesis import strategies as st

#: traditional signs are in GBK, not in GB2312; 𠮷 is in GB18030 only
GBK_TEXT = "內應力産生與解決"


def parse(raw: bytes):
    message = email.message_from_bytes(raw, policy=email.policy.SMTP)
    mend(message)
    return message


def word(text: str, charset: str, label: str) -> str:
    return f"=?{label}?B?{b64encode(text.encode(charset)).decode()}?="


@pytest.mark.parametrize(
    "text, charset, label",
    [
        ("漏水了", "gb2312", "gb2312"),
        (GBK_TEXT, "gbk", "gb2312"),
        (GBK_TEXT, "gbk", "iso-gb2312"),
        (GBK_TEXT, "gbk", None),
        (GBK_TEXT, "gbk", "us-ascii"),
        (GBK_TEXT, "gbk", "utf-8"),
        ("𠮷野家漏水", "gb18030", "gb2312"),
        ("𠮷野家漏水", "gb18030", "GBK"),
        ("漏水了，请来修", "utf-8", "gb2312"),
        ("漏水了，请来修", "utf-8", None),
        ("漏水了", "utf-8", "utf-8"),
        ("電梯壞了", "big5", "big5"),
        ("電梯喺邊度壞咗", "big5hkscs", "big5"),
        ("Straße", "iso-8859-1", "iso-8859-1"),
        ("Straße", "utf-8", "utf-8"),
        ("水漏れ", "iso-2022-jp", "iso-2022-jp"),
        ("plain", "ascii", "no-such-charset"),
        ("模", "gbk", "gb2312"),
    ],
)
def test_bytes_read_as_they_were_written_whatever_the_label(text, charset, label):
    assert readable(text.encode(charset), label) == text


@pytest.mark.parametrize("label", ["gb2312", "utf-8", "iso-8859-1", "big5", "iso-2022-jp"])
def test_a_label_that_is_right_stays(label):
    assert readable_charset(b"plain", label) == label


def test_a_long_utf8_text_with_one_broken_character_stays_utf8():
    data = "阀门坏了请派人来修理一下".encode()[:-1]
    assert readable(data, "utf-8").startswith("阀门坏了请派人来修理一")


@given(st.binary(max_size=60), st.one_of(st.none(), st.text(max_size=12), st.sampled_from(["gb2312", "big5", "utf-8"])))
@example(b"\0", "ZIP")
def test_no_bytes_and_no_label_raise(data, label):
    readable(data, label)


@pytest.mark.parametrize(
    "raw, text",
    [
        (word(GBK_TEXT, "gbk", "gb2312"), GBK_TEXT),
        (word(GBK_TEXT, "gbk", "no-such"), GBK_TEXT),
        (f"Re: {word(GBK_TEXT, 'gbk', 'GB2312')} CS0000001", f"Re: {GBK_TEXT} CS0000001"),
        (GBK_TEXT.encode("gbk").decode("ascii", "surrogateescape"), GBK_TEXT),
        (GBK_TEXT.encode().decode("ascii", "surrogateescape"), GBK_TEXT),
        (f"=?gb2312?Q?{encodestring(GBK_TEXT.encode('gbk'), header=True).decode()}?=", GBK_TEXT),
        (word("漏水", "gb2312", "gb2312"), "漏水"),
        (word("漏水", "utf-8", "utf-8"), "漏水"),
    ],
)
def test_a_subject_is_readable(raw, text):
    raw = b"Subject: " + raw.encode("ascii", "surrogateescape") + b"\n\n"
    assert str(parse(raw)["Subject"]) == text


def test_a_character_cut_between_two_words_is_whole_again():
    data = GBK_TEXT.encode("gbk")
    halves = " ".join(f"=?gb2312?B?{b64encode(part).decode()}?=" for part in (data[:5], data[5:]))
    assert str(parse(f"Subject: {halves}\n\n".encode())["Subject"]) == GBK_TEXT


@pytest.mark.parametrize(
    "raw", [word("漏水", "gb2312", "gb2312"), word("漏水", "utf-8", "UTF-8"), "plain", "=?x", "a=b"]
)
def test_a_well_formed_header_stays_as_it_came(raw):
    assert mend_header(raw) == raw


def test_a_decoded_name_cannot_pose_as_an_address():
    name = word("內 <boss@example.com>,", "gbk", "gb2312")
    sender = parse(f"From: {name} <guest@example.com>\n\n".encode())["From"]
    assert [address.addr_spec for address in sender.addresses] == ["guest@example.com"]


@pytest.mark.parametrize(
    "parameter",
    [
        b'filename="' + "內力.xls".encode("gbk") + b'"',
        b"filename=" + "內力.xls".encode("gbk"),
        b'filename="' + word("內力.xls", "gbk", "gb2312").encode() + b'"',
        b"filename*=gb2312''%83%C8%C1%A6.xls",
        b"filename*0*=gb2312''%83%C8; filename*1*=%C1%A6.xls",
    ],
)
def test_a_file_name_is_readable(parameter):
    raw = b"Content-Type: application/octet-stream\nContent-Disposition: attachment; " + parameter + b"\n\nx"
    assert parse(raw).get_filename() == "內力.xls"


@pytest.mark.parametrize("coding", [b"8bit", b"base64", b"quoted-printable"])
@pytest.mark.parametrize("label", [b'; charset="gb2312"', b"; charset=iso-gb2312", b""])
def test_a_text_is_readable(coding, label):
    data = GBK_TEXT.encode("gbk")
    coded = {b"8bit": data, b"base64": b64encode(data), b"quoted-printable": encodestring(data)}[coding]
    raw = b"Content-Type: text/plain" + label + b"\nContent-Transfer-Encoding: " + coding + b"\n\n" + coded
    assert parse(raw).get_content().strip() == GBK_TEXT


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_no_mail_raises(data):
    parse(data)
    parse(b"Subject: " + data + b"\nFrom: " + data)
    parse(b"Content-Type: text/html; charset=gb2312\nContent-Disposition: attachment; filename*=" + data)


@pytest.mark.parametrize(
    "name, value",
    [
        ("Auto-Submitted", "auto-replied"),
        ("Auto-Submitted", "auto-generated; type=x"),
        ("X-Autoreply", "yes"),
        ("Precedence", "bulk"),
        ("Precedence", "auto_reply"),
        ("X-QQ-HolidayReply", "true"),
        ("X-QQ-AutoReply", "1"),
        ("Return-Path", "<>"),
        ("X-Failed-Recipients", "somebody@example.com"),
        ("From", "Postmaster <postmaster@163.com>"),
        ("from", "MAILER-DAEMON@mail.example.net"),
    ],
)
def test_an_automatic_mail_is_known_by_one_header(name, value):
    headers = {"From": "li@example.com", "Subject": "Hello"}
    assert automatic_sign((headers | {name: value}).items()) == name.lower()


@pytest.mark.parametrize(
    "name, value",
    [
        ("Auto-Submitted", "no"),
        ("X-Autoreply", "no"),
        ("Precedence", "normal"),
        ("X-QQ-HolidayReply", "false"),
        ("X-QQ-MIME", "TCMime 1.0 by Tencent"),
        ("X-QQ-mid", "bglocal204t158996"),
        ("X-Auto-Response-Suppress", "All"),
        ("List-Unsubscribe", "<mailto:x@example.com>"),
        ("Return-Path", "<li@example.com>"),
        ("Subject", "自动回复：没有人理我"),
        ("Subject", "回复：自动回复：CS0000001"),
        ("From", ""),
    ],
)
def test_a_person_s_mail_is_not_automatic(name, value):
    headers = {"From": "li@example.com", "Subject": "Hello"}
    assert automatic_sign((headers | {name: value}).items()) == ""


@pytest.mark.parametrize("prefix", ["自动回复:", "自动回复：", "自動回覆：", "Automatic reply:", "Out of Office: "])
def test_an_automatic_reply_without_headers_is_known_when_it_replies(prefix):
    assert automatic_sign([("Subject", prefix + "Received: CS0000001")]) == "subject"
    assert automatic_sign([("Subject", prefix + "Hello"), ("In-Reply-To", "<1@example.com>")]) == "subject"
    assert automatic_sign([("Subject", prefix + "Hello")]) == ""


@pytest.mark.parametrize(
    "subject, numbers",
    [
        ("Re: [CS0000123] Water", ["CS0000123"]),
        ("回复：[CS0000123]已受理", ["CS0000123"]),
        ("答复:已受理ＣＳ００００１２３。", ["CS0000123"]),
        ("cs0000123", ["CS0000123"]),
        ("CS0000123 and CS0000124, CS0000123", ["CS0000123", "CS0000124"]),
        ("XCS0000123", ["XCS0000123"]),
        ("CS00001234", ["CS00001234"]),
        ("A/2026-0001 leaks", ["A/2026-0001"]),
        ("Flat 12 leaks", []),
        ("", []),
        (None, []),
    ],
)
def test_a_subject_names_cases(subject, numbers):
    assert case_numbers(subject) == numbers


def test_a_subject_full_of_numbers_asks_for_few():
    assert len(case_numbers(" ".join(f"CS{n:07}" for n in range(1000)))) == 10
