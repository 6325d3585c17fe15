"""What the mail gateway must decide before a mail is a case: readable? automatic? which case?

Chinese mail programs label their text ``gb2312`` and write its supersets, cut a
character between two encoded words, put raw bytes into file names, and answer for
people on holiday under headers of their own. Everything here works on what the
standard library parsed and raises nothing, whatever a mail holds.
"""

import binascii
import codecs
import logging
import quopri
import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from email.message import EmailMessage
from email.utils import parseaddr

_logger = logging.getLogger(__name__)

#: Python's names of charsets that senders confuse with each other
GB = frozenset({"gb2312", "gbk", "gb18030"})
BIG5 = frozenset({"big5", "cp950", "big5hkscs"})
#: labels that say nothing about bytes beyond ASCII
VAGUE = frozenset({"", "ascii", "utf-8"})
#: what is written under these labels all the same
SUPERSET = {**dict.fromkeys(GB, "gb18030"), **dict.fromkeys(BIG5, "big5hkscs")}
#: below it lie Latin, Greek, … letters: two GBK bytes often happen to spell one of them
FIRST_PUNCTUATION = "\u2000"

_WORD = r"=\?[^?\s]+\?[bq]\?[^?]*\?="
_ENCODED = re.compile(r"=\?([^?\s*]+)(?:\*[^?\s]*)?\?([bq])\?([^?]*)\?=", re.IGNORECASE)
_RUN = re.compile(rf"{_WORD}(?:\s*{_WORD})*", re.IGNORECASE)
#: filename*=gb2312''… and its continuations (RFC 2231)
_PARAMETER = re.compile(r"(\*(?:0\*)?=\s*\"?)([^\s'\"*=;]+)(?=')")
_TEXT_HEADERS = ("subject", "from", "to", "cc", "reply-to", "sender", "delivered-to", "resent-to", "resent-cc")
_FILE_HEADERS = ("content-type", "content-disposition")

_HOLIDAY = re.compile(r"x-qq-(?:holiday|auto)-?reply", re.IGNORECASE)
_ANSWERS_BY_ITSELF = re.compile(
    r"\s*(?:自动回[复覆]|自動回[復覆]|自动答复|auto(?:matic)?[ -]?reply|out of (?:the )?office)\s*[:：]", re.IGNORECASE
)
_NUMBER = re.compile(r"[0-9A-Z][0-9A-Z/_-]*[0-9]")
SHORTEST_NUMBER = 5
#: no subject names more cases than that on purpose
MOST_NUMBERS = 10


# -- readable ----------------------------------------------------------------


def _codec(label: str | None) -> str:
    """Python's name of a charset; empty when there is no label or nobody knows it."""
    try:
        name = codecs.lookup((label or "").strip()).name
        b" ".decode(name, "replace")  # “zip” is a codec, too, but none of text
        return name
    except (LookupError, ValueError):
        return ""


def _reads(data: bytes, charset: str) -> bool:
    try:
        data.decode(charset)
    except (UnicodeError, LookupError):
        return False
    return True


def _losses(data: bytes, charset: str) -> int:
    return data.decode(charset, "replace").count("\ufffd")


def _is_utf8(data: bytes) -> bool:
    """Whether bytes beyond ASCII spell UTF-8 that is no coincidence."""
    return _reads(data, "utf-8") and all(sign < "\x80" or sign >= FIRST_PUNCTUATION for sign in data.decode("utf-8"))


def readable_charset(data: bytes, label: str | None) -> str:
    """The charset, one that Python knows, under which the bytes become readable.

    A label that reads the bytes is kept, so well-formed mail stays as it is.

    :param label: what the sender wrote, if anything.
    """
    name = _codec(label)
    if data.isascii() and name:
        return label
    if name and name not in VAGUE and name not in SUPERSET:
        return label
    if (name in GB or name in VAGUE) and _is_utf8(data):
        return label if name == "utf-8" else "utf-8"
    if name and _reads(data, name):
        return label
    superset = SUPERSET.get(name, "gb18030")
    if _reads(data, superset):
        beyond = sum(byte > 127 for byte in data)
        # a long UTF-8 text with one broken character is still UTF-8
        if name != "utf-8" or _losses(data, name) * 4 >= beyond:
            return superset
    return min((superset, "utf-8") if name in SUPERSET else ("utf-8", superset), key=lambda one: _losses(data, one))


def readable(data: bytes, label: str | None) -> str:
    """Bytes as text; what no charset explains becomes U+FFFD."""
    return data.decode(readable_charset(data, label), "replace")


def _word_bytes(encoding: str, text: str) -> bytes:
    """The bytes of one encoded word, as far as they can be read."""
    raw = text.encode("ascii", "replace")
    if encoding in "qQ":
        return quopri.decodestring(raw, header=True)
    raw = re.sub(rb"[^A-Za-z0-9+/]", b"", raw)
    # one sign alone carries no byte
    raw = raw[: len(raw) - (len(raw) % 4 == 1)]
    try:
        return binascii.a2b_base64(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        return b""


def _mend_run(run: re.Match) -> str:
    """Encoded words in a row: rewritten in UTF-8 when one of them cannot be read by itself."""
    groups: list[tuple[str, bytes]] = []
    whole = True
    for word in _ENCODED.finditer(run[0]):
        label, data = word[1], _word_bytes(word[2], word[3])
        whole = whole and _reads(data, label) and readable_charset(data, label) == label
        if groups and groups[-1][0].lower() == label.lower():
            # a character may be cut between two words
            groups[-1] = (groups[-1][0], groups[-1][1] + data)
        else:
            groups.append((label, data))
    if whole:
        return run[0]
    text = "".join(readable(data, label) for label, data in groups)
    text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in text)
    return f"=?utf-8?b?{b64encode(text.encode('utf-8', 'replace')).decode()}?="


