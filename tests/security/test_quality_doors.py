"""Appraisal, checks, merit, training: by which doors a colleague might learn what is said about somebody."""

from contextlib import suppress

import psycopg2
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import HttpCase
from odoo.tools import SQL, mute_logger

from tests.common import NOW
from tests.cs_department.appraisal_people_case import AppraisalPeopleCase
from tests.security.people_case import CANARY, DAY, PeopleCase
from tests.security.sweep import INHERITED, SweepCase

#: rows that say nothing about a person: everybody of the company reads them
OPEN = frozenset({"cs.appraisal.period", "cs.training.session"})
#: what is told to supervisors of any team: figures without persons, texts to be signed, the scheme
OF_LEADERS = frozenset({"cs.appraisal.edition", "cs.month.report", "cs.reading"})
#: readonly only because a form would confuse by letting them be moved: the company decides who reads a record,
#: and nobody writes into one that he is no user of; whose people a talk belongs to is seen by quality officers
HARMLESS = frozenset({"company_id", "supervisor_id", "version_id"})
#: quality officers look at the work of the whole company
OF_QUALITY = frozenset({"cs.check", "cs.check.answer", "cs.coaching", "cs.call"})


class Colleagues(PeopleCase):
    """Who has nothing to do with the agent's work, and what each is told all the same."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a form that a colleague filled in is his own to read
        cls.rated = {cls.agent2: frozenset({"cs.appraisal.sheet", "cs.appraisal.rating"})}

    def curious(self):
        """(user, model, record) of everything that must stay closed to him."""
        for user in (
            *(self.employee, self.engineer, self.agent2, self.outsider, self.privileged),
            *(self.quality, self.lead, self.lead_elsewhere),
        ):
            known = OPEN | self.rated.get(user, frozenset())
            if user == self.quality:
                known |= OF_QUALITY
            if user == self.lead:
                known |= OF_LEADERS
            if user == self.lead_elsewhere:
                known = frozenset()
            for model, record in self.kept.items():
                if model not in known:
                    yield user, model, record.with_user(user)


class TestColleagues(Colleagues):
    def test_nothing_is_read_exported_or_written(self):
        for user, model, record in self.curious():
            for call in (
                lambda r: r.read(["display_name"]),
                lambda r: r.export_data(["id", "display_name"]),
                lambda r: r.web_read({"display_name": {}}),
                lambda r: r.get_metadata() if r._log_access else r.check_access("read"),
                lambda r: r.write({}),
                lambda r: r.unlink(),
            ):
                self.env.invalidate_all()
                with self.subTest(user=user.name, model=model), self.assertRaises(UserError), self.cr.savepoint():
                    call(record)

    def test_nothing_is_found_counted_grouped_or_named(self):
        for user, model, record in self.curious():
            records = record.browse()
            if not records.has_access("read"):
                continue
            this = [("id", "=", record.id)]
            with self.subTest(user=user.name, model=model):
                self.assertFalse(records.search(this))
                self.assertFalse(records.search_count(this))
                self.assertFalse(records.name_search("", domain=this))
                self.assertFalse(records.web_search_read(this, {"display_name": {}})["records"])
                self.assertEqual(records.formatted_read_group(this, [], ["__count"])[0]["__count"], 0)
                for field in ("employee_id", "user_id", "state"):
                    if field in records._fields and records._fields[field].store:
                        self.assertFalse(records.formatted_read_group(this, [field], ["__count"]))

    def test_nothing_is_asked_for_by_way_of_what_may_be_read(self):
        """A domain over a list of another model would answer yes or no."""
        for user, model, record in self.curious():
            for name, other in self.env.registry.items():
                if other._abstract or other._transient or not other._auto:
                    continue
                for field in other._fields.values():
                    if field.type not in ("one2many", "many2many") or field.comodel_name != model:
                        continue
                    readers = self.env[name].with_user(user)
                    if not readers.has_access("read") or not readers._has_field_access(field, "read"):
                        continue
                    if user == self.lead_elsewhere:
                        continue  # there is as much of his own
                    self.env.invalidate_all()
                    # refused: the list is not shown at all
                    with self.subTest(user=user.name, path=f"{name}.{field.name}"), suppress(AccessError):
                        self.assertFalse(readers.search_count([(f"{field.name}.write_date", ">", "2000-01-01")]))
                        self.assertNotIn(record.id, readers.search([])[field.name].ids)

    def test_what_is_kept_of_another_company_is_not_seen_by_whoever_leads_here(self):
        for user in (self.supervisor, self.manager, self.quality, self.hr):
            for model, record in self.elsewhere_kept.items():
                with self.subTest(user=user.name, model=model):
                    self.assertFalse(record.with_user(user).has_access("read"))


class TestChatter(Colleagues):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.said = {}
        for model, record in cls.kept.items():
            if "message_ids" in record._fields:
                file = cls.env["ir.attachment"].create(
                    {"name": CANARY, "raw": b"x", "res_model": model, "res_id": record.id}
                )
                message = record.with_user(cls.supervisor).sudo().message_post(body=CANARY, attachment_ids=file.ids)
                activity = record.activity_schedule(summary=CANARY, user_id=cls.supervisor.id)
                record.message_subscribe(partner_ids=cls.supervisor.partner_id.ids)
                cls.said[model] = message, activity, file
        cls.env.flush_all()

    def test_there_is_something_to_be_kept_from_colleagues(self):
        self.assertLess({"cs.appraisal", "cs.appeal", "cs.merit.event", "cs.training.record"}, set(self.said))

    def test_a_colleague_reads_no_message_to_do_or_file_of_it(self):
        for user, model, record in self.curious():
            if model not in self.said or model in OPEN:
                continue
            here = [("res_model", "=", model), ("res_id", "=", record.id)]
            with self.subTest(user=user.name, model=model):
                messages = self.env["mail.message"].with_user(user)
                if record.browse().has_access("read"):
                    self.assertFalse(messages.search([("model", "=", model), ("res_id", "=", record.id)]))
                    self.assertFalse(messages.search([("body", "like", CANARY), ("model", "=", model)]))
                # who follows it tells that there is something to follow
                for name in ("mail.followers", "mail.activity", "ir.attachment"):
                    reader = self.env[name].with_user(user)
                    with suppress(AccessError):  # refused altogether
                        self.assertFalse(reader.search(here), name)
                for one in self.said[model]:
                    self.env.invalidate_all()
                    with self.assertRaises(AccessError):
                        one.with_user(user).read(["display_name"])

    def test_a_colleague_does_not_follow_it_write_in_it_or_hang_something_on_it(self):
        for user, model, record in self.curious():
            here = {"res_model": model, "res_id": record.id}
            doors = [
                lambda here=here, user=user: self.env["ir.attachment"].with_user(user).create({**here, "name": "x"})
            ]
            if model in self.said:
                doors += [
                    lambda record=record: record.message_post(body="x"),
                    lambda record=record: record.message_subscribe(partner_ids=self.portal.partner_id.ids),
                    lambda record=record: record.activity_schedule(summary="x"),
                    lambda here=here, user=user: (
                        self.env["mail.followers"].with_user(user).create({**here, "partner_id": user.partner_id.id})
                    ),
                    lambda model=model, record=record, user=user: (
                        self.env["mail.message"]
                        .with_user(user)
                        .create({"model": model, "res_id": record.id, "body": "x"})
                    ),
                ]
            for place, door in enumerate(doors):
                self.env.invalidate_all()
                with (
                    self.subTest(user=user.name, model=model, door=place),
                    self.assertRaises(AccessError),
                    self.cr.savepoint(),
                ):
                    door()


class TestVerbs(Colleagues, SweepCase):
    """Every verb with somebody else's record."""

    canary = CANARY

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.foreign = cls.make_ticket()

    def test_verbs_do_and_tell_nothing_about_somebody_else(self):
        self.before = [self.fingerprint()]
        for user, model, record in self.curious():
            if user in self.employee | self.engineer | self.privileged:
                continue  # colleagues with no more rights than those
            methods = {m: (self.arguments(getattr(type(record), m)), {}) for m in self.own_methods(model)}
            methods |= {m: INHERITED[m] for m in ("search_read", "write", "unlink", "copy") if hasattr(record, m)}
            methods.pop("create", None)
            self.sweep(user, model, methods, record.id)

    def test_pages_of_ones_own_show_ones_own_whatever_is_asked_for(self):
        appraisal = self.kept["cs.appraisal"]
        for user in (self.agent2, self.outsider, self.lead, self.quality, self.hr, self.manager):
            with self.subTest(user=user.name):
                self.assertFalse(appraisal.browse().with_user(user).my_appraisals(appraisal.id)["one"])
                self.assertNotIn(CANARY, repr(self.env["cs.training.record"].with_user(user).my_training()))

    def test_words_of_an_appeal_that_is_being_written_are_the_writers(self):
        words = self.env["cs.appeal.words"].with_user(self.agent)
        check = self.kept["cs.check"]
        words = words.create({"verb": "appeal", "res_model": "cs.check", "res_id": check.id, "words": CANARY})
        for user in (self.agent2, self.supervisor, self.manager):
            with self.subTest(user=user.name):
                self.assertFalse(words.with_user(user).search([]))
                with self.assertRaises(AccessError):
                    words.with_user(user).read(["words"])
        for model in ("res.partner", "cs.ticket", "nothing", "cs.appeal"):
            forged = self.env["cs.appeal.words"].with_user(self.agent)
            forged = forged.create({"verb": "appeal", "res_model": model, "res_id": check.id, "words": "x"})
            with self.subTest(model=model), self.assertRaises(UserError):
                forged.action_apply()


