/* One repair: what the worker does stays on the phone until the server has it. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const id = Number(words.id);
    const find = (selector) => page.querySelector(selector);
    /** what was not sent yet: {arrive, used, added, photos, words, signature, finish, version} */
    let waiting = null;
    let state = null;
    let store = null;
    let busy = false;
    let again = false;

    const opened = new Promise((done) => {
        const request = indexedDB.open("cs_repairs", 1);
        request.onupgradeneeded = () => request.result.createObjectStore("packages");
        request.onsuccess = () => done(request.result);
        // a browser that keeps nothing: what is done is sent at once, or lost with the page
        request.onerror = () => done(null);
    });

    const keep = () => {
        if (!store) {
            return;
        }
        const packages = store.transaction("packages", "readwrite").objectStore("packages");
        if (waiting) {
            packages.put(waiting, id);
        } else {
            packages.delete(id);
        }
    };

    const token = () => [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

    const say = (text, problem) => {
        document.querySelector(".count").textContent = text;
        const long = find(".said-long");
        long.textContent = problem || "";
        long.hidden = !problem;
        if (problem) {
            long.scrollIntoView({ block: "center" });
        }
    };

    const stageNow = () => {
        const stage = (state && state.stage) || words.stage;
        if (waiting && !waiting.refused) {
            if (waiting.finish) {
                return "finished";
            }
            if (waiting.arrive && ["dispatched", "rework"].includes(stage)) {
                return "working";
            }
        }
        return stage;
    };

    const showLines = () => {
        const box = find(".lines");
        const used = (waiting && waiting.used) || {};
        box.replaceChildren(
            ...((state && state.lines) || []).map((line) => {
                const quantity = used[line.id] === undefined ? line.quantity : used[line.id];
                const row = document.createElement("label");
                row.className = "line";
                const name = document.createElement("span");
                name.textContent = line.name;
                const small = document.createElement("small");
                small.textContent = `${line.agreed} → ${quantity} ${line.uom}`;
                name.append(small);
                row.classList.toggle("over", Number(quantity) > line.agreed && state.more);
                const input = document.createElement("input");
                input.type = "text";
                input.inputMode = "decimal";
                input.value = quantity;
                input.dataset.line = line.id;
                row.append(name, input);
                return row;
            })
        );
    };

    const show = () => {
        const stage = stageNow();
        for (const step of page.querySelectorAll(".step")) {
            step.hidden = !step.dataset.step.split(" ").includes(stage);
        }
        if (!state) {
            return;
        }
        showLines();
        find(".more").hidden = !state.more;
        for (const asked of page.querySelectorAll(".asked")) {
            asked.textContent = state.asked;
        }
        const signing = state.sign && !(waiting && waiting.signature);
        find(".sign").hidden = !signing;
        find(".for-quote").hidden = state.sign !== "quote";
        find(".for-acceptance").hidden = state.sign !== "acceptance";
        find(".waits").textContent = state.waits;
        const photos = state.photos + ((waiting && waiting.photos) || []).length;
        find(".photo b").textContent = photos || "";
        find(".photo").classList.toggle("taken", photos > 0);
    };

    const change = (part) => {
        const old = waiting || { used: {}, added: [], photos: [], version: 0 };
        waiting = {
            ...old,
            ...part,
            used: { ...old.used, ...part.used },
            added: [...old.added, ...(part.added || [])],
            photos: [...old.photos, ...(part.photos || [])],
            version: old.version + 1,
            refused: false,
        };
        keep();
        say(words.kept);
        show();
        send();
    };

    const answered = (sent, result) => {
        if (result.error) {
            // it stays on the phone; once something is changed it is sent again
            waiting = { ...waiting, finish: undefined, signature: undefined, refused: waiting.version === sent.version };
        } else if (waiting.version === sent.version) {
            waiting = null;
        } else {
            const known = new Set([...sent.photos, ...sent.added].map((one) => one.token));
            waiting = {
                ...waiting,
                photos: waiting.photos.filter((one) => !known.has(one.token)),
                added: waiting.added.filter((one) => !known.has(one.token)),
            };
        }
        keep();
        if (!result.error) {
            state = result;
        }
        say(result.error ? "" : words.sent, result.error);
        show();
    };

    const post = async (sent) => {
        const response = await fetch(`/cs/repairs/${id}/take`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ jsonrpc: "2.0", method: "call", params: { package: sent } }),
        });
        const { result, error } = await response.json();
        if (error) {
            // the server is not well, or the session is over: it is sent again later
            throw new Error(error.message);
        }
        return result;
    };

    const send = async () => {
        if (busy) {
            again = true;
            return;
        }
        busy = true;
        do {
            again = false;
            const sent = waiting;
            try {
                if (sent && !sent.refused) {
                    answered(sent, await post(sent));
                }
            } catch {
                // no connection: everything stays here and is sent again
                again = false;
            }
        } while (again);
        busy = false;
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

    // -- signing with a finger -----------------------------------------------------------------

    const canvas = find("canvas");
    const pen = canvas.getContext("2d");
    let drawn = 0;
    const spot = (event) => {
        const box = canvas.getBoundingClientRect();
        return [
            ((event.clientX - box.left) * canvas.width) / box.width,
            ((event.clientY - box.top) * canvas.height) / box.height,
        ];
    };
    const clear = () => {
        pen.clearRect(0, 0, canvas.width, canvas.height);
        drawn = 0;
    };
    canvas.addEventListener("pointerdown", (event) => {
        canvas.setPointerCapture(event.pointerId);
        pen.lineWidth = 4;
        pen.lineCap = "round";
        pen.beginPath();
        pen.moveTo(...spot(event));
    });
    canvas.addEventListener("pointermove", (event) => {
        if (event.buttons) {
            pen.lineTo(...spot(event));
            pen.stroke();
            drawn += 1;
        }
    });

    const deeds = {
        arrive: () => change({ arrive: Date.now() / 1000 }),
        clear,
        add: () => {
            const select = find("[data-name=item]");
            if (select.value) {
                change({ added: [{ item_id: Number(select.value), quantity: 1, token: token() }] });
                select.selectedOptions[0].remove();
                select.value = "";
            }
        },
        sign: () => {
            const name = find("[data-name=who]").value.trim();
            if (drawn < 3 || !name) {
                say("", words.unsigned);
                return;
            }
            const image = canvas.toDataURL("image/png").split(",")[1];
            change({ signature: { role: state.sign, name, image } });
            clear();
        },
        finish: () => {
            const done = find("[data-name=words]").value.trim();
            if (!done) {
                say("", words.unsaid);
                return;
            }
            change({ words: done, finish: Date.now() / 1000 });
        },
    };

    page.addEventListener("click", (event) => {
        const button = event.target.closest("[data-do]");
        if (button) {
            deeds[button.dataset.do]();
        }
    });
    page.addEventListener("change", async (event) => {
        const target = event.target;
        if (target.type === "file" && target.files[0]) {
            change({ photos: [{ token: token(), data: await shrink(target.files[0]) }] });
        } else if (target.dataset.line) {
            change({ used: { [target.dataset.line]: target.value.trim() } });
        }
    });
    window.addEventListener("online", send);
    setInterval(send, 15000);

    opened.then((database) => {
        store = database;
        if (!store) {
            return;
        }
        const request = store.transaction("packages").objectStore("packages").get(id);
        request.onsuccess = () => {
            waiting = request.result ? { ...request.result, refused: false } : null;
            show();
            send();
        };
    });
    show();
    // how it stands: nothing is sent along
    post({})
        .then((result) => {
            state = result.error ? null : result;
            show();
        })
        .catch(() => {});
})();
