from datetime import UTC, datetime, timedelta

from odoo import api, models
from odoo.addons.cs_department.core.now import utcnow
from odoo.exceptions import AccessError, UserError
from odoo.tools.translate import LazyTranslate

from ...core import scan_code
from ...core.passes import plate

_lt = LazyTranslate(__name__)

#: who stands at the gate; a guard reads nothing but what a scan shows
GUARDS = "cs_property.group_cs_guard,cs_property.group_cs_counter,cs_department.group_cs_supervisor"
#: scans that one telephone sends later in one go
MOST_LATE = 100
#: what a gate decides on: release passes and visits
KINDS = ("R", "V")
VERBS = frozenset({"release", "release_part", "back", "back_part", "check_in", "check_out"})


class CsGate(models.AbstractModel):
    """What the guard's page does: scan, decide, and send later what was scanned without a network."""

    _name = "cs.gate"
    _description = "Gate"

    @api.model
    def _need_guard(self):
        """
        :raises AccessError: for who does not work at the gate.
        """
        if not any(self.env.user.has_group(group) for group in GUARDS.split(",")):
            raise AccessError(self.env._("The gate belongs to guards."))

    @api.model
    def _seen(self, text, post, codes_only=False, **more):
        """Read what was scanned or typed: a code, a number of a pass, or a plate. Always written down.

        :param codes_only: numbers and plates find nothing.
        """
        text = self._plain(text)
        typed = text if len(text) <= 30 and not codes_only and not scan_code.is_code(text) else ""
        record = self._by_words(typed) if typed else None
        # what was typed goes the same way as its code: dates, state and reasons are looked at once
        return self.env["cs.scan"]._look(record._scan_text() if record else text, self._plain(post), **more)

    @api.model
    def _plain(self, text) -> str:
        """What was scanned or typed, as far as a database can hold it; anything may come in."""
        text = text[:2000] if isinstance(text, str) else ""
        return text.encode("utf-8", "ignore").decode().replace("\0", "").strip()

    @api.model
    def _by_words(self, words):
        """The pass or visit that a number or a plate means today, or none (in sudo)."""
        own = [("company_id", "in", self.env.companies.ids)]
        number, car, now = words.upper(), plate(words), utcnow()
        # sudo: a guard knows the number or sees the car; the card shows him the rest
        releases, visits = self.env["cs.release.pass"].sudo(), self.env["cs.visitor"].sudo()
        for model in (releases, visits):
            found = model.search([*own, ("number", "=", number)], limit=1)
            if found:
                return found
        if len(car) < 4:
            return None
        inside = visits.search([*own, ("plate", "=", car), ("state", "=", "in")], limit=1)
        today = [*own, ("plate", "=", car), ("valid_from", "<=", now), ("valid_until", ">=", now)]
        return (
            inside
            or visits.search([*today, ("state", "in", ("expected", "asked"))], limit=1)
            or releases.search([*today, ("state", "in", ("valid", "partial"))], limit=1)
            or visits.search([*own, ("plate", "=", car)], limit=1, order="valid_until desc")
            or None
        )

    @api.model
    def _scan(self, text, post="") -> dict:
        """What the page shows of a scan."""
        self._need_guard()
        seen = self._seen(text, post)
        answer = self._answer(seen.result, seen.words, seen.record)
        if answer["verbs"] and {verb["name"] for verb in answer["verbs"]} <= {"back", "back_part"}:
            # nothing more may leave: the card stays, for what is brought back
            answer |= {"result": "used", "words": self.env._("Used already: only what has to come back is open.")}
        return answer

    @api.model
    def _do(self, text, verb, post="", quantities=None, at=None) -> dict:
        """Decide: once, whoever comes first.

        :param at: when it was scanned, for what is sent later (naive UTC).
        """
        self._need_guard()
        if not isinstance(verb, str) or verb not in VERBS:
            return self._answer("none", self.env._("This cannot be done."))
        seen = self._seen(text, post, **({"scanned_at": at, "is_late": True} if at else {}))
        record = seen.record
        if seen.result != "ok":
            return self._answer(seen.result, seen.words, record)
        if verb not in {one["name"] for one in record._scan_verbs(at)}:
            words = self.env._("Used already.")
            return self._refused(text, post, record, "used", words)
        try:
            with self.env.cr.savepoint():
                # sudo: decided by verb
                words = record.with_user(self.env.user).sudo()._gate_do(verb, post, quantities, at)
        except UserError as error:
            record.invalidate_recordset()
            return self._refused(text, post, record, "used", str(error))
        self._log(text, post, record, "done", words)
        return self._answer("done", words, record)

    @api.model
    def _late(self, scans, post="") -> list[dict]:
        """Scans of a telephone that had no network: judged now, by the moment at which they were made.

        :param scans: ``{"text", "at" (seconds since 1970), "token"}`` each; anything may come in.
        :return: ``{"token", "result", "words"}`` each; a conflict was told to the guard and his supervisors.
        """
        self._need_guard()
        sent, conflicts = scans[:MOST_LATE] if isinstance(scans, list) else [], []
        # each scan is judged for itself; a telephone sends few
        answers = [self._late_one(one, post, conflicts) for one in sent if isinstance(one, dict)]
        for record in conflicts:
            record._tell(
                {record.id: self._supervisors() | self.env.user},
                _lt("Let through without a network, and refused by the server"),
                by=("screen", "activity"),
            )
        return answers

    @api.model
    def _late_one(self, one, post, conflicts) -> dict:
        token = self._plain(str(one.get("token") or ""))[:64]
        log = self.env["cs.scan.log"].sudo()  # sudo: guards write the log by scanning, and read it never
        if not token or log.search_count([("token", "=", f"{self.env.uid}:{token}")], limit=1):
            return {"token": token, "result": "done", "words": ""}
        at = self._moment(one.get("at"))
        # a telephone without a network checks codes only
        more = {"codes_only": True, "scanned_at": at, "is_late": True, "token": f"{self.env.uid}:{token}"}
        seen = self._seen(one.get("text"), post, **more)
        record = seen.record
        if seen.result == "ok":
            verbs = [
                verb["name"] for verb in record._scan_verbs(at) if verb["name"] in ("release", "check_in", "check_out")
            ]
            if verbs:
                done = self._do(one["text"], verbs[0], post, at=at)
                if done["result"] == "done":
                    return {"token": token, "result": "done", "words": done["words"]}
                seen = seen._replace(result=done["result"], words=done["words"])
        if record and record._scan_kind in KINDS:
            conflicts.append(record)
        return {"token": token, "result": seen.result, "words": seen.words, "conflict": True}

    @api.model
    def _moment(self, seconds):
        """When the telephone says it scanned; now, where its clock is ahead or further back than is believed."""
        now = utcnow()
        if type(seconds) not in (int, float) or not 0 < seconds < 10**11:
            return now
        said = datetime.fromtimestamp(int(seconds), UTC).replace(tzinfo=None)
        believed = timedelta(hours=self.env.company.cs_scan_late_hours)
        return said if now - believed <= said <= now else now

    @api.model
    def _supervisors(self):
        users = self.env.ref("cs_department.group_cs_supervisor").sudo().all_user_ids  # sudo: who is told
        return users.filtered(lambda user: user.active and self.env.company in user.company_ids)

    @api.model
    def _refused(self, text, post, record, result, words):
        self._log(text, post, record, result, words)
        return self._answer(result, words, record)

    @api.model
    def _log(self, text, post, record, result, words):
        seen = self.env["cs.scan"]._seen_as(record, result, words)
        self.env["cs.scan.log"]._write_down(self._plain(text), seen, self._plain(post))

    @api.model
    def _answer(self, result, words, record=None) -> dict:
        good = result in ("ok", "done")
        # kinds that have no card for the gate say their name only
        shown = record if record and good else None
        return {
            "result": result,
            "words": words or "",
            "card": shown.with_context(lang=self.env.lang)._scan_card() if shown else None,
            "verbs": [verb for verb in shown._scan_verbs() if verb["name"] in VERBS] if shown else [],
        }

    @api.model
    def _overstays(self) -> list[dict]:
        """Who should have left: number and plate, what a guard needs to look for them."""
        self._need_guard()
        # sudo: guards read no visits
        late = (
            self.env["cs.visitor"]
            .sudo()
            .search(
                [("company_id", "in", self.env.companies.ids), ("state", "=", "in"), ("valid_until", "<", utcnow())],
                limit=20,
            )
        )
        return [{"number": one.number, "plate": one.plate or "", "unit": one.unit_id.code} for one in late]
