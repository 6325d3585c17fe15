/* Values are kept on the phone until the server has them: basements have no reception. */
(function () {
    "use strict";
    const page = document.querySelector("[data-round]");
    const round = page.dataset.round;
    const words = page.dataset;
    const store = `cs_meters_${round}`;
    const waiting = JSON.parse(localStorage.getItem(store) || "{}");
    let busy = false;

    const keep = () => {
        try {
            localStorage.setItem(store, JSON.stringify(waiting));
        } catch {
            // no room for photos: values alone are kept
            const light = Object.entries(waiting).map(([id, one]) => [id, { value: one.value }]);
            localStorage.setItem(store, JSON.stringify(Object.fromEntries(light)));
        }
    };

    const rowOf = (id) => page.querySelector(`[data-meter="${id}"]`);

    const say = (row, state, text) => {
        row.classList.remove("sent", "doubtful", "failed", "waiting");
        row.classList.add(state);
        row.querySelector(".said").textContent = text;
    };

    const count = () => {
        const rows = [...page.querySelectorAll("[data-meter]")];
        const done = rows.filter((row) => row.matches(".sent, .doubtful")).length;
        const left = Object.keys(waiting).length;
        document.querySelector(".count").textContent =
            `${done} / ${rows.length}` + (left ? ` · ${left} ${words.waiting}` : "");
    };

    const take = (id, part) => {
        waiting[id] = { ...waiting[id], ...part };
        if (waiting[id].value === undefined) {
            waiting[id].value = rowOf(id).querySelector("input[type=text]").value;
        }
        keep();
        if (waiting[id].value !== "") {
            say(rowOf(id), "waiting", words.kept);
            send();
        }
        count();
    };

    const answer = (id, sent, result) => {
        const row = rowOf(id);
        if (waiting[id] === sent) {
            delete waiting[id];
            keep();
        }
        if (!row) {
            return;
        }
        if (result.error) {
            say(row, "failed", result.error);
        } else if (result.doubt) {
            say(row, "doubtful", `${words.look}: ${result.doubt}`);
        } else {
            say(row, "sent", `${words.usage} ${result.usage}`);
        }
    };

    const send = async () => {
        if (busy) {
            return;
        }
        busy = true;
        try {
            for (const [id, sent] of Object.entries(waiting)) {
                if (sent.value === "") {
                    continue;
                }
                const response = await fetch(`/cs/meters/${round}/take`, {
                    method: "POST",
                    headers: { "Content-Type": "application/json" },
                    body: JSON.stringify({
                        jsonrpc: "2.0",
                        method: "call",
                        params: { meter_id: Number(id), value: sent.value.replace(",", "."), photo: sent.photo },
                    }),
                });
                const { result, error } = await response.json();
                answer(id, sent, error ? { error: error.message } : result);
            }
        } catch {
            // no connection: the values stay here and are sent again
        }
        busy = false;
        count();
    };

    const shrink = async (file) => {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, 1000 / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = image.width * scale;
        canvas.height = image.height * scale;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", 0.6).split(",")[1];
    };

    page.addEventListener("change", async (event) => {
        const row = event.target.closest("[data-meter]");
        if (!row) {
            return;
        }
        if (event.target.type === "file") {
            if (event.target.files[0]) {
                const photo = await shrink(event.target.files[0]);
                event.target.closest(".photo").classList.add("taken");
                take(row.dataset.meter, { photo });
            }
        } else {
            take(row.dataset.meter, { value: event.target.value.trim() });
        }
    });

    for (const [id, one] of Object.entries(waiting)) {
        const row = rowOf(id);
        if (row && one.value) {
            row.querySelector("input[type=text]").value = one.value;
            say(row, "waiting", words.kept);
        }
    }
    window.addEventListener("online", send);
    setInterval(send, 20000);
    count();
    send();
})();
