// Keeps the help page and what it needs to look right. No page with anybody's words is ever kept.
const SHELF = "openchair-help-{{ release }}";
const HELP = ["/help/", "/offline/", "{% static 'web/css/main.css' %}", "{% static 'web/icons.svg' %}", "{% static 'web/js/gone.js' %}", "{% static 'web/js/frame.js' %}", "{% static 'web/fonts/literata-latin.woff2' %}", "{% static 'web/fonts/atkinson-next-latin.woff2' %}"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(HELP.map((address) => new Request(address, { credentials: "omit", cache: "reload" })))));
});
self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)))));
});
self.addEventListener("fetch", (event) => {
  if (event.request.method !== "GET") return;
  const address = new URL(event.request.url);
  if (event.request.mode === "navigate") {
    event.respondWith(fetch(event.request).catch(() => caches.match(address.pathname === "/help/" ? "/help/" : "/offline/")));
  } else if (HELP.includes(address.pathname)) {
    event.respondWith(fetch(event.request).catch(() => caches.match(address.pathname)));
  }
});
