from tests.common import CsCase


class TestHoursChanged(CsCase):
    """Wednesday 10:00 in Shanghai; a complaint is to be resolved within three working days."""

    def resolution(self, ticket):
        clock = ticket.clock_ids.filtered(lambda c: c.clock_type == "resolution")
        clock.invalidate_recordset()
        return clock

    def recount(self):
        clocks = self.env["cs.clock"]
        clocks.search(clocks._recount_domain())._recount()

    def test_a_closure_moves_the_deadlines_that_reach_over_it(self):
        ticket = self.make_ticket()
        self.assertEqual(str(self.resolution(ticket).due_at), "2026-03-09 10:00:00")
        # Odoo moves closures typed in another zone than the calendar's
        self.env.user.tz = "Asia/Shanghai"
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Stocktaking",
                "calendar_id": self.calendar.id,
                "date_from": "2026-03-05 16:00:00",
                "date_to": "2026-03-06 15:59:59",
            }
        )
        self.recount()
        self.assertEqual(str(self.resolution(ticket).due_at), "2026-03-10 10:00:00")
        self.assertIn("clock_moved", ticket.event_ids.mapped("event_type"))

    def test_a_make_up_saturday_brings_the_deadline_forward(self):
        ticket = self.make_ticket()
        self.env["cs.calendar.exception"].create({"name": "Make-up", "date": "2026-03-07", "kind": "work"})
        self.recount()
        self.assertEqual(str(self.resolution(ticket).due_at), "2026-03-07 10:00:00")

    def test_counting_twice_changes_nothing_and_finds_nothing_left(self):
        ticket = self.make_ticket()
        with self.at("2026-03-04 03:00"):
            self.env["cs.calendar.exception"].create({"name": "Off", "date": "2026-03-06", "kind": "off"})
            self.recount()
        due = self.resolution(ticket).due_at
        clocks = self.env["cs.clock"]
        self.assertFalse(clocks.search(clocks._recount_domain()))
        self.assertEqual(self.resolution(ticket).due_at, due)

    def test_a_pause_is_remembered_when_the_team_has_other_hours(self):
        """Before, a move to another calendar forgot that the customer had been awaited."""
        night = self.calendar.copy({"name": "Around noon", "attendance_ids": [(5, 0, 0)]})
        night.attendance_ids = [
            (
                0,
                0,
                {
                    "name": str(day),
                    "dayofweek": str(day),
                    "hour_from": 10,
                    "hour_to": 16,
                    "day_period": "morning",
                },
            )
            for day in range(7)
        ]
        self.other_team.resource_calendar_id = night
        ticket = self.make_ticket(kind_id=self.enquiry.id)
        response = ticket.clock_ids.filtered(lambda c: c.clock_type == "first_response")
        self.assertEqual(response.target_minutes, 240)
        with self.at("2026-03-04 03:00"):  # 11:00, an hour used
            ticket.with_user(self.agent).wait("calls back")
        with self.at("2026-03-05 02:00"):
            ticket.with_user(self.agent).resume()
            ticket.with_user(self.supervisor).write({"team_id": self.other_team.id})
            # three of four hours are left from 10:00 on
            self.assertEqual(str(response.due_at), "2026-03-05 05:00:00")
