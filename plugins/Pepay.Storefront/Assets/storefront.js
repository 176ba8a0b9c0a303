// Keeps a payment page current: the server says that the state changed, and the page's own content is read again and put in place.
// Without this script the page refreshes itself; nothing else depends on it.
(() => {
  "use strict";

  const status = document.querySelector("[data-payment-events]");
  if (!status || !window.EventSource || !window.fetch) return;

  const refresh = async () => {
    const answer = await fetch(location.href, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const current = page.querySelector("[data-payment-events]");
    if (!current) return;
    status.replaceChildren(...current.childNodes);
    status.dataset.paymentState = current.dataset.paymentState;
    document.title = page.title;
    count();
    offerCopies();
  };

  // A countdown says how long an amount holds; when it ends, the page is read again.
  let ended = null;
  const count = () => {
    const countdown = status.querySelector("[data-countdown]");
    if (!countdown) return;
    const left = Math.ceil((Number(countdown.dataset.countdown) - Date.now()) / 1000);
    if (left > 0) countdown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    else if (ended !== countdown.dataset.countdown) {
      ended = countdown.dataset.countdown;
      refresh().catch(() => {});
    }
  };

  const offerCopies = () => {
    if (navigator.clipboard) status.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  };
  status.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    await navigator.clipboard.writeText(button.dataset.copy);
    button.classList.add("pp-copied");
  });

  count();
  offerCopies();
  setInterval(count, 1000);

  let wait = 5000;
  const listen = () => {
    const url = new URL(status.dataset.paymentEvents, location.href);
    url.searchParams.set("seen", status.dataset.paymentState);
    const events = new EventSource(url);
    events.addEventListener("state", (event) => {
      if (event.data !== status.dataset.paymentState) refresh().catch(() => {});
    });
    events.addEventListener("end", () => events.close());
    // A broken connection is made again by the browser; after an answer that is an error it gives up. The page is read again instead, ever more rarely.
    events.addEventListener("error", () => {
      if (events.readyState !== EventSource.CLOSED) return;
      setTimeout(() => refresh().catch(() => {}).then(listen), wait);
      wait = Math.min(wait * 2, 60000);
    });
  };
  listen();
})();
