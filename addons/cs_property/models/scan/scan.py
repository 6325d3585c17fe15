import base64
import io
import secrets
import string
from typing import Any, NamedTuple

import segno
from odoo import api, fields, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...core import scan_code

_KEY, _SITE = "cs_property.scan_key", "cs_property.scan_site"
_SIGNS = string.ascii_lowercase + string.digits


class ScanRefused(UserError):
    """A code that opens nothing; ``result`` is its reason, as the log keeps it, ``record`` what it stood for
    (in sudo), where the signature was true."""

    def __init__(self, result: str, words: str, record: Any = None) -> None:
        super().__init__(words)
        self.result = result
        self.record = record


class Seen(NamedTuple):
    """What a scan came to.

    :param record: what the code stands for, in sudo, though it may open nothing now; an empty
        :class:`cs.scan.mixin` for none.
    :param result: a result of :data:`~.scan_log.RESULTS`.
    :param words: for whoever scanned; empty when all is well.
    """

    record: Any
    result: str
    words: str


class CsScanMixin(models.AbstractModel):
    """A record that carries a signed code: a pass, a permit, a card, a label.

    A model names its kind in ``_scan_kind`` (one or two capital letters, its own in all models) and says in
    :meth:`_scan_span` when a code holds. Issuing anew voids every older code.
    """

    _name = "cs.scan.mixin"
    _description = "Record with a scanned code"

    _scan_kind = ""

    scan_serial = fields.Integer("Issued anew", readonly=True, copy=False, default=0)
    scan_image = fields.Binary("QR code", compute="_compute_scan_image")

    @api.depends("scan_serial")
    def _compute_scan_image(self):
        for record in self:
            record.scan_image = record._scan_picture() if record._origin.id else False

    def _scan_span(self):
        """From when until when a code holds: naive UTC moments, or ``None`` each."""
        return None, None

    def _scan_hindrance(self) -> str:
        """Why a true code opens nothing now: it is frozen, stopped, used. In words, or nothing (in sudo)."""
        return ""

    def _scan_used(self) -> str:
        """Why a true code is used up: when it was. In words, or nothing (in sudo)."""
        return ""

    def _scan_under_way(self) -> bool:
        """Whether something has begun that a code still has to end, though its day is over (in sudo)."""
        return False

    def _scan_company(self):
        return self.company_id

    def _scan_code(self):
        self.ensure_one()
        first, last = self._scan_span()
        # sudo: the name of the house is no secret; who prints a code sees its record
        site = self.env["cs.scan"].sudo()._site()
        return scan_code.Code(site, self._scan_kind, self.id, self.scan_serial, first, last)

    def _scan_text(self) -> str:
        """The code as text: what the QR code holds."""
        # sudo: the key stays with the system; who prints a code sees its record
        return scan_code.sign(self._scan_code(), self.env["cs.scan"].sudo()._key())

    def _scan_picture(self) -> bytes:
        """The QR code as PNG, base64."""
        picture = io.BytesIO()
        segno.make(self._scan_text(), error="m", micro=False).save(picture, kind="png", scale=6, border=2)
        return base64.b64encode(picture.getvalue())

    def _scan_reissue(self):
        """Older codes are void from now on (in sudo)."""
        for record in self:
            # a few: cards and passes are issued anew one by one
            record.scan_serial += 1

    # -- what a scan shows, and what can be done then ------------------------------------------

    def _scan_card(self) -> dict:
        """What whoever scans needs to know, in words: ``{"title", "state", "rows": [{"name", "text"}]}`` (in sudo)."""
        return {"title": self.display_name, "state": "", "rows": []}

    def _scan_verbs(self, at=None) -> list[dict]:
        """What can be done with it now, or could be at a moment (naive UTC): ``{"name", "label"}`` each (in sudo)."""
        return []