class TestRoutes(Colleagues, HttpCase):
    def test_no_address_gives_a_colleague_what_is_closed_to_him(self):
        reports = self.env["ir.actions.report"].search([("model", "in", list(self.kept))])
        self.assertTrue(reports)
        sheet = self.make("cs.merit.sheet", {"company_id": self.company.id, "date_from": "2026-02-01"})
        period = self.kept["cs.appraisal.period"]
        paths = {
            "cs.appraisal": [f"/cs/appraisal/{period.id}/xlsx"],
            "cs.merit.event": [f"/cs/merit/{sheet.id}/xlsx"],
            "cs.month.report": [f"/cs/month-report/{self.kept['cs.month.report'].id}/xlsx"],
        }
        for report in reports:
            paths.setdefault(report.model, []).append(f"/report/html/{report.report_name}/{self.kept[report.model].id}")
        answer = self.kept["cs.check.answer"]
        photo = self.env["ir.attachment"].create(
            {"name": f"{CANARY}.png", "raw": CANARY.encode(), "res_model": answer._name, "res_id": answer.id}
        )
        paths["cs.check.answer"] = [f"/web/content/{photo.id}", f"/web/image/{photo.id}"]
        last = None
        for user, model, _record in self.curious():
            for path in paths.get(model, ()):
                if user != last:
                    self.authenticate(user.login, user.login)
                    last = user
                with self.subTest(user=user.name, path=path), mute_logger("odoo.http"):
                    answer = self.url_open(path, allow_redirects=False)
                    self.assertNotEqual(answer.status_code, 200 if "/web/image" not in path else 0)
                    self.assertNotIn(CANARY, answer.text)

    def far(self):
        """Addresses of records that no database can have."""
        for number in (2**31, 2**40, 2**70):
            yield from (f"training/{number}/x", f"appraisal/{number}/xlsx", f"merit/{number}/xlsx")
            yield f"month-report/{number}/xlsx"

    def test_a_code_on_the_wall_signs_in_whoever_was_invited_and_only_him(self):
        session = self.kept["cs.training.session"]
        session.write({"sign_in": "code", "starts_at": NOW, "ends_at": "2026-03-04 04:00:00"})
        token = session.token
        for user in (self.agent, self.manager, self.supervisor):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                session.with_user(user).read(["token"])
        rows = self.kept["cs.training.attendance"]
        for user, code in ((self.agent2, token), (self.agent, "x"), (self.agent, f"{token}x"), (self.agent, "é")):
            with self.subTest(user=user.name, code=code), self.assertRaises(AccessError):
                rows.browse().with_user(user)._sign_by_code(session.id, code)
        self.assertEqual(rows.state, "invited")
        self.authenticate("cs_agent2", "cs_agent2")
        for path in (f"/cs/training/{session.id}/{token}", *(f"/cs/{place}" for place in self.far())):
            with self.subTest(path=path):
                answer = self.url_open(path)
                self.assertLess(answer.status_code, 500, answer.text[-900:])
        self.assertEqual(rows.state, "invited")


