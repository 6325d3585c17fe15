/* What staff do by phone: it stays there until the server has it; cellars have no reception. */
window.csPhone = (function () {
    "use strict";

    /** What a route answers. No connection throws as fetch does; a server that is not well, or a session that is
     *  over, throws an error that is `answered`. */
    const call = async (url, params) => {
        const response = await fetch(url, {
            method: "POST",
            headers: { "Content-Type": "application/json" },
            body: JSON.stringify({ jsonrpc: "2.0", method: "call", params }),
        });
        const { result, error } = await response.json();
        if (error) {
            throw Object.assign(new Error(error.message), { answered: true });
        }
        return result;
    };

    /** A photo as a JPEG in base64, its longer side no more than `side` pixels. */
    const shrink = async (file, side = 1400, quality = 0.7) => {
        const image = await createImageBitmap(file);
        const scale = Math.min(1, side / Math.max(image.width, image.height));
        const canvas = document.createElement("canvas");
        canvas.width = image.width * scale;
        canvas.height = image.height * scale;
        canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
        return canvas.toDataURL("image/jpeg", quality).split(",")[1];
    };

    /** A key by which the server knows what was sent twice; not every phone has randomUUID without https. */
    const token = () =>
        [...crypto.getRandomValues(new Uint8Array(12))].map((one) => one.toString(16).padStart(2, "0")).join("");

    /** Whether this phone can read codes by its camera. */
    const canScan = () => "BarcodeDetector" in window && Boolean(navigator.mediaDevices);

    const stopScan = (dialog) => {
        const video = dialog.querySelector("video");
        for (const track of video.srcObject ? video.srcObject.getTracks() : []) {
            track.stop();
        }
        video.srcObject = null;
        dialog.close();
    };

    /** The text of the code before the camera; nothing when the dialog was closed, or the camera is not to be had. */
    const scan = async (dialog) => {
        const video = dialog.querySelector("video");
        try {
            video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
            dialog.showModal();
            await video.play();
            const reader = new window.BarcodeDetector({ formats: ["qr_code"] });
            while (video.srcObject) {
                const [found] = await reader.detect(video);
                if (found) {
                    stopScan(dialog);
                    return found.rawValue;
                }
                await new Promise((later) => setTimeout(later, 250));
            }
        } catch {
            stopScan(dialog);
        }
        return undefined;
    };

    const opened = (name) =>
        new Promise((done) => {
            const request = indexedDB.open(name, 1);
            request.onupgradeneeded = () => request.result.createObjectStore("packages");
            request.onsuccess = () => done(request.result);
            // a browser that keeps nothing: what is typed is sent at once, or lost with the page
            request.onerror = () => done(null);
        });

    const kept = (store) =>
        new Promise((done) => {
            const found = [];
            store.transaction("packages").objectStore("packages").openCursor().onsuccess = ({ target }) => {
                if (!target.result) {
                    done(found);
                    return;
                }
                found.push([target.result.key, target.result.value]);
                target.result.continue();
            };
        });

    /** What stays on the phone after an answer: what was changed while it was under way. */
    const changedSince = (now, sent) => (now.version === sent.version ? undefined : now);

    /**
     * Packages that are sent until the server has answered.
     *
     * @param {Object} page
     * @param {string} page.name of the store on the phone
     * @param {Function} page.deliver (id, package) → the server's result; throws without a connection
     * @param {Function} page.answered (id, sent, result): show it
     * @param {Function} [page.rest] (now, sent, result) → what is kept of the package, nothing when all of it arrived;
     *     with `refused: true` it waits until something is changed
     * @param {Function} [page.counted] called whenever something was kept or sent
     */
    const keeper = ({ name, deliver, answered, rest = changedSince, counted = () => {} }) => {
        const waiting = new Map();
        let store = null;
        let busy = false;
        let again = false;

        const keep = (id, entry) => {
            if (entry) {
                waiting.set(id, entry);
            } else {
                waiting.delete(id);
            }
            if (store) {
                const packages = store.transaction("packages", "readwrite").objectStore("packages");
                if (entry) {
                    packages.put(entry, id);
                } else {
                    packages.delete(id);
                }
            }
        };

        const post = async (id, sent) => {
            try {
                const result = await deliver(id, sent);
                keep(id, rest(waiting.get(id), sent, result));
                answered(id, sent, result);
            } catch (error) {
                if (!error.answered) {
                    throw error;
                }
                // this one is sent again later, and does not keep back the others
            }
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
            counted();
        };

        const take = (id, change) => {
            const old = waiting.get(id);
            keep(id, { ...change(old), version: (old ? old.version : 0) + 1, refused: false });
            counted();
            send();
        };

        const open = async (restore) => {
            store = await opened(name);
            for (const [id, entry] of store ? await kept(store) : []) {
                // the page was opened again: what was refused is tried once more, so that it is said why
                if (!waiting.has(id)) {
                    waiting.set(id, { ...entry, refused: false });
                    restore(id, entry);
                }
            }
            window.addEventListener("online", send);
            setInterval(send, 20000);
            counted();
            send();
        };

        return { open, take, waiting, left: () => [...waiting.values()].filter((one) => !one.refused).length };
    };

    return { call, shrink, token, canScan, scan, stopScan, keeper };
})();
