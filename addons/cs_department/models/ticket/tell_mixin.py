from markupsafe import Markup
from odoo import api, models
from odoo.tools import format_list, plaintext2html

from ...core.now import utcnow

#: a mail or text message names so many records
NAMED = 20
#: a notification names so many
ALERT_NAMES = 5
#: of mails that rules send: no program may answer them (RFC 3834), nor may they become a case
AUTOMATIC = str({"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"})


class CsTellMixin(models.AbstractModel):
    """Records of which colleagues are told: cases, and the tasks of departments.

    A model says in :meth:`_link` where a record is looked at, and in :meth:`_local_today`
    which day it is there, where that is not the day of its company.
    """

    _name = "cs.tell.mixin"
    _description = "Record of which colleagues are told"

    def _link(self) -> str:
        """Where a reader finds this record."""
        raise NotImplementedError

    def _local_today(self, now):
        """The local day of a moment (naive UTC) where the record is dealt with."""
        return self.company_id._cs_local_day(now)

    @api.model
    def _tell(self, users_by_record: dict, title, words="", by=("screen",)):
        """Tell colleagues of records, each person once for all of his (in sudo).

        :param users_by_record: id → ``res.users``.
        :param title: a lazy translation (``_lt``), said in each reader's language; or text.
        :param words: what the rule says beside it.
        :param by: any of ``activity``, ``mail``, ``sms``, ``screen``.
        """
        mine = {}
        for record_id, users in users_by_record.items():
            for user in users:
                mine.setdefault(user, []).append(record_id)
        for user, ids in mine.items():
            # a notification belongs to one reader; what is stored is created below, at once
            if "screen" in by:
                self.browse(ids)._alert_users(user, title)
        said = {user: _say(title, user) for user in mine}
        if "activity" in by:
            self._tell_by_activity(mine, said, words)
        if "mail" in by:
            self._tell_by_mail(mine, said, words)
        if "sms" in by:
            self._tell_by_sms(mine, said, words)

    @api.model
    def _tell_by_activity(self, mine, said, words):
        """One to-do per person and record, due today."""
        kind = self.env.ref("mail.mail_activity_data_todo")
        model_id, now = self.env["ir.model"]._get_id(self._name), utcnow()
        rows = [
            {
                "res_model_id": model_id,
                "res_id": record.id,
                "activity_type_id": kind.id,
                "user_id": user.id,
                "summary": said[user],
                "note": plaintext2html(words) if words else False,
                "date_deadline": record._local_today(now),
                "automated": True,  # it goes with what it was about, see _end_told
            }
            for user, ids in mine.items()
            for record in self.browse(ids)
        ]
        # the person is told once, by the ways the rule names: no second mail of the activity
        self.env["mail.activity"].with_context(mail_activity_quick_update=True).create(rows)

    def _end_told(self):
        """Nothing is left to do about these records: to-dos that told of them are done (in sudo)."""
        # sudo: the to-do is a colleague's
        todos = self.env["mail.activity"].sudo()
        todos.search(
            [
                ("res_model", "=", self._name),
                ("res_id", "in", self.ids),
                ("automated", "=", True),
                ("activity_type_id", "=", self.env.ref("mail.mail_activity_data_todo").id),
            ]
        ).action_archive()  # kept as done, as what a person ticks off

    @api.model
    def _tell_by_mail(self, mine, said, words):
        """One mail per person that names and links what is his."""
        rows = []
        for user, ids in mine.items():
            if user.email:
                records = self._for_reader(ids, user)
                links = Markup("").join(
                    Markup('<li><a href="%s">%s</a></li>') % (record._link(), record.display_name)
                    for record in records[:NAMED]
                )
                rows.append(
                    {
                        "subject": f"{said[user]}: {records._name_some(1)}",
                        "body_html": Markup("<p>%s</p><ul>%s</ul>") % (words or said[user], links),
                        "email_to": user.email_formatted,
                        "author_id": self.env.ref("base.partner_root").id,
                        "auto_delete": True,
                        "headers": AUTOMATIC,
                    }
                )
        self.env["mail.mail"].create(rows)

    @api.model
    def _tell_by_sms(self, mine, said, words):
        """One text message per person, to the number that HR keeps or he gave."""
        rows = []
        for user, ids in mine.items():
            number = user.employee_id.mobile_phone or user.partner_id.phone
            if number:
                text = f"{said[user]}: {self._for_reader(ids, user)._name_some(3)} {words or ''}".strip()
                rows.append({"number": number, "body": text, "partner_id": user.partner_id.id})
        self.env["sms.sms"].create(rows)

    @api.model
    def _for_reader(self, ids, user):
        """Records with their names in the language of whoever reads of them."""
        return self.with_context(lang=user.lang or "en_US").browse(ids)

    def _name_some(self, limit) -> str:
        """The first of the records by name, and how many more there are."""
        names = self[:limit].mapped("display_name")
        if len(self) > limit:
            names.append(f"+{len(self) - limit}")
        return format_list(self.env, names, "unit-short")

    def _alert_users(self, users, title):
        """A notification on the screen of each user, in his language, stored nowhere.

        :param title: a lazy translation (``_lt``), or text.
        """
        more = ["…"] if len(self) > ALERT_NAMES else []
        for user in users:
            # sudo: the language of a colleague is no secret
            heading = _say(title, user.sudo())
            names = self._for_reader(self[:ALERT_NAMES].ids, user.sudo()).mapped("display_name") + more
            user._bus_send(
                "simple_notification",
                {"title": heading, "message": ", ".join(names), "type": "warning"},
            )
            # open boards and desks refresh themselves
            user._bus_send("cs_department/changed", {})


def _say(title, user) -> str:
    """A title in a reader's language."""
    return title if isinstance(title, str) else title._translate(user.lang or "en_US")
