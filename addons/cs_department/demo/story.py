"""Time in the demo: people act one after the other, and time itself acts in between."""

import heapq
import json
import logging
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import count
from pathlib import Path

from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from pytz import timezone, utc

from ..core.now import frozen, utcnow

ZONE = timezone("Asia/Shanghai")
_logger = logging.getLogger(__name__)

#: the story begins with the month before this one, so that a whole month can be appraised; it is this long at least
LEAST_DAYS = 30
#: the time-driven jobs look again after so long at the earliest
LOOK = timedelta(minutes=10)

#: a script acts, then yields the working minutes until it goes on, or the moment
Script = Iterator[int | datetime]


class Story:
    """What happens, in the order of time, up to now.

    Scripts wait in a queue by their moments. Whatever is due by time alone (levels,
    invitations, closings, calls) is done before the next script goes on.
    """

    def __init__(self, env):
        self.env = env
        self.random = random.Random(60)  # noqa: S311 a story, not a secret
        self.now = utcnow()
        self.hours = self.ref("demo_calendar_service")._cs_working_time()
        self.begin = self.hours.next_open(self._first_day())
        self.minutes = int(self.hours.minutes_between(self.begin, self.now))
        self.words = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
        self.templates = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
        self.by_title = {case["title"]: case for case in self.templates}
        self.customers = [self.ref(f"demo_customer_{number:02d}") for number in range(1, 61)]
        self.queue: list[tuple[datetime, int, Script]] = []
        self.order = count()
        self.looked = datetime.min
        self.due_models = [
            env[name]
            for name in env.registry.descendants(["cs.due.mixin"], "_inherit")
            if not env.registry[name]._abstract
        ]
        self.last_message = self._newest_message()

    def _first_day(self) -> datetime:
        last_month = (self.now.replace(day=1) - timedelta(days=1)).replace(day=1)
        day = min(last_month, self.now - timedelta(days=LEAST_DAYS))
        return datetime.combine(day.date(), datetime.min.time())

    def ref(self, name):
        return self.env.ref(f"cs_department.{name}")

    def user(self, login):
        return self.ref(f"demo_user_{login}")

    def by(self, login, model):
        """A model in the hands of one of the people."""
        return self.env[model].with_user(self.user(login))

    def some(self, least: int, most: int) -> int:
        return self.random.randint(least, most)

    # -- time --------------------------------------------------------------------

    def schedule(self, script: Script, moment: datetime) -> None:
        heapq.heappush(self.queue, (moment, next(self.order), script))

    def ago(self, minutes: int) -> datetime:
        """The moment so many working minutes before now."""
        return self.hours.add(self.begin, max(self.minutes - minutes, 0))

    def local(self, day: date, hour: int) -> datetime:
        """The hour of a local day, as naive UTC."""
        moment = ZONE.localize(datetime.combine(day, datetime.min.time()) + timedelta(hours=hour))
        return moment.astimezone(utc).replace(tzinfo=None)

    def days_ago(self, days: int) -> datetime:
        """The beginning of the working day so many calendar days ago."""
        return self.hours.next_open(datetime.fromordinal(self.now.toordinal() - days))

    def tell(self) -> None:
        """Let everything happen whose moment has come."""
        while self.queue:
            moment = self.queue[0][0]
            due = self._next_look()
            if due and due <= min(moment, self.now):
                self._time_acts(due)
            elif moment > self.now:
                break
            else:
                moment, _order, script = heapq.heappop(self.queue)
                self._go_on(script, moment)
        while (due := self._next_look()) and due <= self.now:
            self._time_acts(due)

    def _go_on(self, script: Script, moment: datetime) -> None:
        try:
            with self.env.cr.savepoint(), frozen(moment):
                pause = next(script, None)
                self.env.flush_all()
        except (AccessError, UserError) as error:
            # a rule that a manager may have changed since: the case stays where it is
            _logger.info("The demo leaves a case as it is: %s", error)
            return
        self._date_messages(moment)
        if pause is not None:
            self.schedule(script, pause if isinstance(pause, datetime) else self.hours.add(moment, pause))

    def _next_look(self) -> datetime | None:
        """When the time-driven jobs find something to do."""
        parts = [
            SQL("SELECT min(next_action_at) AS at FROM %s", SQL.identifier(model._table)) for model in self.due_models
        ]
        self.env.flush_all()
        (due,) = self.env.execute_query(SQL("SELECT min(at) FROM (%s) AS all_due", SQL(" UNION ALL ").join(parts)))[0]
        return due and max(due, self.looked + LOOK)

    def _time_acts(self, moment: datetime) -> None:
        """What the time-driven jobs do at a moment."""
        self.looked = moment
        with frozen(moment):
            for model in self.due_models:
                due = model.search(model._due_domain())
                if due:
                    due._act_on_time()
                    self.env.flush_all()
                    self.time_acted(due)
        self._date_messages(moment)

    def time_acted(self, records) -> None:
        """Told of what the time-driven jobs have just looked at."""

    # -- words -------------------------------------------------------------------

    def _date_messages(self, moment: datetime) -> None:
        """Words get the time at which they were said: Odoo dates them with its own clock."""
        self.env.execute_query(
            SQL(
                "UPDATE mail_message SET date = %s, create_date = %s WHERE id > %s RETURNING id",
                moment,
                moment,
                self.last_message,
            )
        )
        self.last_message = self._newest_message()

    def _newest_message(self) -> int:
        return self.env.execute_query(SQL("SELECT coalesce(max(id), 0) FROM mail_message"))[0][0]
