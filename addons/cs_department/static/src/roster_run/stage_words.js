import { _t } from "@web/core/l10n/translation";

/** What is improved one after the other, in plain words. */
export function stageLabel(name) {
    switch (name) {
        case "cover":
            return _t("People for every shift");
        case "change":
            return _t("Few changes");
        case "hours":
            return _t("Contract hours");
        case "fairness":
            return _t("Fair shares");
        case "comfort":
            return _t("Wishes and comfort");
        default:
            return name;
    }
}
