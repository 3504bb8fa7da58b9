// SPDX-License-Identifier: Apache-2.0
// A painted week as an address: it stands behind the #, which a browser never sends to any server.
"use strict";

(() => {
  const box = document.querySelector("[data-paint]"), share = document.querySelector("[data-share]");
  const strokes = () => {
    const found = [];
    for (const cell of box.querySelectorAll(".cell:checked")) {
      const [day, minute, ...why] = cell.value.split("-"), last = found.find((one) => one[0] === +day && one[2] === +minute && one[3] === why.join("-"));
      if (last) last[2] = +minute + 30; else found.push([+day, +minute, +minute + 30, why.join("-")]);
    }
    return found;
  };
  addEventListener("load", () => {
    const told = /^#w=(.+)$/.exec(location.hash);
    if (!told || !box?.paint) return;
    const read = told[1].split("_").map((one) => { const [day, from, until, ...why] = decodeURIComponent(one).split("-"); return [+day, +from, +until, why.join("-")]; });
    const known = new Set([...box.querySelectorAll('[type=radio]')].map((one) => one.value));
    box.paint.set(read.filter(([day, from, until, why]) => day >= 0 && day < 7 && from < until && known.has(why)));
  });
  if (!share || !box) return;
  share.hidden = false;
  share.addEventListener("click", async () => {
    const address = `${location.origin}${location.pathname}#w=${strokes().map((one) => encodeURIComponent(one.join("-"))).join("_")}`;
    try { await navigator.clipboard.writeText(address); share.textContent = share.dataset.done; }
    catch { history.replaceState(null, "", address); share.textContent = share.dataset.here; }
  });
  document.querySelector("[data-print]")?.addEventListener("click", () => print());
  const paper = document.querySelector("[data-print]");
  if (paper) paper.hidden = false;
})();
