"""Renovations of 示范家园 in the last weeks: from the application to the site that waits for its second acceptance."""

from datetime import timedelta

from odoo.addons.cs_department.core.now import frozen
from odoo.fields import Command

from .custody import _signature
from .look import look, photo

#: Sundays before today on which somebody pays for a renovation: nobody else stands at the till then
SUNDAYS = {8: ("done",), 2: ("new", "focus", "finishing")}
#: days of inspections that are played
DAYS = 3
PEOPLE = ("袁建国", "曹志军", "于海", "萧明", "傅国强", "程刚", "彭桂华", "冯建")
WORKERS = (("马强", "泥瓦工"), ("罗勇", "水电工"), ("宋平", "油漆工"))
BUILDERS = ("上海安居装饰工程有限公司", "沪匠家装服务有限公司")


class Renovations:
    """Sites in several states, all by the verbs of the counter, the inspectors and their superiors."""

    def __init__(self, fees):
        self.fees, self.env = fees, fees.env
        self.today, self.at, self.by = fees.today, fees.at, fees.by
        flats = fees.register.units.filtered(
            lambda unit: unit.stair_id and unit.occupancy == "owner" and unit.payer_id and unit.id not in fees.never
        )
        self.flats = list(flats[40::7])
        self.inspector = self.env.ref("cs_property.demo_user_inspector1")
        self.drawn = _signature()
        self.sites = {}

    def sunday(self, day) -> None:
        """A Sunday of the story: those who were signed off pay, and get their permits."""
        names = SUNDAYS.get((self.today - day).days // 7, ())
        if not names:
            return
        for name in names:
            with frozen(self.at(day - timedelta(days=4), 10)):
                self.sites[name] = self._apply(day - timedelta(days=4))
        with frozen(self.at(day, 9)):
            shifts = self.by("cashier", "cs.cashier.shift")
            shift = shifts.browse(shifts.open_till(500))
        for place, name in enumerate(names):
            # one after the other, as people come
            with frozen(self.at(day, 10, 10 * place)):
                self._pay(self.sites[name])
                self._permit(self.sites[name])
        with frozen(self.at(day, 17, 40)):
            self.fees._close(shift)
        for name in names:
            with frozen(self.at(day + timedelta(days=1), 9)):
                self._begin(self.sites[name])

    def play(self) -> None:
        """What became of them, and what lies on the counter today."""
        with frozen(self.at(self.today - timedelta(days=24), 15)):
            done = self._as(self.inspector, self.sites["done"])
            done.action_finish()
            look(done.sudo().acceptance_check_id, self.inspector)
        with frozen(self.at(self.today - timedelta(days=5), 10)):
            self._as(self.inspector, self.sites["finishing"]).action_finishing()
        for days in range(DAYS, -1, -1):
            self._day(self.today - timedelta(days=days), days)
        with frozen(self.fees.now):
            self._counter()

    # -- steps ----------------------------------------------------------------------------------

    def _as(self, user, record):
        return record.with_user(user).sudo(False)

    def _apply(self, day, signed=2, papers=True):
        unit, number = self.flats.pop(0), len(self.flats)
        works = ("paint", "floor", "wet", "electric")[: 2 + number % 3]
        site = self.by("agent4", "cs.renovation").create(
            {
                "unit_id": unit.id,
                "partner_id": unit.payer_id.id,
                "contractor_id": self._builder(number).id,
                "responsible": PEOPLE[number % len(PEOPLE)],
                "responsible_phone": f"1380017{1000 + 37 * number}",
                "date_from": day + timedelta(days=5),
                "date_to": day + timedelta(days=75),
                "work_ids": [Command.set([self.env.ref(f"cs_property.work_{work}").id for work in works])],
                "inspector_id": self.inspector.id if number % 2 else False,
            }
        )
        site.action_documents()
        documents = site.document_ids.filtered("required")
        (documents if papers else documents[:2]).action_check()
        if signed is not None:
            site.action_apply()
            for login in ("supervisor", "manager")[:signed]:
                self.by(login, "cs.renovation").browse(site.id).action_sign_off()
        return site

    def _builder(self, number):
        name = BUILDERS[number % len(BUILDERS)]
        partners = self.env["res.partner"]
        return partners.search([("name", "=", name)], limit=1) or partners.create(
            {"name": name, "is_company": True, "lang": "zh_CN", "company_id": self.fees.company.id}
        )

    def _pay(self, site) -> None:
        claims, charges = site.sudo().claim_ids, site.sudo().charge_ids
        paid = {str(charge.id): charge.amount_residual for charge in charges}
        cash = next(one for one in self.by("cashier", "cs.cashier.shift").screen()["means"] if one["is_cash"])
        total = round(sum(paid.values()) + sum(claims.mapped("amount")), 2)
        self.by("cashier", "cs.receipt").take(
            site.unit_id.id,
            paid,
            [{"means_id": cash["id"], "amount": -(-total // 100) * 100}],
            deposits=[{"item_id": claim.item_id.id, "amount": claim.amount} for claim in claims],
        )

    def _permit(self, site) -> None:
        site.action_permit()
        self.by("agent4", "cs.renovation.pass").create(
            [
                {
                    "renovation_id": site.id,
                    "name": name,
                    "trade": trade,
                    "id_number": "31010119850612331X",
                    "photo": photo(),
                }
                for name, trade in WORKERS[: 2 + site.id % 2]
            ]
        )

    def _begin(self, site) -> None:
        """The permit hangs on the door, the contractor is briefed: work begins."""
        look(site.sudo().posting_check_id, self.inspector)
        briefing = (
            self.env["cs.renovation.briefing"]
            .with_user(self.inspector)
            .with_context(default_renovation_id=site.id)
            .create({"person": site.responsible})
        )
        briefing._signed("briefer", self.drawn)
        briefing._signed("contractor", self.drawn, site.responsible)
        site = self._as(self.inspector, site)
        site.action_begin()
        look(site.sudo().slot_ids.filtered(lambda slot: slot.state == "todo")[:1].check_id, self.inspector)

    # -- the last days ---------------------------------------------------------------------------

    def _day(self, day, ago) -> None:
        """The inspections of a day: most are made, some are missed, one finds something."""
        company, sites = self.fees.company, self.env["cs.renovation"].sudo()
        with frozen(min(self.at(day, 8), self.fees.now)):
            sites._miss(company)
            open_ = sites.search([("company_id", "=", company.id), ("state", "in", ("working", "accepting"))])
            open_._fill_day()
        focus = self.sites["focus"].sudo()
        for site in open_:
            owed = site.slot_ids.filtered(lambda slot: slot.state == "todo" and slot.day == day)
            # one of yesterday is missed; today the last ones are still to be made
            owed = owed[: len(owed) - 1] if ago in (0, 1) else owed
            for place, slot in enumerate(owed):
                with frozen(min(self.at(day, 9 + 3 * place, 20), self.fees.now)):
                    bad = slot.check_id.answer_ids.filtered("violation_kind_id")[-1:] if site == focus else ()
                    look(
                        slot.check_id, self.inspector, bad if ago == DAYS and not place else (), "临时线路拖地，无漏保"
                    )
        if ago == DAYS - 1:
            with frozen(self.at(day, 16)):
                self._fine(focus.violation_ids)

    def _fine(self, violations) -> None:
        """The supervisor fines what was found and keeps it from the deposit; it is looked at again tomorrow."""
        for violation in violations:
            # one
            violation.with_user(self.inspector).sudo(False).action_notice()
            chief = self.by("supervisor", "cs.renovation.violation").browse(violation.id)
            chief.impose(violation.kind_id.fine_from, "现场拍照取证")
            chief.action_keep_from_deposit()
            violation.with_user(self.inspector).sudo(False).action_recheck()

    def _counter(self) -> None:
        """Today: an application without its papers, one that waits for the manager, one to be paid."""
        self._apply(self.today, signed=None, papers=False)
        self._apply(self.today, signed=1)
        self._apply(self.today)
