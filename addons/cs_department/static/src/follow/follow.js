import { useService } from "@web/core/utils/hooks";
import { onMounted, onWillUnmount, useComponent, useEffect } from "@odoo/owl";

/**
 * A form follows the background job of its record by itself, while nobody edits it.
 *
 * @param {number} every milliseconds between two looks
 * @param {(record: object) => boolean} isBusy whether the job is not done yet
 */
export function useFollowing(every, isBusy) {
    const component = useComponent();
    let timer;
    let loading = false;
    const follow = async () => {
        const { record } = component.props;
        if (loading || record.isNew || !isBusy(record) || (await record.isDirty())) {
            return;
        }
        loading = true;
        try {
            await record.load();
        } finally {
            loading = false;
        }
    };
    onMounted(() => {
        timer = setInterval(follow, every);
    });
    onWillUnmount(() => clearInterval(timer));
}

/** Look again when the server says that something of the user's work has changed. */
export function useNews(refresh) {
    const bus = useService("bus_service");
    useEffect(
        () => {
            const onChanged = () => refresh();
            bus.subscribe("cs_department/changed", onChanged);
            return () => bus.unsubscribe("cs_department/changed", onChanged);
        },
        () => []
    );
}
