from odoo import http
from odoo.addons.cs_department.controllers.customer import CustomerPages
from odoo.http import request


class NoticePages(CustomerPages):
    """Notices: the page of the poster, and the page that each person gets."""

    @http.route("/cs/n/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=True)
    def property_notice(self, token, **_query):
        """The notice, for whoever scans the poster."""
        return self._guarded("cs.property.notice", token, lambda one: self._property_notice_page(one, token))

    # not read-only: that the person has opened it is what the sender asks for
    @http.route("/cs/nr/<token>", type="http", auth="public", methods=["GET"], sitemap=False, readonly=False)
    def notice_receipt(self, token, **_query):
        """The notice, for one person: from now on it counts as read."""
        return self._guarded("cs.property.notice.receipt", token, lambda one: self._receipt_page(one, token))

    @http.route("/cs/nr/<token>", type="http", auth="public", methods=["POST"], sitemap=False)
    def confirm_notice(self, token, **_form):
        """The person confirms that he knows."""
        return self._guarded("cs.property.notice.receipt", token, lambda one: self._confirm(one, token), deed=True)

    def _confirm(self, receipt, token):
        receipt._confirm()
        return request.redirect(f"/cs/nr/{token}", code=303)

    def _receipt_page(self, receipt, token):
        receipt._read_it()
        return self._page("cs_property.notice_page", {"path": f"/cs/nr/{token}", **receipt._page_facts()})

    def _property_notice_page(self, notice, token):
        return self._page("cs_property.notice_page", {"path": f"/cs/n/{token}", **notice._page_facts()})
