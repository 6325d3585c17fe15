import { Composer } from "@mail/core/common/composer";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { patch } from "@web/core/utils/patch";
import { WordsDialog } from "@cs_department/words/words_dialog";

/** Threads whose messages reach customers. */
const REACHES_CUSTOMERS = /^(cs\.|res\.partner$)/;

/** Banned words are shown before a message leaves: a warning lets the writer go on, a stop does not. */
patch(Composer.prototype, {
    async sendMessage() {
        if (await this.csMayLeave()) {
            await super.sendMessage();
        }
    },

    /** @returns {Promise<boolean>} whether the words may go out as they are */
    async csMayLeave() {
        const { composer } = this.props;
        const { thread } = composer;
        const inside = this.props.type === "note" && !composer.mentionedPartners?.length;
        if (composer.message || inside || !thread?.id || !REACHES_CUSTOMERS.test(thread.model)) {
            return true;
        }
        if (!(await user.hasGroup("cs_department.group_cs_agent"))) {
            return true;
        }
        const hits = await this.env.services.orm.call("cs.banned.word", "check_text", [
            thread.model,
            thread.id,
            String(composer.composerHtml || ""),
        ]);
        if (!hits.length) {
            return true;
        }
        return new Promise((resolve) => {
            this.env.services.dialog.add(
                WordsDialog,
                { title: _t("Before it is sent"), hits, send: () => resolve(true) },
                { onClose: () => resolve(false) }
            );
        });
    },
});
