// SPDX-License-Identifier: Apache-2.0
// Search as you type: htmx brings the options, this file moves among them. The focus stays in the field; what is
// chosen is told by aria-activedescendant. Without it the field is a search form with a button.
"use strict";

(() => {
  const parts = (input) => {
    const list = document.getElementById(input.getAttribute("aria-controls"));
    return { list, options: [...list.querySelectorAll("[role=option]:not([aria-disabled])")] };
  };
  const ours = (target) => target instanceof Element && target.closest("[data-picker] [role=combobox]");

  function show(input, open) {
    parts(input).list.hidden = !open;
    input.setAttribute("aria-expanded", open);
    if (!open) point(input, null);
  }

  function point(input, chosen) {
    for (const option of parts(input).options) option.setAttribute("aria-selected", option === chosen);
    if (chosen) {
      input.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else input.removeAttribute("aria-activedescendant");
  }

  function choose(input, option) {
    if (option.dataset.url) { location.assign(option.dataset.url); return; }
    const into = input.closest("[data-picker]").querySelector("input[type=hidden][data-into]");
    if (into) into.value = option.dataset.value;
    input.value = option.dataset.name;
    show(input, false);
  }

  document.addEventListener("htmx:afterSwap", ({ target }) => {
    const input = target.id && document.querySelector(`[data-picker] [role=combobox][aria-controls="${CSS.escape(target.id)}"]`);
    if (!input) return;
    show(input, document.activeElement === input && input.value.trim() !== "");
    input.closest("[data-picker]").querySelector("[data-said]").textContent = target.querySelector("template")?.content.textContent ?? "";
  });

  document.addEventListener("keydown", (event) => {
    const input = ours(event.target);
    if (!input) return;
    const { list, options } = parts(input);
    const now = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && options.length) {
      event.preventDefault();
      if (list.hidden) show(input, true);
      point(input, options[now < 0 && step < 0 ? options.length - 1 : (now + step + options.length) % options.length]);
    } else if (event.key === "Enter" && !list.hidden && now >= 0) {
      event.preventDefault();
      choose(input, options[now]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      show(input, false);
    }
  });

  document.addEventListener("input", (event) => {
    const input = ours(event.target);
    const into = input && input.closest("[data-picker]").querySelector("input[type=hidden][data-into]");
    if (into) into.value = "";
    if (input && input.value.trim() === "") show(input, false);
  });
  // A press must not take the focus out of the field, or the list would close before the click arrives.
  document.addEventListener("mousedown", (event) => { if (event.target.closest(".found")) event.preventDefault(); });
  document.addEventListener("click", (event) => {
    const option = event.target.closest("[data-picker] .found [role=option]:not([aria-disabled])");
    if (option) choose(option.closest("[data-picker]").querySelector("[role=combobox]"), option);
  });
  document.addEventListener("focusout", (event) => { const input = ours(event.target); if (input) show(input, false); });
})();
