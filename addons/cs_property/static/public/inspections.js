/* A round: what is answered stays on the phone until the server has it; cellars have no reception. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const checks = [...page.querySelectorAll("[data-check]")];
    /** check id → what was not sent yet: {answers, photos, scanned, employee_id, note, finish, at, version} */
    const waiting = new Map();
    let store = null;
    let busy = false;
    let again = false;

    const opened = new Promise((done) => {
        const request = indexedDB.open("cs_inspections", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("packages");
        request.onsuccess = () => done(request.result);
        // a browser that keeps nothing: what is typed is sent at once, or lost with the page
        request.onerror = () => done(null);
    });

    const keep = (id) => {
        if (!store) {
            return;
        }
        const packages = store.transaction("packages", "readwrite").objectStore("packages");
        if (waiting.has(id)) {
            packages.put(waiting.get(id), Number(id));
        } else {
            packages.delete(Number(id));
        }
    };

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
        const left = [...waiting.values()].filter((one) => !one.refused).length;
        document.querySelector(".count").textContent =
            `${done} / ${checks.length}` + (left ? ` · ${left} ${words.waiting}` : "");
    };

    const change = (check, part) => {
        const id = check.dataset.check;
        const old = waiting.get(id) || { answers: {}, photos: [], version: 0 };
        const merged = {
            ...old,
            ...part,
            answers: { ...old.answers, ...part.answers },
            photos: [...old.photos, ...(part.photos || [])],
            version: old.version + 1,
            refused: false,
        };
        waiting.set(id, merged);
        keep(id);
        check.classList.add("waiting");
        say(check, words.kept);
        count();
        send();
    };

    const answer = (id, sent, result) => {
        const check = checkOf(id);
        const now = waiting.get(id);
        if (result.error) {
            // it stays on the phone; once something is changed it is sent again
            waiting.set(id, { ...now, finish: false, scanned: undefined, refused: now.version === sent.version });
        } else if (now.version === sent.version) {
            waiting.delete(id);
        } else {
            const keys = new Set(sent.photos.map((photo) => photo.key));
            waiting.set(id, { ...now, photos: now.photos.filter((photo) => !keys.has(photo.key)) });
        }
        keep(id);
        if (!check) {
            return;
        }
        check.classList.toggle("waiting", waiting.has(id));
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
        if (result.state === "done") {
            check.classList.add("done");
            check.classList.toggle("failed", !result.passed);
            check.querySelector("fieldset").disabled = true;
            const cases = result.cases.length ? ` · ${words.cases} ${result.cases.join(", ")}` : "";
            say(check, (result.passed ? words.right : words.wrong) + cases);
        } else {
            say(check, words.sent);
        }
    };

    const post = async (id, sent) => {
        const { answers, photos, scanned, note, finish, at } = sent;
        const body = { answers, photos, scanned, note, finish, at };
        if (sent.employee_id !== undefined) {
            body.employee_id = sent.employee_id;
        }
        const response = await fetch(`/cs/checks/${id}/take`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { package: body } }),
        });
        const { result, error } = await response.json();
        if (error) {
            // the server is not well, or the session is over: it is sent again later
            throw new Error(error.message);
        }
        answer(id, sent, result);
    };

    const send = async () => {
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        do {
            again = false;
            try {
                for (const [id, sent] of [...waiting]) {
                    if (!sent.refused) {
                        await post(id, sent);
                    }
                }
            } catch {
                // no connection: everything stays here and is sent again
                again = false;
            }
        } while (again);
        busy = false;
        count();
    };

    const shrink = async (file) => {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, 1400 / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = image.width * scale;
        canvas.height = image.height * scale;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", 0.7).split(",")[1];
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

    const photograph = async (check, item, input) => {
        if (!input.files[0]) {
            return;
        }
        const data = await shrink(input.files[0]);
        // not every phone has randomUUID without https
        const key = [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");
        const label = input.closest(".photo");
        label.classList.add("taken");
        const shown = label.querySelector("b");
        shown.textContent = Number(shown.textContent || 0) + 1;
        change(check, { photos: [{ answer_id: Number(item.dataset.item), key, data }] });
    };

    const changed = (check, item, target) => {
        if (target.type === "file") {
            photograph(check, item, target);
        } else if (item) {
            const name = target.dataset.name || "value";
            const id = item.dataset.item;
            const before = (waiting.get(check.dataset.check) || { answers: {} }).answers[id];
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
    const stop = () => {
        const video = camera.querySelector("video");
        for (const track of video.srcObject ? video.srcObject.getTracks() : []) {
            track.stop();
        }
        video.srcObject = null;
        camera.close();
    };

    const scan = async (check) => {
        const video = camera.querySelector("video");
        video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        camera.showModal();
        await video.play();
        const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
        while (video.srcObject) {
            const [found] = await reader.detect(video);
            if (found) {
                stop();
                change(check, { scanned: found.rawValue, at: Date.now() / 1000 });
                return;
            }
            await new Promise((later) => setTimeout(later, 250));
        }
    };

    page.addEventListener("change", (event) => {
        const check = event.target.closest("[data-check]");
        if (check) {
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
        } else if (button.dataset.do === "scan") {
            // without a camera, or without leave to use it, the code is typed
            scan(check).catch(stop);
        } else {
            stop();
        }
    });

    /** What was typed before the page was closed is shown again. */
    const restore = (id, kept) => {
        const check = checkOf(id);
        waiting.set(String(id), kept);
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

    const begin = async () => {
        store = await opened;
        if (store) {
            const packages = store.transaction("packages").objectStore("packages");
            await new Promise((done) => {
                packages.openCursor().onsuccess = ({ target }) => {
                    if (!target.result) {
                        done();
                        return;
                    }
                    restore(target.result.key, target.result.value);
                    target.result.continue();
                };
            });
        }
        for (const item of page.querySelectorAll(".item")) {
            unfold(item);
        }
        for (const button of page.querySelectorAll("[data-do=scan]")) {
            button.hidden = !("BarcodeDetector" in window && navigator.mediaDevices);
        }
        const next = checks.find((check) => !check.matches(".done, .ended"));
        if (next) {
            next.open = true;
        }
        count();
        send();
    };
    window.addEventListener("online", send);
    setInterval(send, 20000);
    begin();
})();
