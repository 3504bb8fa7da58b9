// SPDX-License-Identifier: Apache-2.0
// What pages do in the browser beyond htmx: menus close, dialogs open, messages come and go, nothing typed is lost.
// Without it every page still works: a menu is a <details>, a dialog's opener is a link to a page.
"use strict";

(() => {
  const SECONDS = 8;
  const say = (what) => document.querySelector("#words")?.content.querySelector(`[data-say="${what}"]`)?.cloneNode(true);

  // Messages. The server says {"toast": "Saved"} in HX-Trigger, or {"toast": {"words": "...", "tone": "error"}}.
  function toast(words, tone = "success") {
    const made = document.querySelector("#words").content.querySelector(".toast").cloneNode(true);
    if (tone) made.classList.add(tone);
    if (tone === "error" || tone === "warning") made.dataset.stays = "";
    made.querySelector("p").replaceChildren(words);
    document.querySelector("#toasts").append(made);
    leaveLater(made);
  }

  function leaveLater(made) {
    if ("stays" in made.dataset) return;
    let left = setTimeout(() => made.remove(), SECONDS * 1000);
    const stay = () => clearTimeout(left);
    const go = () => { stay(); left = setTimeout(() => made.remove(), SECONDS * 1000); };
    made.addEventListener("pointerenter", stay);
    made.addEventListener("focusin", stay);
    made.addEventListener("pointerleave", go);
    made.addEventListener("focusout", go);
  }

  document.querySelectorAll("#toasts .toast").forEach(leaveLater);
  document.addEventListener("toast", ({ detail }) => toast(detail.words ?? detail.value, detail.tone));

  // Dialogs: <a data-opens="id" href="the same as a page">; with hx-get, its content is fetched first.
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens]");
    const dialog = opener && document.getElementById(opener.dataset.opens);
    if (dialog && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      if (!dialog.open) dialog.showModal();
    }
    if (event.target.closest("[data-closes]") || event.target.matches("dialog")) {
      const open = event.target.closest("dialog");
      if (open) { event.preventDefault(); open.close(); }
    }
    event.target.closest("[data-dismiss]")?.closest(".toast")?.remove();
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && event.target.closest("details.menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("focusin", (event) => {
    for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  });

  // Fragments. Somebody signed out gets the sign-in page: it must not land in the middle of what she wrote.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr, pathInfo } = event.detail;
    const gone = xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(pathInfo.requestPath, location).pathname;
    if (gone && /^\s*<!doctype/i.test(xhr.responseText)) {
      event.detail.shouldSwap = false;
      toast(say("signed-out"), "error");
    }
  });
  document.addEventListener("htmx:sendError", () => toast(say("failed"), "error"));
  document.addEventListener("htmx:timeout", () => toast(say("failed"), "error"));
  document.addEventListener("htmx:responseError", ({ detail }) => toast(say(detail.xhr.status < 500 ? "refused" : "failed"), "error"));

  // A browser leaves autofocus alone where the address names a place in the page, and goes there once all is loaded.
  addEventListener("load", () => requestAnimationFrame(() => document.querySelector(".summary[autofocus]")?.focus()));

  // A form marked data-guard asks before what was typed is left behind.
  const touched = new Set();
  document.addEventListener("input", (event) => { const form = event.target.closest("form[data-guard]"); if (form) touched.add(form); });
  document.addEventListener("submit", (event) => touched.delete(event.target));
  addEventListener("beforeunload", (event) => { if ([...touched].some((form) => form.isConnected)) event.preventDefault(); });
})();