class CsScan(models.AbstractModel):
    """Reading codes: one door for the counter, the gate and the rounds."""

    _name = "cs.scan"
    _description = "Reading of codes"

    # -- keys (in sudo) ----------------------------------------------------------------------

    @api.model
    def _key(self) -> str:
        """The private key of this house, made on first use; nobody but the system reads it."""
        return self._kept(_KEY, scan_code.new_key)

    @api.model
    def _site(self) -> str:
        """What tells this house from others: eight signs."""
        return self._kept(_SITE, lambda: "".join(secrets.choice(_SIGNS) for _sign in range(8)))

    @api.model
    def _kept(self, name, make) -> str:
        parameters = self.env["ir.config_parameter"].sudo()  # sudo: kept where only the system reads
        found = parameters.get_param(name)
        if not found:
            # two first codes at once: the later waits and takes what the earlier has made
            self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(hashtext(%s))", name))
            parameters.env.registry.clear_cache()
            found = parameters.get_param(name) or make()
            parameters.set_param(name, found)
        return found

    @api.model
    def _public_key(self) -> str:
        """For pages that check codes without a network: base64 of the SPKI form."""
        return scan_code.public_key(self.sudo()._key())  # sudo: the public half is public

    @api.model
    def _models(self) -> dict:
        """Kind of a code → model."""
        kinds = {}
        for name, model in self.env.registry.items():
            kind = getattr(model, "_scan_kind", "")
            if kind and not model._abstract:
                kinds[kind] = name
        return kinds

    # -- reading -------------------------------------------------------------------------------

    @api.model
    def _look(self, text, post="", **more) -> Seen:
        """Read a code and write down that it was scanned, whatever comes of it.

        :param text: what the camera or somebody's fingers gave; anything may come in.
        :param post: where it was scanned.
        :param more: further values of the log: ``scanned_at``, ``is_late``, ``token``. What was scanned
            without a network is judged by the moment of its scan.
        """
        text = text if isinstance(text, str) else ""
        try:
            seen = Seen(self._record_of(text, more.get("scanned_at")), "ok", "")
        except ScanRefused as refused:
            seen = Seen(refused.record or self.env["cs.scan.mixin"], refused.result, str(refused))
        self.env["cs.scan.log"]._write_down(text, seen, post, **more)
        return seen

    @api.model
    def _seen_as(self, record, result, words) -> Seen:
        """What came of a scan after it was read, for the log."""
        return Seen(record, result, words)

    @api.model
    def _read(self, text):
        """The record of a code (in sudo).

        :raises ScanRefused: in words, for everything that is no good code of this company.
        """
        return self._record_of(text if isinstance(text, str) else "")

    @api.model
    def _record_of(self, text, at=None):
        found = scan_code.read(text)
        if not found:
            raise ScanRefused("none", self.env._("This is no code of ours."))
        code, signature = found
        system = self.sudo()  # sudo: the signature is the right to see what a scan shows
        if code.site != system._site():
            raise ScanRefused("foreign", self.env._("This code was issued elsewhere."))
        if not scan_code.is_true(code, signature, system._key()):
            raise ScanRefused("forged", self.env._("This code is forged."))
        model = self._models().get(code.kind)
        record = system.env[model].browse(code.id).exists() if model else None
        if not record:
            raise ScanRefused("unknown", self.env._("What this code stood for is no longer known."))
        if record._scan_company() not in self.env.companies or not self._within_reach(record):
            raise ScanRefused("foreign", self.env._("This code was issued elsewhere."))
        self._check(code, record, at or utcnow())
        return record

    @api.model
    def _within_reach(self, record) -> bool:
        """Whether it belongs to an estate of whoever scans."""
        bound = self.env["res.users"]._bound_estates()
        return not bound or bool(record.filtered_domain(self.env["ir.rule"]._within(record._name, bound)))

    def _check(self, code, record, at):
        """
        :param at: when it was scanned: days count by this moment; what it was used for, by what is known now.
        :raises ScanRefused: for a code that does not hold.
        """
        if code.serial != record.scan_serial:
            raise ScanRefused("reissued", self.env._("A new one was issued: this code is void."), record)
        used = record.with_context(lang=self.env.lang)._scan_used()
        if used:
            raise ScanRefused("used", used, record)
        # what the record says today, not what it said when it was printed: it may have been extended or cut short
        first, last = record._scan_span()
        if first and at < first:
            raise ScanRefused("early", self.env._("This does not hold yet."), record)
        if last and at > last and not record._scan_under_way():
            raise ScanRefused("expired", self.env._("This has expired."), record)
        hindrance = record.with_context(lang=self.env.lang)._scan_hindrance()
        if hindrance:
            raise ScanRefused("refused", hindrance, record)