class TestForged(PeopleCase):
    """What the system says is not said by whoever may write something else of a record."""

    def test_nobody_makes_or_changes_what_the_system_writes(self):
        for model in (
            *("cs.appraisal", "cs.appraisal.score", "cs.appraisal.adjustment", "cs.appraisal.edition"),
            *("cs.merit.event", "cs.merit.window", "cs.check", "cs.check.answer", "cs.check.draw", "cs.appeal"),
            *("cs.training.record", "cs.training.attendance", "cs.training.member", "cs.reading.receipt"),
        ):
            record = self.kept.get(model) or self.env[model]
            for user in (self.agent, self.supervisor, self.quality, self.manager, self.hr):
                records = record.with_user(user)
                for call in (
                    lambda r: r.create([{}]),
                    lambda r: r.write({}) if r else r.check_access("write"),
                    lambda r: r.unlink() if r else r.check_access("unlink"),
                    lambda r: r.load(["id", "display_name"], [["x", "x"]])["ids"] or r.check_access("write"),
                ):
                    with (
                        self.subTest(user=user.name, model=model),
                        mute_logger("odoo.models"),
                        self.assertRaises(UserError),
                        self.cr.savepoint(),
                    ):
                        call(records)

    def test_a_readonly_field_of_what_one_may_write_is_not_written(self):
        for model, record in self.kept.items():
            for user in (self.agent, self.supervisor, self.manager, self.quality, self.hr):
                mine = record.with_user(user)
                if not mine.has_access("write"):
                    continue
                for field in mine._fields.values():
                    if not field.store or not field.readonly or field.related or field.compute:
                        continue
                    if field.type == "one2many" or field.name in HARMLESS:
                        continue
                    value = {
                        "selection": lambda f: f.get_values(self.env)[-1],
                        "boolean": lambda f, r=record: not r[f.name],
                    }
                    value = {**value, "date": lambda _f: "2020-01-01", "datetime": lambda _f: "2020-01-01 00:00:00"}
                    value = {**value, "many2one": lambda f: self.env[f.comodel_name].search([], limit=1).id}
                    value = {**value, "integer": lambda _f: 77, "float": lambda _f: 77.0}
                    new = value.get(field.type, lambda _f: "forged")(field)
                    before = record[field.name]
                    with self.subTest(user=user.name, model=model, field=field.name), mute_logger("odoo.sql_db"):
                        try:
                            with self.cr.savepoint():
                                mine.write({field.name: new})
                                self.env.flush_all()
                                record.invalidate_recordset()
                                self.assertEqual(record[field.name], before, "it was written")
                        except (AccessError, UserError, ValidationError, psycopg2.Error):
                            record.invalidate_recordset()

    def test_a_link_to_a_recording_runs_nothing(self):
        for url in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "data:text/html,x",
            " javascript:x",
            "//evil",
            "file:///x",
        ):
            for user in (self.quality, self.manager):
                with self.subTest(url=url), self.assertRaises(UserError), self.cr.savepoint():
                    self.kept["cs.call"].with_user(user).write({"recording_url": url})


