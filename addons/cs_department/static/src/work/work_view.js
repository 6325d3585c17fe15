import { useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { Counters } from "./counters";
import { useCaseShortcuts } from "./shortcuts";

/**
 * What the board and the desk share, for a list or a kanban controller: counters on
 * top, keys on the case in focus, and fresh rows when something changed elsewhere.
 */
export function withWork(Controller) {
    return class extends Controller {
        static components = { ...Controller.components, Counters };

        setup() {
            super.setup();
            this.uiService = useService("ui");
            this.work = useState({ version: 0 });
            this.cases = useCaseShortcuts(
                this.rootRef,
                () => this.model,
                async () => {
                    await this.model.load();
                    this.work.version++;
                }
            );
        }

        /** A card was dragged or a row edited. */
        onRecordSaved() {
            this.work.version++;
            return super.onRecordSaved(...arguments);
        }

        /** A button of a row or of the header did its work. */
        async afterExecuteActionButton() {
            await super.afterExecuteActionButton(...arguments);
            this.work.version++;
        }

        /** Rows changed elsewhere: read them again, unless the user has his hands on them. */
        onNews() {
            const busy =
                this.uiService.activeElement !== document ||
                this.model.root.selection?.length ||
                this.model.root.editedRecord ||
                document.querySelector(".o_dragged");
            if (!busy) {
                this.cases.refresh();
            }
        }
    };
}
