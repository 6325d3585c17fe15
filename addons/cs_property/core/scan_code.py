"""Signed codes for passes, permits, cards and labels: small enough for a QR code, checked without a network.

A code names one record of one house, until when it holds, and how often it was issued anew:
``CS1.<site>.<kind>.<id>.<serial>.<from>.<until>.<signature>``. The signature is ECDSA over P-256 with SHA-256, the
64 bytes r‖s as browsers' WebCrypto reads them: a guard's telephone tells a forged code without asking anybody.
"""

import base64
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

VERSION = "CS1"
#: a code is never longer; what is longer is not read
LONGEST = 220
_SIDE = 32
_CODE = re.compile(
    r"CS1\.(?P<site>[0-9a-z]{8})\.(?P<kind>[A-Z]{1,2})\.(?P<id>[1-9][0-9]{0,9})\.(?P<serial>[0-9]{1,6})"
    r"\.(?P<first>[0-9]{1,10})\.(?P<last>[0-9]{1,10})\.(?P<signature>[A-Za-z0-9_-]{86})"
)


@dataclass(frozen=True)
class Code:
    """What a code says.

    :param site: eight signs that tell one house (database) from another.
    :param kind: one or two capital letters: what the record is.
    :param serial: raised when the code is issued anew; older ones are void.
    :param first: naive UTC moment from which it holds, to the second; ``None``: since ever.
    :param last: naive UTC moment until which it holds; ``None``: without an end.
    """

    site: str
    kind: str
    id: int
    serial: int
    first: datetime | None = None
    last: datetime | None = None

    def plain(self) -> str:
        """The part that is signed."""
        return f"{VERSION}.{self.site}.{self.kind}.{self.id}.{self.serial}.{_stamp(self.first)}.{_stamp(self.last)}"


def new_key() -> str:
    """A new private key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    form = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key.private_bytes(*form).decode()


def public_key(pem: str) -> str:
    """The public half, as base64 of its SPKI form: what WebCrypto imports."""
    form = (serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(_private(pem).public_key().public_bytes(*form)).decode()


def sign(code: Code, pem: str) -> str:
    """The text of a code."""
    r, s = decode_dss_signature(_private(pem).sign(code.plain().encode(), ec.ECDSA(hashes.SHA256())))
    raw = r.to_bytes(_SIDE, "big") + s.to_bytes(_SIDE, "big")
    return f"{code.plain()}.{base64.urlsafe_b64encode(raw).decode().rstrip('=')}"


def is_code(text: str) -> bool:
    """Whether a text wants to be a code of this kind at all, true or not."""
    return text.strip().startswith(f"{VERSION}.")


def read(text: str) -> tuple[Code, bytes] | None:
    """What a text says, not checked yet; ``None``: it is no code.

    :return: the code and its signature, to be given to :func:`is_true`.
    """
    found = _CODE.fullmatch(text.strip()) if len(text) <= LONGEST else None
    if not found:
        return None
    code = Code(
        found["site"],
        found["kind"],
        int(found["id"]),
        int(found["serial"]),
        _moment(found["first"]),
        _moment(found["last"]),
    )
    # a second writing of the same numbers would be another text with the same signature
    return (
        (code, base64.urlsafe_b64decode(f"{found['signature']}==")) if text.strip().startswith(code.plain()) else None
    )


def is_true(code: Code, signature: bytes, pem: str) -> bool:
    """Whether this house has signed the code."""
    wire = encode_dss_signature(int.from_bytes(signature[:_SIDE], "big"), int.from_bytes(signature[_SIDE:], "big"))
    try:
        _private(pem).public_key().verify(wire, code.plain().encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        return False
    return True


def _private(pem: str) -> ec.EllipticCurvePrivateKey:
    key = serialization.load_pem_private_key(pem.encode(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("The key of the codes is no key of an elliptic curve.")
    return key


def _stamp(moment: datetime | None) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) if moment else 0


def _moment(stamp: str) -> datetime | None:
    return datetime.fromtimestamp(int(stamp), UTC).replace(tzinfo=None) if int(stamp) else None
