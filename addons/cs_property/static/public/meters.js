/* Values are kept on the phone until the server has them: basements have no reception. */
(function () {
    "use strict";
    const page = document.querySelector("[data-round]");
    const words = page.dataset;
    /** What is kept of a meter: it may be read in several rounds. */
    const keyOf = (row) => `${words.round}/${row.dataset.meter}`;
    const rowOf = (key) => [...page.querySelectorAll("[data-meter]")].find((row) => keyOf(row) === key);

    const say = (row, state, text) => {
        row.classList.remove("sent", "doubtful", "failed", "waiting");
        row.classList.add(state);
        row.querySelector(".said").textContent = text;
    };

    const count = () => {
        const rows = [...page.querySelectorAll("[data-meter]")];
        const done = rows.filter((row) => row.matches(".sent, .doubtful")).length;
        const left = phone.left();
        document.querySelector(".count").textContent =
            `${done} / ${rows.length}` + (left ? ` · ${left} ${words.waiting}` : "");
    };

    /** Row → the photo that was taken before a value stood there: they go together. */
    const photos = new Map();
    const take = (row, photo = photos.get(row)) => {
        const value = row.querySelector("input[type=text]").value.trim();
        if (value === "") {
            photos.set(row, photo);
            return;
        }
        photos.delete(row);
        say(row, "waiting", words.kept);
        phone.take(keyOf(row), (old) => ({ ...old, value, ...(photo ? { photo } : {}) }));
    };

    const deliver = (key, { value, photo }) => {
        const [round, meter] = key.split("/").map(Number);
        const number = value.replace(",", ".");
        return csPhone.call(`/cs/meters/${round}/take`, { meter_id: meter, value: number, photo });
    };

    const answered = (key, sent, result) => {
        const row = rowOf(key);
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

    page.addEventListener("change", async (event) => {
        const row = event.target.closest("[data-meter]");
        if (!row) {
            return;
        }
        if (event.target.type !== "file") {
            take(row);
        } else if (event.target.files[0]) {
            const photo = await csPhone.shrink(event.target.files[0], 1000, 0.6);
            event.target.closest(".photo").classList.add("taken");
            take(row, photo);
        }
    });

    const restore = (key, { value }) => {
        const row = rowOf(key);
        if (row) {
            row.querySelector("input[type=text]").value = value;
            say(row, "waiting", words.kept);
        }
    };

    const phone = csPhone.keeper({ name: "cs_meters", deliver, answered, counted: count });
    phone.open(restore);
})();
