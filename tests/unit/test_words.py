"""Banned words in a text: Chinese, letters, and what is spared."""

import pytest
from cs_core.words import SPOKEN, WRITTEN, Word, find, spares


def word(text, stop=False, where="all", spared="", number=1):
    return Word(number, text, "instead", stop, where, spares(spared))


def found(text, *words, channel=WRITTEN):
    return [(hit.found, hit.start) for hit in find(text, words, channel)]


@pytest.mark.parametrize(
    ("text", "banned", "expected"),
    [
        ("这个我不懂。", "不懂", [("不懂", 3)]),
        ("这个我不 懂。", "不懂", [("不 懂", 3)]),
        ("不\u200b懂", "不懂", [("不\u200b懂", 0)]),
        ("懂了，不", "不懂", []),
        ("不行，真的不行", "不行", [("不行", 0), ("不行", 5)]),
        ("I have No  Idea.", "no idea", [("No  Idea", 7)]),
        ("ｎｏ idea", "no idea", [("ｎｏ idea", 0)]),
        ("no ideas", "no idea", []),
        ("casino idea", "no idea", []),
        ("请说no吧", "no", [("no", 2)]),
        ("notice", "no", []),
        ("50%", "50%", [("50%", 0)]),
        ("150%", "50%", []),
        ("Straße", "STRASSE", [("Straße", 0)]),
        ("", "不行", []),
        ("不行", " ", []),
    ],
)
def test_where_a_word_stands(text, banned, expected):
    assert found(text, word(banned)) == expected


def test_a_longer_word_is_spared_and_the_rest_counts():
    banned = word("不行", spared="不行驶、不行使, 步行不行")
    assert found("车辆不行驶", banned) == []
    assert found("车辆不行驶，这样不行", banned) == [("不行", 8)]


def test_of_two_words_at_one_place_the_longer_one_is_said():
    assert found("这不是我管的", word("不是", number=1), word("不是我管的", number=2)) == [("不是我管的", 1)]


def test_what_was_said_is_never_stopped():
    banned = word("不行", stop=True)
    assert [hit.stops for hit in find("不行", [banned], WRITTEN)] == [True]
    assert [hit.stops for hit in find("不行", [banned], SPOKEN)] == [False]


def test_a_word_counts_where_the_book_says():
    banned = word("不行", where="written")
    assert found("不行", banned) and not found("不行", banned, channel=SPOKEN)


def test_a_list_as_people_write_it():
    assert spares("不行驶，不行使、不行动;x\n y ,") == ("不行驶", "不行使", "不行动", "x", "y")
