import { registry } from "@web/core/registry";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { withWork } from "../work/work_view";

export class BoardController extends withWork(KanbanController) {
    static template = "cs_department.BoardView";
}

export const boardView = { ...kanbanView, Controller: BoardController };

registry.category("views").add("cs_board", boardView);
