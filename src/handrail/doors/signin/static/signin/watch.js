// SPDX-License-Identifier: Apache-2.0
// Warns a minute before the session ends. Then keeps what was typed, ends the session, and takes the page away.
// The server counts; here is only asked how much is left. Typing tells the server now and then that somebody is here.
"use strict";

(() => {
  const { idle, left, here } = document.currentScript.dataset;
  const words = document.querySelector("#watch").content;
  const WARN = 60, TELL = 120; // seconds
  const typed = new Set();
  let told = Date.now();
  let timer = 0;
  let gone = false;

  const token = () => JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  const tell = () => { told = Date.now(); return fetch(here, { method: "POST", headers: { "X-CSRFToken": token() } }).catch(() => {}); };
  const after = (seconds) => { clearTimeout(timer); timer = setTimeout(look, Math.max(seconds, 1) * 1000); };

  function alive() {
    if (!gone && !document.querySelector("dialog[data-watch]") && Date.now() - told > TELL * 1000) tell();
  }
  for (const kind of ["keydown", "pointerdown", "input"]) addEventListener(kind, alive, { passive: true, capture: true });
  addEventListener("input", (event) => { const form = event.target.form; if (form?.method === "post") typed.add(form); });
  document.addEventListener("submit", (event) => { if (!event.defaultPrevented) typed.delete(event.target); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !gone) look(); });

  async function look() {
    let seconds = 0;
    try {
      const answer = await fetch(left, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (answer.ok) seconds = (await answer.json()).seconds;
    } catch {
      return after(WARN); // the network is away: the server will end the session without us
    }
    if (gone) return;
    if (seconds <= 0) return end();
    if (seconds > WARN) return after(seconds - WARN);
    warn(seconds);
  }

  function warn(seconds) {
    if (document.querySelector("dialog[data-watch]")) return;
    const dialog = words.querySelector("dialog").cloneNode(true);
    dialog.dataset.watch = "";
    document.body.append(dialog);
    const shown = dialog.querySelector("[data-seconds]");
    const until = Date.now() + seconds * 1000;
    const tick = setInterval(() => {
      const rest = Math.ceil((until - Date.now()) / 1000);
      shown.textContent = Math.max(rest, 0);
      if (rest <= 0) { clearInterval(tick); dialog.remove(); look(); }
    }, 250);
    const stay = async () => { clearInterval(tick); dialog.remove(); await tell(); look(); };
    dialog.querySelector("[data-stay]").addEventListener("click", stay);
    dialog.addEventListener("cancel", stay);
    dialog.showModal();
  }

  function body(form) {
    const fields = new URLSearchParams();
    for (const [name, value] of new FormData(form)) {
      if (typeof value === "string" && form.elements.namedItem(name)?.type !== "password") fields.append(name, value);
    }
    return fields;
  }

  async function end() {
    gone = true;
    const forms = [...typed].filter((form) => form.isConnected);
    const send = (to, keep, fields) => fetch(to, { method: "POST", body: fields, headers: { "X-CSRFToken": token(), "X-Handrail-Keep": keep } }).catch(() => {});
    for (const form of forms) await send(form.action, "more", body(form));
    await send(here, "last");
    const page = words.querySelector("[data-gone]").cloneNode(true);
    const link = page.querySelector("a");
    link.href += `?next=${encodeURIComponent(location.pathname + location.search)}`;
    document.title = page.querySelector("h1").textContent;
    document.body.replaceChildren(page);
    link.focus();
  }

  after(Number(idle) - 2 * WARN);
})();
