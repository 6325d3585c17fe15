/* The gate decides on the server. Without a network it checks signature and dates itself, says so, and sends later. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const STORE = "cs_gate_scans";
    const KEPT = "cs_gate_1";
    const GOOD = ["ok", "done"];
    const WAITING = { unsure: "unsure", asked: "unsure" };
    const $ = (selector) => page.querySelector(selector);
    let last = "";
    let sending = false;

    const kept = () => JSON.parse(localStorage.getItem(STORE) || "[]");
    const keep = (scans) => localStorage.setItem(STORE, JSON.stringify(scans));
    const post = $("[name=post]");
    // the roster says where somebody is; else he stands where he stood last
    const stood = localStorage.getItem("cs_gate_post");
    if (stood && !post.querySelector("[data-mine]") && (!post.options || [...post.options].some((one) => one.value === stood))) {
        post.value = stood;
    }
    post.addEventListener("change", () => localStorage.setItem("cs_gate_post", post.value));

    const network = (on) => {
        const left = kept().length;
        $(".network").className = `network ${on ? "on" : "off"}`;
        $(".network").textContent = (on ? "●" : "○") + (left ? ` ${left} ${words.kept}` : "");
    };

    const call = async (name, params) => {
        const response = await fetch(`/cs/gate/${name}`, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ jsonrpc: "2.0", method: "call", params }),
        });
        const { result, error } = await response.json();
        return error ? { result: "refused", words: error.code === 100 ? words.login : error.message, verbs: [] } : result;
    };

    // -- shown ------------------------------------------------------------------------

    const show = (answer) => {
        const box = $(".result");
        const state = WAITING[answer.result] || (GOOD.includes(answer.result) ? answer.result : "bad");
        box.className = `result ${state}`;
        box.textContent = answer.words || (answer.card ? `✓ ${answer.card.title} ${answer.card.state}` : "");
        box.hidden = !box.textContent;
        card(answer);
        if (navigator.vibrate) {
            navigator.vibrate(state === "bad" ? [200, 80, 200] : 80);
        }
    };

    const make = (tag, text, name) => {
        const node = document.createElement(tag);
        node.textContent = text;
        node.className = name || "";
        return node;
    };

    const card = ({ card: facts, verbs }) => {
        const box = $(".card");
        box.replaceChildren();
        box.hidden = !facts;
        if (!facts) {
            return;
        }
        box.append(make("h2", `${facts.title} · ${facts.state}`));
        const list = document.createElement("dl");
        for (const row of facts.rows || []) {
            list.append(make("dt", row.name), make("dd", row.text));
        }
        const back = (verbs || []).some((verb) => verb.name === "back_part");
        box.append(list, ...(facts.lines || []).map((one) => line(one, back)));
        for (const verb of verbs || []) {
            const button = make("button", verb.label, verb.name.endsWith("_part") ? "second" : "");
            button.type = "button";
            button.dataset.verb = verb.name;
            box.append(button);
        }
    };

    const count = (one, name, most) => {
        const box = document.createElement("input");
        Object.assign(box, { type: "number", min: 0, max: most });
        box.value = most;
        box.dataset[name] = one.id;
        box.setAttribute("aria-label", name === "back" ? `↩ ${one.name}` : one.name);
        return box;
    };

    const line = (one, back) => {
        const row = make("div", "", "line");
        if (one.photo) {
            const image = document.createElement("img");
            image.src = `data:image/*;base64,${one.photo}`;
            image.alt = one.name;
            row.append(image);
        }
        row.append(make("span", `${one.name} ${one.released}/${one.quantity}`, "name"));
        if (one.released < one.quantity) {
            row.append(count(one, "line", one.quantity - one.released));
        }
        if (back && one.back_by && one.returned < one.released) {
            row.append(make("span", "↩"), count(one, "back", one.released - one.returned));
        }
        return row;
    };

    // -- asked of the server ------------------------------------------------------------

    const look = async (text) => {
        last = text.trim();
        if (!last) {
            return;
        }
        try {
            show(await call("scan", { text: last, post: post.value }));
            network(true);
            send();
        } catch {
            network(false);
            show(await alone(last));
            network(false);
        }
    };

    const decide = async (verb) => {
        const quantities = {};
        const name = verb === "back_part" ? "back" : "line";
        for (const counted of page.querySelectorAll(`[data-${name}]`)) {
            quantities[counted.dataset[name]] = Number(counted.value);
        }
        try {
            show(await call("do", { text: last, verb, post: post.value, quantities }));
        } catch {
            network(false);
            show(await alone(last));
            network(false);
        }
    };

    const ask = async (form) => {
        try {
            const answer = await call("visit", { form: Object.fromEntries(new FormData(form)) });
            show(answer);
            if (answer.text) {
                last = answer.text;
                form.reset();
                form.closest("details").open = false;
            }
        } catch {
            network(false);
            show({ result: "none", words: words.none });
        }
    };

    // -- without a network ----------------------------------------------------------------

    const bytes = (text) => {
        const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
        return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
    };

    const signed = async (text) => {
        const cut = text.lastIndexOf(".");
        const way = { name: "ECDSA", namedCurve: "P-256" };
        const key = await crypto.subtle.importKey("spki", bytes(words.key), way, false, ["verify"]);
        const plain = new TextEncoder().encode(text.slice(0, cut));
        return crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(text.slice(cut + 1)), plain);
    };

    const alone = async (text) => {
        const parts = text.split(".");
        const bad = (result) => ({ result, words: words[result] });
        if (parts.length !== 8 || parts[0] !== "CS1" || text.length > 220 || !window.crypto.subtle) {
            return bad("none");
        }
        if (parts[1] !== words.site) {
            return bad("foreign");
        }
        if (!(await signed(text).catch(() => false))) {
            return bad("forged");
        }
        const now = Date.now() / 1000;
        if (Number(parts[5]) && now < Number(parts[5])) {
            return bad("early");
        }
        if (Number(parts[6]) && now > Number(parts[6])) {
            return bad("expired");
        }
        const scans = kept();
        // a code that is shown anew is signed anew
        const unsigned = (code) => code.slice(0, code.lastIndexOf("."));
        if (scans.some((one) => unsigned(one.text) === unsigned(text))) {
            return { result: "unsure", words: words.offlineDone };
        }
        keep([...scans, { text, at: Math.floor(now), token: crypto.randomUUID() }]);
        return { result: "unsure", words: words.offline };
    };

    const send = async () => {
        const scans = kept();
        if (sending || !scans.length) {
            return;
        }
        sending = true;
        try {
            const { answers } = await call("late", { scans: scans.slice(0, 50), post: post.value });
            const done = new Set((answers || []).map((one) => one.token));
            keep(kept().filter((one) => !done.has(one.token)));
            const clashes = (answers || []).filter((one) => one.conflict);
            if (clashes.length) {
                const box = $(".alerts");
                box.hidden = false;
                box.append(...clashes.map((one) => make("p", `${words.conflict}: ${one.words}`)));
            }
            network(true);
        } catch {
            network(false);
        }
        sending = false;
    };

    // -- camera, photo, typing ---------------------------------------------------------------

    const film = async () => {
        const video = $("video");
        const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
        video.hidden = false;
        video.srcObject = stream;
        await video.play();
        const text = await seen(video);
        stream.getTracks().forEach((track) => track.stop());
        video.hidden = true;
        look(text);
    };

    const seen = async (video) => {
        if ("BarcodeDetector" in window) {
            const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
            for (;;) {
                const [code] = await reader.detect(video).catch(() => []);
                if (code) {
                    return code.rawValue;
                }
                await new Promise((next) => setTimeout(next, 150));
            }
        }
        const reader = new window.ZXing.BrowserQRCodeReader();
        const found = await reader.decodeOnceFromStream(video.srcObject, video);
        return found.text;
    };

    const ofPhoto = async (file) => {
        const url = URL.createObjectURL(file);
        try {
            const found = await new window.ZXing.BrowserQRCodeReader().decodeFromImageUrl(url);
            look(found.text);
        } catch {
            show({ result: "none", words: words.noCode });
        }
        URL.revokeObjectURL(url);
    };

    const camera = $("[data-do=camera]");
    camera.hidden = !(navigator.mediaDevices && window.isSecureContext);
    camera.addEventListener("click", () => film().catch(() => (camera.hidden = true)));
    $(".photo input").addEventListener("change", (event) => {
        if (event.target.files[0]) {
            ofPhoto(event.target.files[0]);
        }
        event.target.value = "";
    });
    $("[data-form=typed]").addEventListener("submit", (event) => {
        event.preventDefault();
        look(event.target.elements.text.value);
        event.target.reset();
    });
    $(".card").addEventListener("click", (event) => {
        const button = event.target.closest("[data-verb]");
        if (button) {
            button.disabled = true;
            button.dataset.verb === "look" ? look(last) : decide(button.dataset.verb);
        }
    });
    $("[data-form=visit]")?.addEventListener("submit", (event) => {
        event.preventDefault();
        ask(event.target);
    });
    $("[data-do=leave]").addEventListener("click", async (event) => {
        event.preventDefault();
        // nothing of the gate stays on the telephone but scans that no server has yet
        await send();
        await window.caches?.delete(KEPT).catch(() => false);
        window.location.href = event.target.href;
    });
    window.addEventListener("online", send);
    setInterval(send, 20000);
    if ("serviceWorker" in navigator) {
        navigator.serviceWorker.register("/cs/gate/worker.js", { scope: "/cs/gate" }).catch(() => {});
    }
    network(navigator.onLine);
    send();
})();
