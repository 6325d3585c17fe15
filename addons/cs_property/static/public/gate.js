/* The gate decides on the server. Without a network it checks signature and dates itself, says so, and sends later. */
(function () {
    "use strict";
    const page = document.querySelector("main");
    const words = page.dataset;
    const STORE = "cs_gate_scans";
    const GOOD = ["ok", "done"];
    const $ = (selector) => page.querySelector(selector);
    let last = "";
    let sending = false;

    const kept = () => JSON.parse(localStorage.getItem(STORE) || "[]");
    const keep = (scans) => localStorage.setItem(STORE, JSON.stringify(scans));
    const post = $("[name=post]");
    post.value = localStorage.getItem("cs_gate_post") || "";
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
        const state = answer.result === "unsure" ? "unsure" : GOOD.includes(answer.result) ? answer.result : "bad";
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
        box.append(list, ...(facts.lines || []).map(line));
        for (const verb of verbs || []) {
            const button = make("button", verb.label, verb.name === "release_part" ? "second" : "");
            button.type = "button";
            button.dataset.verb = verb.name;
            box.append(button);
        }
    };

    const line = (one) => {
        const row = make("div", "", "line");
        if (one.photo) {
            const image = document.createElement("img");
            image.src = `data:image/*;base64,${one.photo}`;
            image.alt = one.name;
            row.append(image);
        }
        row.append(make("span", `${one.name} ${one.released}/${one.quantity}`, "name"));
        if (one.released < one.quantity) {
            const count = document.createElement("input");
            Object.assign(count, { type: "number", min: 0, max: one.quantity - one.released });
            count.value = one.quantity - one.released;
            count.dataset.line = one.id;
            count.setAttribute("aria-label", one.name);
            row.append(count);
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
        for (const count of page.querySelectorAll("[data-line]")) {
            quantities[count.dataset.line] = Number(count.value);
        }
        try {
            show(await call("do", { text: last, verb, post: post.value, quantities }));
        } catch {
            network(false);
            show(await alone(last));
            network(false);
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
            const { answers } = await call("late", { scans, post: post.value });
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
            decide(button.dataset.verb);
        }
    });
    window.addEventListener("online", send);
    setInterval(send, 20000);
    if ("serviceWorker" in navigator) {
        navigator.serviceWorker.register("/cs/gate/worker.js", { scope: "/cs/gate" }).catch(() => {});
    }
    network(navigator.onLine);
    send();
})();
