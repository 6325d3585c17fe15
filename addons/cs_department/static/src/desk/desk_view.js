import { registry } from "@web/core/registry";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";
import { withWork } from "../work/work_view";

export class DeskController extends withWork(ListController) {
    static template = "cs_department.DeskView";
}

export const deskView = { ...listView, Controller: DeskController };

registry.category("views").add("cs_desk", deskView);