class TestSecondRater(PeopleCase):
    def test_two_raters_of_the_same_do_not_see_each_other(self):
        first = self.kept["cs.check"]
        first.sudo().write({"inspector_id": self.manager.id, "blind_user_id": self.quality.id})
        answer = first.answer_ids[:1]
        self.env.flush_all()
        for user, seen in ((self.quality, False), (self.manager, True)):
            self.env.invalidate_all()
            with self.subTest(user=user.name):
                self.assertEqual(bool(first.browse().with_user(user).search([("id", "=", first.id)])), seen)
                self.assertEqual(bool(answer.browse().with_user(user).search([("id", "=", answer.id)])), seen)
                self.assertEqual(first.with_user(user).has_access("read"), seen)
                self.assertEqual(answer.with_user(user).has_access("read"), seen)

    def test_the_next_sample_cannot_be_foretold(self):
        for user in (self.agent, self.agent2, self.supervisor):
            with self.subTest(user=user.name):
                self.assertFalse(self.env["cs.check.draw"].with_user(user).has_access("read"))
                self.assertNotIn("seed", self.env["cs.check.plan"]._fields)


class TestAnonymous(AppraisalPeopleCase):
    """Colleagues rate: nothing that the rated person reads says who gave what."""

    def test_a_rating_of_a_colleague_leaves_no_name_behind(self):
        period = self.run_period()
        sheets = self.env["cs.appraisal.sheet"].search([("period_id", "=", period.id)])
        mine = sheets.filtered(lambda one: one.user_id == self.agent)
        self.assertTrue(mine.filtered(lambda one: one.relation == "peer"))
        for sheet in mine:
            form = sheet.with_user(sheet.rater_id)
            for line in form.line_ids:
                line.write({"points": line.weight / 2, "reason": "x"})
            form.action_give()
        appraisal = mine.appraisal_id
        appraisal.with_user(self.manager).action_show()
        self.env.flush_all()
        self.env.invalidate_all()
        peers = mine.filtered(lambda one: one.relation == "peer").rater_id
        shown = appraisal.with_user(self.agent)
        traces = appraisal | appraisal.browse(shown.ids)
        self.assertFalse((traces.sudo().write_uid | traces.sudo().score_ids.write_uid) & peers)
        self.assertFalse((traces.sudo().message_ids.author_id | traces.sudo().message_partner_ids) & peers.partner_id)
        self.assertNotIn(
            "sheet_ids", [name for name in shown._fields if name == "sheet_ids" and shown.sheet_ids - mine]
        )
        own = mine.filtered(lambda one: one.relation == "self")
        self.assertEqual(shown.sheet_ids, own.with_user(self.agent))
        self.assertFalse(self.env["cs.appraisal.rating"].with_user(self.agent).search([("rater_id", "in", peers.ids)]))
        self.assertFalse(self.env["mail.activity"].with_user(self.agent).search([("user_id", "in", peers.ids)]))
        for peer in peers:
            self.assertNotIn(peer.name, repr(shown.my_appraisals()["one"]))

    def test_a_single_colleague_cannot_be_told_from_the_sum(self):
        """Own and superior's points are known: of fewer colleagues than are shown nothing may go into the sum."""
        period = self.run_period()
        sheets = self.env["cs.appraisal.sheet"].search([("period_id", "=", period.id), ("user_id", "=", self.agent.id)])
        one = sheets.filtered(lambda sheet: sheet.relation == "peer")[:1]
        for sheet in one | sheets.filtered(lambda sheet: sheet.relation != "peer"):
            form = sheet.with_user(sheet.rater_id)
            for line in form.line_ids:
                line.write({"points": 0 if sheet == one else line.weight / 2, "reason": "x"})
            form.action_give()
        score = one.appraisal_id.score_ids.filtered(lambda row: row.criterion_id == self.teamwork)
        self.assertEqual(score.points, 20)


