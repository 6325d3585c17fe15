/* A round: what is answered stays on the phone until the server has it; cellars have no reception. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const checks = [...page.querySelectorAll("[data-check]")];
    const checkOf = (id) => checks.find((check) => check.dataset.check === String(id));

    const say = (check, text, problem) => {
        check.querySelector(".said").textContent = text;
        const long = check.querySelector(".said-long");
        long.textContent = problem || "";
        long.hidden = !problem;
        if (problem) {
            long.scrollIntoView({ block: "nearest" });
        }
    };

    const count = () => {
        const done = checks.filter((check) => check.matches(".done, .ended")).length;
        const left = phone.left();
        document.querySelector(".count").textContent =
            `${done} / ${checks.length}` + (left ? ` · ${left} ${words.waiting}` : "");
    };

    const change = (check, part) => {
        check.classList.add("waiting");
        say(check, words.kept);
        phone.take(check.dataset.check, (old = { answers: {}, photos: [] }) => ({
            ...old,
            ...part,
            answers: { ...old.answers, ...part.answers },
            photos: [...old.photos, ...(part.photos || [])],
        }));
    };

    /** What is not the server's yet; refused, it stays, and is sent again once something is changed. */
    const rest = (now, sent, result) => {
        const same = now.version === sent.version;
        if (result.error) {
            return { ...now, finish: false, scanned: undefined, visit: undefined, refused: same };
        }
        const keys = new Set(sent.photos.map((photo) => photo.key));
        return same ? undefined : { ...now, photos: now.photos.filter((photo) => !keys.has(photo.key)) };
    };

    const answered = (id, sent, result) => {
        const check = checkOf(id);
        if (!check) {
            return;
        }
        check.classList.toggle("waiting", phone.waiting.has(id));
        if (result.error) {
            check.classList.remove("ended");
            check.querySelector("fieldset").disabled = false;
            check.open = true;
            say(check, "", result.error);
            return;
        }
        show(check, result);
    };

    const show = (check, result) => {
        const presence = check.querySelector(".presence");
        if (result.scanned && presence) {
            presence.classList.add("proved");
            presence.querySelector(".proof").textContent = words.there;
        }
        const told = check.querySelector(".told");
        if (told && result.told) {
            told.textContent = result.told;
            check.querySelector("[data-visit=words]").value = "";
        }
        if (result.state === "void") {
            // nobody was met, and nobody rings again
            check.classList.add("done");
            check.querySelector("fieldset").disabled = true;
            check.querySelector(".not-met")?.remove();
            say(check, result.told || "");
        } else if (result.state === "done") {
            check.classList.add("done");
            check.querySelector(".not-met")?.remove();
            check.classList.toggle("failed", !result.passed);
            check.querySelector("fieldset").disabled = true;
            const cases = result.cases.length ? ` · ${words.cases} ${result.cases.join(", ")}` : "";
            say(check, (result.passed ? words.right : words.wrong) + cases);
        } else {
            say(check, words.sent);
        }
    };

    const deliver = (id, sent) => {
        const { answers, photos, scanned, note, finish, at, employee_id, visit } = sent;
        // what is undefined is not sent: nobody was chosen is not the same as nobody was there
        const body = { answers, photos, scanned, note, finish, at, employee_id, visit };
        return csPhone.call(`/cs/checks/${id}/take`, { package: body });
    };

    const given = (item) => {
        const chosen = item.querySelector("input[type=radio]:checked");
        const field = item.querySelector("[data-name=value], [data-name=words]");
        return chosen ? chosen.value : field ? field.value.trim() : "";
    };

    /** Whether the answer says that something is not right: then it is asked what. */
    const isWrong = (item) => {
        const value = given(item);
        if (value === "" || value === "skip") {
            return false;
        }
        const kind = item.dataset.kind;
        return (
            (kind === "yes_no" && value === "0") ||
            (kind === "scale" && Number(value) <= Number(item.dataset.top) / 2) ||
            (kind === "count" && Number(value) > 0) ||
            kind === "points"
        );
    };

    const unfold = (item) => {
        item.querySelector(".wrong-part").hidden = !isWrong(item);
    };

    const answerOf = (item, name, value) => {
        if (name === "value") {
            const skipped = value === "skip";
            return { skipped, ...(skipped ? {} : { value: value === "" ? null : value.replace(",", ".") }) };
        }
        return { [name]: value };
    };

    /** Nobody was met at the door, or would not talk. */
    const notMet = (check, result) => {
        const said = check.querySelector("[data-visit=words]").value.trim();
        change(check, { visit: { result, words: said, key: csPhone.token() }, at: Date.now() / 1000 });
    };

    const photograph = async (check, item, input) => {
        if (!input.files[0]) {
            return;
        }
        const data = await csPhone.shrink(input.files[0]);
        const label = input.closest(".photo");
        label.classList.add("taken");
        const shown = label.querySelector("b");
        shown.textContent = Number(shown.textContent || 0) + 1;
        change(check, { photos: [{ answer_id: Number(item.dataset.item), key: csPhone.token(), data }] });
    };

    const changed = (check, item, target) => {
        if (target.type === "file") {
            photograph(check, item, target);
        } else if (item) {
            const name = target.dataset.name || "value";
            const id = item.dataset.item;
            const before = (phone.waiting.get(check.dataset.check) || { answers: {} }).answers[id];
            unfold(item);
            change(check, { answers: { [id]: { ...before, ...answerOf(item, name, target.value.trim()) } } });
        } else if (target.dataset.name === "code") {
            if (target.value.trim()) {
                change(check, { scanned: target.value.trim(), at: Date.now() / 1000 });
            }
        } else if (target.dataset.name === "employee_id") {
            if (target.value !== "") {
                change(check, { employee_id: Number(target.value) });
            }
        } else {
            change(check, { [target.dataset.name]: target.value });
        }
    };

    const finish = (check) => {
        const open = [...check.querySelectorAll(".item")].filter(
            (item) => item.dataset.kind !== "text" && given(item) === ""
        );
        if (open.length) {
            say(check, "", words.unanswered);
            open[0].scrollIntoView({ block: "center" });
            return;
        }
        const staff = check.querySelector("[data-name=employee_id]");
        const met = staff && staff.value !== "" ? { employee_id: Number(staff.value) } : {};
        const note = check.querySelector("fieldset > label > [data-name=note]").value;
        check.classList.add("ended");
        change(check, { ...met, note, finish: true, at: Date.now() / 1000 });
        check.open = false;
        const next = checks.find((one) => !one.matches(".done, .ended"));
        if (next) {
            next.open = true;
            next.scrollIntoView({ block: "start" });
        }
    };

    const camera = document.querySelector(".camera");
    const scan = async (check) => {
        // without a camera, or without leave to use it, the code is typed
        const scanned = await csPhone.scan(camera);
        if (scanned) {
            change(check, { scanned, at: Date.now() / 1000 });
        }
    };

    page.addEventListener("change", (event) => {
        const check = event.target.closest("[data-check]");
        // what was said at the door goes with the button beside it
        if (check && !event.target.dataset.visit) {
            changed(check, event.target.closest("[data-item]"), event.target);
        }
    });
    document.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (!button) {
            return;
        }
        const check = button.closest("[data-check]");
        if (button.dataset.do === "finish") {
            finish(check);
        } else if (button.dataset.do === "not-met") {
            notMet(check, button.dataset.result);
        } else if (button.dataset.do === "scan") {
            scan(check);
        } else {
            csPhone.stopScan(camera);
        }
    });

    /** What was typed before the page was closed is shown again. */
    const restore = (id, kept) => {
        const check = checkOf(id);
        if (!check) {
            return;
        }
        check.classList.add("waiting");
        check.classList.toggle("ended", Boolean(kept.finish));
        say(check, words.kept);
        for (const [itemId, one] of Object.entries(kept.answers)) {
            const item = check.querySelector(`[data-item="${itemId}"]`);
            const value = one.skipped ? "skip" : one.value;
            for (const field of item.querySelectorAll("input[type=radio]")) {
                field.checked = field.value === String(value);
            }
            for (const field of item.querySelectorAll("[data-name]")) {
                if (one[field.dataset.name] !== undefined) {
                    field.value = one[field.dataset.name];
                }
            }
        }
    };

    const phone = csPhone.keeper({ name: "cs_checks", deliver, answered, rest, counted: count });
    const begin = async () => {
        await phone.open(restore);
        for (const item of page.querySelectorAll(".item")) {
            unfold(item);
        }
        for (const button of page.querySelectorAll("[data-do=scan]")) {
            button.hidden = !csPhone.canScan();
        }
        const next = checks.find((check) => !check.matches(".done, .ended"));
        if (next) {
            next.open = true;
        }
    };
    begin();
})();
