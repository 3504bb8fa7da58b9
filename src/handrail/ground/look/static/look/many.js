// SPDX-License-Identifier: Apache-2.0
// A long list to tick in is narrowed as you type; what is ticked stays in sight. Without it the list is there whole.
"use strict";

for (const many of document.querySelectorAll("[data-many]")) {
  const find = many.querySelector("[data-find]"), said = many.querySelector("[data-said]");
  const lines = [...many.querySelectorAll(".tick")].map((line) => ({ line, box: line.querySelector("input"), name: plain(line.textContent) }));

  function plain(words) { return words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim(); }

  function narrow() {
    const wanted = plain(find.value).split(/\s+/);
    const fits = ({ name }) => wanted.every((word) => name.includes(word));
    for (const one of lines) one.line.hidden = !one.box.checked && !fits(one);
    const chosen = lines.filter(({ box }) => box.checked).length;
    said.textContent = lines.some(fits) ? said.dataset.chosen.replace("%s", chosen) : said.dataset.none;
  }

  many.querySelector(".many-find").hidden = lines.length < 9;
  find.addEventListener("input", narrow);
  find.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  many.addEventListener("change", narrow);
  narrow();
}
