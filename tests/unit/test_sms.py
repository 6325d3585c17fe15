"""Text messages as requests to an HTTP gateway: nothing breaks out of its place."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest
from cs_core.sms import BadDescription, Gateway, build, check, formatted, is_allowed_host, is_public, verdict
from hypothesis import given
from hypothesis import strategies as st

FORM = Gateway("https://sms.example.com/send", body="mobile={number}&content={text}&key={secret}", secret="s&k")
JSON = Gateway("https://sms.example.com/v1", body_kind="json", body='{"to": ["{number}"], "msg": "【示范】{text}"}')
GET = Gateway("https://sms.example.com/send?m={number}&t={text}", method="GET")
NUMBER = "+8613800001234"


@given(st.text())
def test_whatever_is_written_arrives_as_it_is_in_a_form(text):
    found = parse_qs(build(FORM, NUMBER, text).body.decode(), keep_blank_values=True, errors="strict")
    assert found == {"mobile": ["13800001234"], "content": [text.encode("utf-8", "replace").decode()], "key": ["s&k"]}


@given(st.text())
def test_whatever_is_written_arrives_as_it_is_in_json(text):
    sent = json.loads(build(JSON, NUMBER, text).body.decode())
    assert sent == {"to": ["13800001234"], "msg": "【示范】" + text.encode("utf-8", "replace").decode()}


@given(st.text())
def test_whatever_is_written_never_leaves_its_place_in_the_address(text):
    parts = urlsplit(build(GET, NUMBER, text).url)
    assert (parts.scheme, parts.netloc, parts.path, parts.fragment) == ("https", "sms.example.com", "/send", "")
    assert parse_qs(parts.query, keep_blank_values=True)["t"] == [text.encode("utf-8", "replace").decode()]


@given(st.text())
def test_a_header_stays_one_line(text):
    request = build(Gateway("https://x.cn/", headers="X-Text: {text}", body="{number}{text}"), NUMBER, text)
    assert all(value.isascii() and value.isprintable() for _name, value in request.headers)


def test_what_is_put_in_is_not_looked_at_again():
    assert b"content=%7Bsecret%7D" in build(FORM, NUMBER, "{secret}").body


def test_a_chinese_gateway_gets_its_own_encoding():
    request = build(Gateway("https://x.cn/?t={text}&n={number}", method="GET", charset="gbk"), NUMBER, "漏水")
    assert request.url == "https://x.cn/?t=%C2%A9%CB%AE&n=13800001234"


@pytest.mark.parametrize(
    ("reason", "gateway"),
    [
        ("no_address", Gateway("ftp://x.cn/{number}{text}")),
        ("no_address", Gateway("https://user:pw@x.cn/{number}{text}")),
        ("no_address", Gateway("https://x.cn:port/{number}{text}")),
        ("host_is_fixed", Gateway("https://{number}.x.cn/{text}")),
        ("unknown_placeholder", Gateway("https://x.cn/{number}{text}{user}")),
        ("missing_placeholder", Gateway("https://x.cn/", body="{number}")),
        ("missing_placeholder", Gateway("https://x.cn/{number}", method="GET", body="{text}")),
        ("bad_header", Gateway("https://x.cn/{number}{text}", headers="no colon")),
        ("bad_header", Gateway("https://x.cn/{number}{text}", headers="Host: y.cn")),
        ("bad_header", Gateway("https://x.cn/{number}{text}", headers="X-A: 漏")),
        ("no_json", Gateway("https://x.cn/", body_kind="json", body='{"to": {number}, {text}')),
    ],
)
def test_what_could_never_be_sent_is_refused(reason, gateway):
    with pytest.raises(BadDescription) as refusal:
        check(gateway)
    assert refusal.value.reason == reason


@pytest.mark.parametrize("gateway", [FORM, JSON, GET])
def test_what_can_be_sent_is_taken(gateway):
    check(gateway)


@pytest.mark.parametrize(
    ("number", "form", "expected"),
    [
        ("+86 138-0000-1234", "national", "13800001234"),
        ("+86 138-0000-1234", "digits", "8613800001234"),
        ("+86 138-0000-1234", "international", "+8613800001234"),
        ("+44 20 7946 0000", "national", "442079460000"),
        ("13800001234", "international", "13800001234"),
    ],
)
def test_numbers_as_the_gateway_wants_them(number, form, expected):
    assert formatted(number, form) == expected


@pytest.mark.parametrize(
    ("by", "status", "answer", "taken"),
    [
        ("status", 204, b"", True),
        ("status", 302, b"", False),
        ("status", 500, b"oops", False),
        ("text", 200, b"result=OK", True),
        ("text", 200, b"result=ERR", False),
        ("json", 200, b'{"r": [{"code": 0}]}', True),
        ("json", 200, b'{"r": [{"code": 7}]}', False),
        ("json", 200, b'{"r": []}', False),
        ("json", 200, b"<html>", False),
        ("json", 500, b'{"r": [{"code": 0}]}', False),
    ],
)
def test_the_answer_tells_whether_it_worked(by, status, answer, taken):
    values = {"text": {"success_value": "OK"}, "json": {"success_path": "r.0.code", "success_value": "0"}}
    gateway = Gateway("https://x.cn/", success_by=by, **values.get(by, {}))
    assert verdict(gateway, status, answer)[0] is taken


def test_the_gateway_says_what_went_wrong():
    gateway = Gateway("https://x.cn/", success_by="json", success_path="code", success_value="0", message_path="msg")
    assert verdict(gateway, 200, '{"code": 7, "msg": "余额不足"}'.encode()) == (False, "余额不足")


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2001:4860:4860::8888", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("2002:0a00:0001::", False),
    ],
)
def test_the_house_is_not_the_internet(address, public):
    assert is_public(address) is public


def test_hosts_are_taken_from_the_list():
    assert is_allowed_host("sms.example.com", [])
    assert is_allowed_host("SMS.example.com.", ["sms.example.com"])
    assert is_allowed_host("a.example.com", ["*.example.com"])
    assert not is_allowed_host("badexample.com", ["*.example.com", "example.com"])