def _mend_parameter(match: re.Match) -> str:
    name = _codec(match[2])
    return match[1] + (match[2] if name and name not in SUPERSET else SUPERSET.get(name, "gb18030"))


def mend_header(raw: str) -> str:
    """A header whose words can be read: raw bytes decoded, labels put right.

    Encoded words stay encoded, so that a decoded name cannot pose as an address.

    :param raw: as it came, bytes beyond ASCII as surrogates.
    """
    if not raw.isascii():
        raw = readable(raw.encode("utf-8", "surrogateescape"), None)
    return _RUN.sub(_mend_run, raw)


def _mend_headers(part: EmailMessage, names: tuple[str, ...]) -> None:
    wanted = [(name, str(raw)) for name, raw in part.raw_items() if name.lower() in names]
    for name, raw in wanted:
        mended = mend_header(raw)
        if name.lower() in _FILE_HEADERS:
            mended = _PARAMETER.sub(_mend_parameter, mended)
        if mended != raw:
            # unfolded: the parser takes one line only
            mended = "".join(mended.splitlines()).replace("\0", "")
            try:
                part.replace_header(name, mended)
            except Exception:  # the parser of headers fails in many ways on hostile input
                _logger.info("A mail's header %s cannot be parsed even when mended.", name)


def _drop_unreadable_headers(part: EmailMessage) -> None:
    """Headers on which the standard library itself stumbles are as good as absent."""
    for name in dict.fromkeys(part.keys()):
        try:
            part.get_all(name)
        except Exception:  # as above
            _logger.info("A mail's header %s cannot be parsed and is left out.", name)
            del part[name]


def _mend_text(part: EmailMessage) -> None:
    """Correct the label of a text; its bytes stay as they came."""
    data = part.get_payload(decode=True) or b""
    label = part.get_param("charset")
    label = label if isinstance(label, str) else None
    charset = readable_charset(data, label)
    if charset != label and not (label is None and data.isascii()):
        # an empty charset would stay beside the new one
        part.del_param("charset")
        part.set_param("charset", charset)


def mend(message: EmailMessage) -> None:
    """Make a mail readable in place: subject, people, file names, texts."""
    _mend_headers(message, _TEXT_HEADERS)
    for part in message.walk():
        _mend_headers(part, _FILE_HEADERS)
        _drop_unreadable_headers(part)
        if part.get_content_maintype() == "text" and not part.is_multipart():
            _mend_text(part)


# -- automatic ---------------------------------------------------------------


def automatic_sign(headers: Iterable[tuple[str, str]]) -> str:
    """The header by which a mail says that no person wrote it; empty for a person's mail.

    Besides RFC 3834 and its forerunners: the envelope without a sender, mailer
    daemons, QQ Mail's holiday reply. "Automatic reply:" in front of the subject counts
    only for a reply, since a person may write about automatic replies, too.
    """
    found = {name.lower(): str(value).strip() for name, value in headers}
    if _says(found, "auto-submitted", but="no"):
        return "auto-submitted"
    for name in ("x-autoreply", "x-autorespond", "x-autoresponder", "x-auto-reply"):
        if name in found and found[name].lower() not in ("no", "false"):
            return name
    if found.get("precedence", "").lower() in ("bulk", "junk", "list", "auto_reply", "auto-reply"):
        return "precedence"
    for name, value in found.items():
        if _HOLIDAY.fullmatch(name) and value.lower() not in ("", "false", "no", "0"):
            return name
    if found.get("return-path") == "<>":
        return "return-path"
    if "x-failed-recipients" in found:
        return "x-failed-recipients"
    if parseaddr(found.get("from", ""))[1].partition("@")[0].lower() in ("mailer-daemon", "postmaster"):
        return "from"
    subject = found.get("subject", "")
    answers = "in-reply-to" in found or "references" in found or bool(case_numbers(subject))
    if answers and _ANSWERS_BY_ITSELF.match(subject):
        return "subject"
    return ""


def _says(found: dict[str, str], name: str, but: str) -> bool:
    """Whether a header is there with a value other than the one that means nothing."""
    value = found.get(name, "").partition(";")[0].strip().lower()
    return bool(value) and value != but


# -- which case --------------------------------------------------------------


def case_numbers(subject: str | None) -> list[str]:
    """What could be numbers of cases in a subject, in their order, in capitals.

    Whether such a case exists, and is the sender's, is for the caller to look up.
    """
    text = unicodedata.normalize("NFKC", subject or "").upper()
    words = (word for word in _NUMBER.findall(text) if len(word) >= SHORTEST_NUMBER)
    return list(dict.fromkeys(words))[:MOST_NUMBERS]