class TestFrozen(PeopleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = [cls.kept[f"cs.appraisal{name}"] for name in ("", ".score", ".adjustment", ".edition", ".period")]
        for row in cls.rows:
            cls.env.cr.execute(SQL("UPDATE %s SET is_frozen = TRUE WHERE id = %s", SQL.identifier(row._table), row.id))
        cls.env.invalidate_all()

    def test_nobody_moves_or_lifts_it(self):
        for row in self.rows:
            values = {"is_frozen": False} | ({"state": "open"} if row._name == "cs.appraisal.period" else {})
            for user in (self.manager, self.hr, self.supervisor, self.env.ref("base.user_root")):
                for call in (lambda r, v=values: r.write(v), lambda r: r.unlink()):
                    door = self.subTest(model=row._name, user=user.name)
                    with door, self.cr.savepoint(), self.assertRaises(UserError):
                        call(row.with_user(user).sudo(user._is_superuser()))

    def test_an_import_changes_nothing_of_it(self):
        period = self.kept["cs.appraisal.period"].with_user(self.manager)
        result = period.load([".id", "date_to"], [[str(period.id), "2026-03-31"]])
        self.assertFalse(result["ids"])
        self.assertEqual(str(period.sudo().date_to), "2026-02-28")

    def test_the_database_itself_keeps_it(self):
        for row in self.rows:
            table = SQL.identifier(row._table)
            for statement in (
                SQL("UPDATE %s SET is_frozen = FALSE WHERE id = %s", table, row.id),
                SQL("DELETE FROM %s WHERE id = %s", table, row.id),
            ):
                door = self.subTest(table=row._table)
                with door, mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.Error), self.cr.savepoint():
                    self.env.cr.execute(statement)


