// Keeps a payment page current: the server says that the state changed, and the page's own content is read again and put in place.
// Without this script the page refreshes itself; nothing else depends on it.
(() => {
  "use strict";

  const status = document.querySelector("[data-payment-events]");
  if (!status || !window.EventSource || !window.fetch) return;

  const url = new URL(status.dataset.paymentEvents, location.href);
  url.searchParams.set("seen", status.dataset.paymentState);
  const events = new EventSource(url);

  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const current = page.querySelector("[data-payment-events]");
    if (!current) return;
    status.replaceChildren(...current.childNodes);
    status.dataset.paymentState = current.dataset.paymentState;
    document.title = page.title;
  };

  events.addEventListener("state", (event) => {
    if (event.data !== status.dataset.paymentState) refresh().catch(() => {});
  });
  events.addEventListener("end", () => events.close());
})();
