from odoo.addons.cs_department.controllers.customer import HEADERS, CustomerPages
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.http import request

#: staff's pages run our own script and show photos that were just taken
_HEAD = {
    **HEADERS,
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self' data: blob:; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
}


class PhonePages(CustomerPages):
    """Pages on which staff work by phone where there is no reception (static/public/phone.js)."""

    def _phone_page(self, template, facts):
        """A page with the script's words; its facts may add words of their own."""
        words = self._phone_words() | facts.get("words", {})
        html = request.env["ir.qweb"]._render(template, {"lang": request.env.lang, **facts, "words": words})
        head = [("Content-Type", "text/html; charset=utf-8"), *_HEAD.items()]
        return request.make_response(f"<!DOCTYPE html>{html}", head)

    @staticmethod
    def _phone_words() -> dict:
        """What every such page says."""
        return {
            "waiting": request.env._("waiting for a connection"),
            "kept": request.env._("kept on this phone"),
            "sent": request.env._("sent"),
        }

    @staticmethod
    def _phone_answer(take):
        """What ``take()`` gives; a refusal in words, so that the page can show it where it belongs.

        Whatever the phone sends belongs together: refused, nothing of it is kept.
        """
        try:
            with request.env.cr.savepoint():
                return take()
        except (AccessError, UserError, ValidationError) as error:
            return {"error": str(error.args[0])}
