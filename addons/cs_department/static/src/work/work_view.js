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
            useCaseShortcuts(
                this.rootRef,
                () => this.model,
                () => this.model.load()
            );
        }

        /** Rows changed elsewhere: read them again, unless the user has his hands on them. */
        onNews() {
            const busy =
                this.uiService.activeElement !== document ||
                this.model.root.selection?.length ||
                this.model.root.editedRecord ||
                document.querySelector(".o_dragged");
            if (!busy) {
                this.model.load();
            }
        }
    };
}
