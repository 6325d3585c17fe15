import { onWillDestroy, reactive, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

const { DateTime } = luxon;
const MINUTE = 60_000;

/**
 * The one timer of the page: every clock on it reads `now` from here, and it runs only
 * while somebody watches.
 */
export const tickerService = {
    start() {
        const ticker = reactive({ now: DateTime.now() });
        let watchers = 0;
        let interval = null;
        const tick = () => {
            ticker.now = DateTime.now();
        };
        const onVisible = () => {
            // browsers slow timers of hidden pages down: be right when looked at again
            if (!document.hidden) {
                tick();
            }
        };
        return {
            ticker,
            watch() {
                if (!watchers++) {
                    tick();
                    interval = browser.setInterval(tick, MINUTE);
                    document.addEventListener("visibilitychange", onVisible);
                }
            },
            unwatch() {
                if (!--watchers) {
                    browser.clearInterval(interval);
                    document.removeEventListener("visibilitychange", onVisible);
                }
            },
        };
    },
};

registry.category("services").add("cs_ticker", tickerService);

/**
 * @returns {{ now: luxon.DateTime }} reactive: the component renders again each minute
 */
export function useTicker() {
    const service = useService("cs_ticker");
    service.watch();
    onWillDestroy(() => service.unwatch());
    return useState(service.ticker);
}
