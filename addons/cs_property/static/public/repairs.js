/* One repair: what the worker does stays on the phone until the server has it. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const id = Number(words.id);
    const find = (selector) => page.querySelector(selector);
    /** how the order stands, as the server last said */
    let state = null;
    /** what was not sent yet: {arrive, used, added, photos, words, signature, finish} */
    const waiting = () => phone.waiting.get(id);

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
        const own = waiting();
        if (own && !own.refused) {
            if (own.finish) {
                return "finished";
            }
            if (own.arrive && ["dispatched", "rework"].includes(stage)) {
                return "working";
            }
        }
        return stage;
    };

    const showLines = () => {
        const box = find(".used");
        const used = (waiting() && waiting().used) || {};
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
        const own = waiting();
        const signing = state.sign && !(own && own.signature);
        find(".sign").hidden = !signing;
        find(".for-quote").hidden = state.sign !== "quote";
        find(".for-acceptance").hidden = state.sign !== "acceptance";
        find(".waits").textContent = state.waits;
        const photos = state.photos + ((own && own.photos) || []).length;
        find(".photo b").textContent = photos || "";
        find(".photo").classList.toggle("taken", photos > 0);
    };

    const change = (part) => {
        say(words.kept);
        phone.take(id, (old = { used: {}, added: [], photos: [] }) => ({
            ...old,
            ...part,
            used: { ...old.used, ...part.used },
            added: [...old.added, ...(part.added || [])],
            photos: [...old.photos, ...(part.photos || [])],
        }));
        show();
    };

    /** What is not the server's yet; refused, it stays, and is sent again once something is changed. */
    const rest = (now, sent, result) => {
        const same = now.version === sent.version;
        if (result.error) {
            return { ...now, finish: undefined, signature: undefined, refused: same };
        }
        const known = new Set([...sent.photos, ...sent.added].map((one) => one.token));
        const left = (rows) => rows.filter((one) => !known.has(one.token));
        return same ? undefined : { ...now, photos: left(now.photos), added: left(now.added) };
    };

    const answered = (_id, _sent, result) => {
        if (!result.error) {
            state = result;
        }
        say(result.error ? "" : words.sent, result.error);
        show();
    };

    const deliver = (key, { arrive, used, added, photos, words: done, signature, finish }) =>
        csPhone.call(`/cs/repairs/${key}/take`, {
            package: { arrive, used, added, photos, words: done, signature, finish },
        });

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
                change({ added: [{ item_id: Number(select.value), quantity: 1, token: csPhone.token() }] });
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
            change({ photos: [{ token: csPhone.token(), data: await csPhone.shrink(target.files[0]) }] });
        } else if (target.dataset.line) {
            change({ used: { [target.dataset.line]: target.value.trim() } });
        }
    });

    const phone = csPhone.keeper({
        name: "cs_repairs",
        deliver,
        answered,
        rest,
        counted: () => {
            if (phone.left()) {
                say(words.waiting);
            }
        },
    });
    show();
    phone.open((key) => {
        if (key === id) {
            say(words.kept);
            show();
        }
    });
    // how it stands: nothing is sent along
    csPhone
        .call(`/cs/repairs/${id}/take`, { package: {} })
        .then((result) => {
            state = result.error ? null : result;
            show();
        })
        .catch(() => {});
})();
