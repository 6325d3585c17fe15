import { Store } from "@mail/core/common/store_service";
import { patch } from "@web/core/utils/patch";

/**
 * A known contact is written to by who he is, not by his address: those who do not see
 * addresses have only the mask of it, and a message to a mask reaches nobody.
 */
patch(Store.prototype, {
    async getMessagePostParams({ postData, thread }) {
        const params = await super.getMessagePostParams(...arguments);
        const { post_data } = params;
        if (postData.isNote || !post_data.partner_emails) {
            return params;
        }
        const recipients = [...thread.suggestedRecipients, ...thread.additionalRecipients];
        const known = recipients.filter((recipient) => recipient.partner_id);
        const addresses = new Set(known.map((recipient) => recipient.email));
        post_data.partner_emails = post_data.partner_emails.filter((email) => !addresses.has(email));
        post_data.partner_ids = [...(post_data.partner_ids || []), ...known.map(({ partner_id }) => partner_id)];
        return params;
    },
});