class TestOracles(PeopleCase):
    """Figures are counted in sudo: nothing is found out by counting."""

    def indicator(self, **values):
        return (
            self.env["cs.indicator"]
            .with_user(self.manager)
            .create(
                {
                    "name": "x",
                    "code": "own_probe",
                    "model": "cs.ticket",
                    "person_field": "user_id",
                    "date_field": "registered_at",
                    "change_reason": "x",
                    **values,
                }
            )
        )

    def test_a_condition_asks_for_nothing_that_the_manager_may_not_look_up(self):
        self.indicator(code="own_fine", domain="[('user_id.name', '=', 'x')]")
        for path in (
            *("user_id.password", "user_id.totp_secret", "user_id.api_key_ids.name", "partner_id.phone"),
            *("user_id.partner_id.channel_ids.message_ids.body", "user_id.partner_id.message_ids.body"),
            *("user_id.employee_ids.birthday", "user_id.employee_ids.leave_ids.name", "user_id.log_ids.create_date"),
            *("company_id.partner_id.bank_ids.acc_number", "partner_id.invoice_ids.amount_total"),
        ):
            for domain in (f"[('{path}', 'like', 'a')]", f"['!', ('{path}', 'like', 'a')]"):
                for name in ("domain", "good_domain"):
                    door = self.subTest(domain=domain, field=name)
                    with door, self.assertRaises(ValidationError), self.cr.savepoint():
                        self.indicator(**{name: domain})

    def test_what_is_counted_is_on_the_list(self):
        for model in (
            "res.users",
            "mail.message",
            "cs.appraisal.rating",
            "cs.appraisal.sheet",
            "hr.employee",
            "cs.appeal",
        ):
            with self.subTest(model=model), self.assertRaises(ValidationError), self.cr.savepoint():
                self.indicator(model=model, person_field="create_uid", date_field="create_date")

    def test_conditions_are_literals(self):
        for domain in (
            "[('id', 'in', env['res.users'].search([]).ids)]",
            "[('id', '=', __import__('os').getpid())]",
            "[('user_id', '=', uid)]",
            "[('id', 'inselect', ('SELECT 1', []))]",
            "[('id', 'any', [('name', '=', 'x')])]",
            "[" * 3000,
        ):
            with self.subTest(domain=domain[:40]), self.assertRaises(ValidationError), self.cr.savepoint():
                self.indicator(domain=domain)

    def test_qualifications_of_people_of_another_company_are_not_compared(self):
        profile = self.env["cs.job.profile"].create(
            {
                "name": "x",
                "qualification_ids": [
                    (0, 0, {"kind": "measure", "measure_id": self.kept["cs.job.result"].measure_id.id, "minimum": 1})
                ],
            }
        )
        self.stranger.job_id = self.env["hr.job"].create({"name": "x", "cs_profile_id": profile.id})
        for user in (self.manager, self.hr, self.supervisor):
            for people in (False, self.stranger):
                check = self.env["cs.job.check"].with_user(user)
                check = check.create({"profile_id": profile.id, "employee_ids": people and [Command.set(people.ids)]})
                with self.subTest(user=user.name, named=bool(people)):
                    try:
                        check.action_run()
                    except (AccessError, UserError):
                        continue
                    self.assertNotIn(self.stranger, check.sudo().line_ids.employee_id)

    def test_training_of_people_of_another_company_is_not_planned(self):
        course = self.kept["cs.training.record"].course_id
        for user in (self.manager, self.hr, self.supervisor):
            ask = self.env["cs.training.assign"].with_user(user)
            ask = ask.create({"course_id": course.id, "employee_ids": [Command.set(self.stranger.ids)], "due_on": DAY})
            count = self.env["cs.training.record"].search_count([("employee_id", "=", self.stranger.id)])
            with self.subTest(user=user.name), self.assertRaises(UserError):
                ask.action_apply()
            self.assertEqual(
                self.env["cs.training.record"].search_count([("employee_id", "=", self.stranger.id)]), count
            )
