// Keeps a payment page current: the server says that the state changed, and the page's own content is read again and put in place.
// Without this script the page refreshes itself; nothing else depends on it.
(() => {
  "use strict";

  const status = document.querySelector("[data-payment-events]");
  if (!status || !window.EventSource || !window.fetch) return;

  // What changed is said aloud here: it must be in the page before, and the content around it is put in place whole.
  const news = document.createElement("p");
  news.className = "pp-hidden";
  news.setAttribute("role", "status");
  status.after(news);

  const words = (selector) => status.querySelector(selector)?.textContent.trim() ?? "";
  const fields = () => [...status.querySelectorAll("input:not([type=hidden]), select, textarea")].filter((field) => field.name);

  // What somebody types or stands on is theirs: it survives that the content around it is put in place.
  const keep = () => {
    const active = status.contains(document.activeElement) ? document.activeElement : null;
    const values = fields().map((field) => [field.name, field.type === "radio" ? field.value : null, field.value, field.checked]);
    const place = active && [...status.querySelectorAll(active.tagName)].filter((other) => other.textContent === active.textContent).indexOf(active);
    return () => {
      for (const [name, option, value, checked] of values) {
        const field = fields().find((other) => other.name === name && (option === null || other.value === option));
        if (!field) continue;
        if (field.type === "radio") field.checked ||= checked && !field.disabled;
        else if (field.type === "checkbox") field.checked = checked && !field.disabled;
        else field.value = value;
      }
      if (!active) return;
      const same = [...status.querySelectorAll(active.tagName)].filter((other) => other.textContent === active.textContent)[place];
      (same ?? status).focus({ preventScroll: true });
    };
  };

  // True when there is nothing more to try: the page was read, or it says that it is not ours.
  const read = async () => {
    const answer = await fetch(status.dataset.paymentPage ?? location.href, { credentials: "same-origin", cache: "no-store" });
    if (!answer.ok) return answer.status < 500 && answer.status !== 429;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const current = page.querySelector("[data-payment-events]");
    if (!current) return true;
    const changed = status.dataset.paymentState !== current.dataset.paymentState;
    const restore = keep();
    status.replaceChildren(...current.childNodes);
    status.dataset.paymentState = current.dataset.paymentState;
    document.title = page.title;
    offerCopies();
    restore();
    if (changed) news.textContent = `${words("h1")}. ${words(".pp-lead")}`;
    begin();
    return true;
  };

  // What the server told is not told again: the page is read until that worked, ever more rarely.
  let reading = false;
  let again = false;
  const refresh = async () => {
    again = true;
    if (reading) return;
    reading = true;
    let pause = 1000;
    while (again) {
      again = false;
      if (await read().catch(() => false)) continue;
      await new Promise((resolve) => setTimeout(resolve, pause));
      pause = Math.min(pause * 2, 60000);
      again = true;
    }
    reading = false;
  };

  // A countdown says how long an amount holds; when it ends, the page is read again. The server says how many seconds are left: clocks differ.
  let end = null;
  const begin = () => {
    const countdown = status.querySelector("[data-countdown]");
    end = countdown ? Date.now() + Number(countdown.dataset.countdown) * 1000 : null;
    count();
  };
  const count = () => {
    const countdown = status.querySelector("[data-countdown]");
    if (!countdown || end === null) return;
    const left = Math.ceil((end - Date.now()) / 1000);
    if (left > 0) countdown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    else {
      end = null;
      refresh();
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

  begin();
  offerCopies();
  setInterval(count, 1000);

  let wait = 5000;
  const listen = () => {
    const url = new URL(status.dataset.paymentEvents, location.href);
    url.searchParams.set("seen", status.dataset.paymentState);
    const events = new EventSource(url);
    events.addEventListener("state", (event) => {
      if (event.data !== status.dataset.paymentState) refresh();
    });
    events.addEventListener("end", () => events.close());
    // A broken connection is made again by the browser; after an answer that is an error it gives up. The page is read again instead, ever more rarely.
    events.addEventListener("error", () => {
      if (events.readyState !== EventSource.CLOSED) return;
      setTimeout(() => { refresh(); listen(); }, wait);
      wait = Math.min(wait * 2, 60000);
    });
  };
  listen();
})();
