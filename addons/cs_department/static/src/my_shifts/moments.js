import { deserializeDateTime } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";

const { DateTime } = luxon;
const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** @param {string} iso a day */
export function dayInWords(iso) {
    return DateTime.fromISO(iso).toLocaleString({ month: "short", day: "numeric", weekday: "short" });
}

/**
 * @param {string} from as the server sends it
 * @param {string} to
 */
export function hoursInWords(from, to) {
    const [start, end] = [deserializeDateTime(from), deserializeDateTime(to)];
    const next = end.startOf("day") > start.startOf("day") && end > end.startOf("day") ? " +1" : "";
    return `${start.toLocaleString(CLOCK)}–${end.toLocaleString(CLOCK)}${next}`;
}

/** @param {string} moment as the server sends it, in the future */
export function untilInWords(moment) {
    const minutes = Math.max(0, Math.ceil(deserializeDateTime(moment).diff(DateTime.now(), "minutes").minutes));
    const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
    if (days) {
        return _t("%(days)s d %(hours)s h", { days, hours });
    }
    return hours
        ? _t("%(hours)s h %(minutes)s min", { hours, minutes: minutes % 60 })
        : _t("%(minutes)s min", { minutes });
}
