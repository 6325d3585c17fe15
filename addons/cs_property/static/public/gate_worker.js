/* Keeps the guard's page for times without a network; what is asked of the server is never kept. */
const KEPT = "cs_gate_1";
const FILES = [
    "/cs_department/static/public/page.css",
    "/cs_property/static/public/gate.css",
    "/cs_property/static/public/gate.js",
    "/web/static/lib/zxing-library/zxing-library.js",
];

self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(KEPT)
            .then((cache) => cache.addAll([...FILES, "/cs/gate"]))
            .then(() => self.skipWaiting())
    );
});
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
    const { pathname } = new URL(event.request.url);
    if (event.request.method !== "GET" || (pathname !== "/cs/gate" && !FILES.includes(pathname))) {
        return;
    }
    event.respondWith(
        fetch(event.request)
            .then(async (response) => {
                // a page of the login is not the gate
                const cache = await caches.open(KEPT);
                if (response.ok && !response.redirected) {
                    cache.put(pathname, response.clone());
                } else if (pathname === "/cs/gate" && (response.redirected || response.status === 404)) {
                    // logged out, or no guard any more
                    cache.delete(pathname);
                } else if (response.status >= 500) {
                    // a server that is being started is as good as none
                    return (await cache.match(pathname)) || response;
                }
                return response;
            })
            .catch(async () => (await caches.match(pathname)) || Response.error())
    );
});
