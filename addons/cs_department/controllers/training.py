from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.http import request


class TrainingSignIn(http.Controller):
    """Signing in to a training session by the code on the wall, with the own login."""

    @http.route(
        "/cs/training/<int:session_id>/<string:token>",
        type="http",
        auth="user",
        methods=["GET"],
        website=True,
        multilang=False,
        sitemap=False,
    )
    def sign_in(self, session_id, token):
        """Scanning the code is the deed; the page that follows says what came of it."""
        try:
            with request.env.cr.savepoint():
                request.env["cs.training.attendance"]._sign_by_code(session_id, token)
        except (AccessError, UserError) as error:
            return request.render("cs_department.training_signed", {"error": str(error)})
        return request.render("cs_department.training_signed", {"error": ""})
