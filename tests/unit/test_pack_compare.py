"""A pack that is written and read again is the same; two packs differ where they differ."""

import string

from cs_core.pack.compare import CHANGED, GONE, NEW, FieldChange, compare, completed, merged, normal, ordered
from cs_core.pack.reading import read
from cs_core.pack.writing import write
from hypothesis import given
from hypothesis import strategies as st

printable = st.text(
    st.characters(blacklist_categories=["Cs", "Cc"], blacklist_characters="\ufeff\u2028\u2029\x85"), max_size=30
)
words = st.one_of(
    printable, st.sampled_from(["no", "12:30", "on", "null", "~", "2026-03-04", "0x1F", "1e5", "#", "- a"])
)
paragraphs = st.lists(printable, min_size=2, max_size=4).map("\n".join)
keys = st.text(string.ascii_lowercase + "_", min_size=1, max_size=12)
numbers = st.one_of(st.integers(-(10**9), 10**9), st.integers(-(10**6), 10**6).map(lambda n: n / 100))
leaves = st.one_of(words, paragraphs, numbers, st.booleans())
values = st.recursive(
    leaves,
    lambda parts: st.one_of(st.lists(parts, max_size=4), st.dictionaries(keys, parts, max_size=4)),
    max_leaves=8,
)
records = st.dictionaries(keys, values, min_size=1, max_size=5)
books = st.dictionaries(keys, st.dictionaries(keys, records, max_size=4), max_size=3)


@given(books)
def test_what_is_written_is_read_the_same(content):
    text = write({"format": 1, "name": {"en_US": "Test", "zh_CN": "测试"}}, content, {"": "top\nof it", "a": "D3 D8"})
    assert read(text.encode()).data["books"] == content
    again = write({"format": 1, "name": {"en_US": "Test", "zh_CN": "测试"}}, content, {"": "top\nof it", "a": "D3 D8"})
    assert again == text


@given(books)
def test_a_book_does_not_differ_from_itself(content):
    assert compare(content, content) == []


@given(books, books)
def test_taking_the_differences_in_leaves_none(ours, theirs):
    result = {book: dict(records) for book, records in ours.items()}
    for difference in compare(ours, theirs):
        records = result.setdefault(difference.book, {})
        if difference.kind == GONE:
            del records[difference.key]
        else:
            record = dict(records.get(difference.key, {}))
            record.update({change.name: change.after for change in difference.fields})
            records[difference.key] = record
    assert compare(result, theirs) == []


def test_names_stay_on_one_line_and_comments_above_their_book():
    rule = {"name": {"en_US": "Complaints", "zh_CN": "投诉"}, "sequence": 20, "text": "one\ntwo"}
    text = write({"format": 1}, {"service_targets": {"complaint": rule}}, {"service_targets": "D3"})
    assert text == (
        "format: 1\nbooks:\n\n  # D3\n  service_targets:\n    complaint:\n"
        "      name: {en_US: Complaints, zh_CN: 投诉}\n      sequence: 20\n      text: |-\n        one\n        two\n"
    )


def test_differences_are_new_changed_and_gone():
    ours = {"targets": {"a": {"hours": 4}, "b": {"hours": 1}}, "other": {"x": {}}}
    theirs = {"targets": {"a": {"hours": 2}, "c": {"hours": 8}}}
    found = compare(ours, theirs)
    assert [(item.key, item.kind) for item in found] == [("a", CHANGED), ("c", NEW), ("b", GONE)]
    assert found[0].fields == (FieldChange("hours", 4, 2),)


def test_nothing_empty_and_missing_are_the_same_but_zero_is_a_figure():
    assert compare({"b": {"k": {"a": False, "c": [], "d": ""}}}, {"b": {"k": {}}}) == []
    assert compare({"b": {"k": {"days": 3.0}}}, {"b": {"k": {"days": 3}}}) == []
    assert compare({"b": {"k": {"days": 0}}}, {"b": {"k": {}}}) != []
    assert normal({"a": {"b": None}}) is None


def test_what_a_record_leaves_out_is_its_default_down_to_its_lines():
    lines = {"type": "object", "properties": {"warn": {"default": 80}, "unit": {}}}
    schema = {"properties": {"days": {"default": 5}, "targets": {"items": lines}}}
    assert completed({"targets": [{"unit": "hour"}, {"warn": 0}]}, schema) == {
        "days": 5,
        "targets": [{"unit": "hour", "warn": 80}, {"warn": 0}],
    }


def test_what_is_needed_comes_first_even_in_a_circle():
    order = ordered({"rules": ["kinds", "severities"], "kinds": [], "severities": ["nowhere"]})
    assert order.index("rules") == 2
    circle = ordered({"categories": ["kinds"], "kinds": ["categories"], "rules": ["kinds"]})
    assert sorted(circle) == ["categories", "kinds", "rules"]
    assert circle.index("kinds") < circle.index("rules")


def test_a_pack_says_only_what_it_does_differently():
    base = {
        "kinds": {"repair": {"n": 1}, "order": {"n": 2}},
        "targets": {
            "both": {"kind": ["order", "repair"], "h": 1},
            "orders": {"kind": ["order"], "h": 2},
            "all": {"h": 3},
        },
    }
    own = {"targets": {"all": {"h": 4}, "new": {"h": 5}}, "causes": {"wear": {}}}
    assert merged(base, own, {"kinds": ["order"]}) == {
        "kinds": {"repair": {"n": 1}},
        "targets": {"both": {"kind": ["repair"], "h": 1}, "all": {"h": 4}, "new": {"h": 5}},
        "causes": {"wear": {}},
    }
