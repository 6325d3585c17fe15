"""The guides speak of what the screens have: whatever they print bold stands there, word for word."""

import re
from html import unescape
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
TAG = re.compile(r"<[^>]+>")
GUIDES = ("manager", "duty", "appraisal", "fees", "counter")
PAGES = ("README.md", *(f"docs/guide/{guide}.{language}.md" for guide in GUIDES for language in ("en", "zh_CN")))
#: words of a guide about its own bold type
ABOUT = {"bold", "加粗的文字"}


def shown(term: str) -> str:
    """A term without its markup and the white space between its lines; Chinese has none between words."""
    text = " ".join(unescape(TAG.sub(" ", term)).split())
    return re.sub(r"(?<=[^\x00-\x7f]) (?=[^\x00-\x7f])", "", text).strip(" (（:：.。")


def said(guide: str) -> set[str]:
    """Every label that a guide names; a path of menus names several."""
    found = (" ".join(words.split()) for words in BOLD.findall(guide))
    return {label for words in found for label in words.split(" → ")} - ABOUT


@pytest.mark.parametrize("guide", GUIDES)
@pytest.mark.parametrize(("language", "side"), [("en", "msgid"), ("zh_CN", "msgstr")])
def test_the_guide_names_only_what_stands_on_the_screens(guide, language, side):
    files = [ROOT / "addons" / addon / "i18n/zh_CN.po" for addon in ("cs_department", "cs_property")]
    known = {shown(getattr(term, side)) for file in files for term in polib.pofile(str(file))}
    text = (ROOT / f"docs/guide/{guide}.{language}.md").read_text()
    assert said(text) - known == set()


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_has_the_same_sections_in_both_languages(guide):
    texts = [(ROOT / f"docs/guide/{guide}.{language}.md").read_text() for language in ("en", "zh_CN")]
    outlines = [[line.split(" ")[0] for line in text.splitlines() if line.startswith("#")] for text in texts]
    assert outlines[0] == outlines[1]


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_links_and_pictures_of_the_documents_exist(page):
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", (ROOT / page).read_text())
    assert [link for link in links if not ((ROOT / page).parent / link).exists()] == []
