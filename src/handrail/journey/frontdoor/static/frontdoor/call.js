// SPDX-License-Identifier: Apache-2.0
// The page of a call: answers by one key, and what could not be saved is tried again. Without it, the button saves.
"use strict";

(() => {
  const form = document.getElementById("call");
  if (!form) return;
  const KEYS = { y: "yes", n: "no", u: "unsure" };
  const AGAIN = 4000;
  let later = 0;
  let isUnsaved = false;

  // A call that has just begun: the first key answers the first question.
  if (!form.querySelector(".first-things input:checked") && document.activeElement === document.body) {
    form.querySelector(".first-things input")?.focus({ preventScroll: true });
  }

  // Y, N or U in a danger question answers it and goes on to the next.
  form.addEventListener("keydown", (event) => {
    const box = event.target.closest(".first-things fieldset");
    const value = KEYS[event.key.toLowerCase()];
    if (!box || !value || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const chosen = box.querySelector(`input[value=${value}]`);
    chosen.checked = true;
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    const all = [...form.querySelectorAll(".first-things fieldset")];
    const next = all[all.indexOf(box) + 1]?.querySelector("input:checked, input") ?? form.querySelector("[name=caller]:checked");
    next?.focus();
  });

  function tryLater() {
    isUnsaved = true;
    const said = document.createElement("span");
    said.className = "bad";
    said.append(form.dataset.unsaved);
    document.getElementById("saved").replaceChildren(said);
    clearTimeout(later);
    later = setTimeout(() => htmx.trigger(form, "again"), AGAIN);
  }

  // Here, and not as a message: it would come again with each try.
  for (const name of ["htmx:sendError", "htmx:timeout"]) {
    form.addEventListener(name, (event) => { event.stopPropagation(); tryLater(); });
  }
  form.addEventListener("htmx:responseError", (event) => { if (event.detail.xhr.status >= 500) { event.stopPropagation(); tryLater(); } });
  form.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) { isUnsaved = false; clearTimeout(later); } });
  form.addEventListener("input", () => { isUnsaved = true; });
  form.addEventListener("submit", () => { isUnsaved = false; });
  addEventListener("online", () => { if (isUnsaved) htmx.trigger(form, "again"); });
  addEventListener("beforeunload", (event) => { if (isUnsaved) event.preventDefault(); });
})();
