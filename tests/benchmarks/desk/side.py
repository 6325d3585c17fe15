"""A desk in a database: the same people, teams, customers and cases on either side."""

from __future__ import annotations

from typing import Any

from odoo.tools import SQL

from tests.benchmarks.desk import fill

TEAMS = 5
AGENTS = 50
CATEGORIES = 20


class Side:
    """One desk in one database."""

    title = ""
    model = ""
    agent_groups = ""
    leader_groups = ""

    def __init__(self, env: Any) -> None:
        self.env = env
        company = env.company.id
        self.agents = self._users("agent", AGENTS, self.agent_groups)
        self.leader = self._users("leader", 1, self.leader_groups)[0]
        self.company = company
        self.customers = fill.customers(env)
        self.set_up()
        env.cr.commit()
        self.agent = env["res.users"].browse(self.agents[0])

    def _users(self, name: str, count: int, group: str) -> list[int]:
        users = self.env["res.users"].with_context(no_reset_password=True, tracking_disable=True)
        values = [
            {
                "name": f"{name.capitalize()} {number}",
                "login": f"bench_{name}{number}",
                "tz": "Asia/Shanghai",
                "group_ids": [(6, 0, [self.env.ref(group).id])],
            }
            for number in range(count)
        ]
        return users.create(values).ids

    def members(self, team: int) -> list[int]:
        """Agent n belongs to team n modulo the number of teams."""
        return [user for place, user in enumerate(self.agents) if place % TEAMS == team]

    def names(self, model: str, name: str, count: int, **values: Any) -> list[int]:
        return self.env[model].create([{"name": f"{name} {number}", **values} for number in range(count)]).ids

    def cases(self, user_id: int | None = None) -> Any:
        return self.env[self.model].with_user(user_id or self.leader)

    def customer(self, number: int) -> int:
        return self.customers[0] + number * 37 % fill.CUSTOMERS

    def search_for(self, words: str) -> list:
        """What the shipped search box makes of words."""
        return ["|", ("number", "ilike", words), ("name", "ilike", words)]

    # what each side answers in its own words
    def set_up(self) -> None:
        raise NotImplementedError

    def values(self, number: int) -> dict:
        raise NotImplementedError

    #: cases filled in so far
    filled = 0

    def fill(self, size: int) -> None:
        """``size`` more cases by SQL, with all that hangs on them."""
        self.env.cr.execute(SQL("SELECT coalesce(max(id), 0) FROM %s", SQL.identifier(self.env[self.model]._table)))
        last = self.env.cr.fetchone()[0]
        self.insert(self.filled + 1, self.filled + size, last)
        self.filled += size
        self.env.cr.commit()

    def insert(self, first: int, last: int, after: int) -> None:
        """Cases numbered ``first`` to ``last``; their ids lie after ``after``."""
        raise NotImplementedError
