// SPDX-License-Identifier: Apache-2.0
// Strokes over a week: a drag of the mouse, of a finger after a short hold, or shift with the arrow keys paints a
// rectangle of half hours with the reason on the brush; a stroke that begins on such hours clears them.
// Without it each half hour is a check box, and the quick picks are buttons of the form.
"use strict";

(() => {
  const STEP = 30, DAYS = 7, HOLD = 220, SLACK = 8;

  function begin(box) {
    if (box.classList.contains("lives")) return;
    box.classList.add("lives");
    const name = box.dataset.name, cells = [...box.querySelectorAll(".cell")], at = new Map(cells.map((cell, i) => [cell, i]));
    const brush = () => box.querySelector(`[name="${CSS.escape(name)}-reason"]:checked`);
    const said = box.querySelector("[data-said]");
    const parts = (cell) => { const [day, minute, ...why] = cell.value.split("-"); return { day: +day, minute: +minute, why: why.join("-") }; };
    const look = new Map([...box.querySelectorAll(`[name="${CSS.escape(name)}-reason"]`)].map((one) => [one.value, one.dataset]));
    let stroke = null, hold = null, anchor = null, swallow = false;

    function set(cell, why) {
      const { day, minute } = parts(cell);
      cell.value = why ? `${day}-${minute}-${why}` : `${day}-${minute}`;
      cell.checked = Boolean(why);
      cell.className = `cell tint-${look.get(why)?.tone ?? 0}`;
    }

    function tell() {
      let busy = 0;
      for (const [cell, i] of at) {
        const { why } = parts(cell), above = cells[i - DAYS];
        busy += cell.checked ? STEP : 0;
        const begins = cell.checked && (!above || parts(above).why !== why || above.closest(".paint-hours") !== cell.closest(".paint-hours"));
        cell.dataset.says = begins ? look.get(why)?.words ?? "" : "";
      }
      said.textContent = busy ? `${busy / 60} ${said.dataset.sum}` : said.dataset.none;
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }

    // ---- a stroke: from one cell to another, the rectangle between them -------------------------------------------
    function start(cell) {
      const why = brush()?.value;
      const clears = cell.checked && parts(cell).why === why;
      stroke = { from: at.get(cell), why: clears ? "" : why, before: cells.map((one) => parts(one).why) };
      reach(cell);
    }

    function reach(cell) {
      if (!stroke) return;
      const a = stroke.from, b = at.get(cell);
      const [top, low] = [Math.floor(a / DAYS), Math.floor(b / DAYS)].sort((x, y) => x - y);
      const [left, right] = [a % DAYS, b % DAYS].sort((x, y) => x - y);
      cells.forEach((one, i) => {
        const row = Math.floor(i / DAYS), column = i % DAYS;
        const inside = row >= top && row <= low && column >= left && column <= right;
        const why = inside ? stroke.why : stroke.before[i];
        if (parts(one).why !== why || one.checked !== Boolean(why)) set(one, why);
      });
    }

    function end() { if (stroke) { stroke = null; tell(); } clearTimeout(hold); hold = null; }

    const under = (event) => { const found = document.elementFromPoint(event.clientX, event.clientY); return found && at.has(found) ? found : null; };
    box.addEventListener("pointerdown", (event) => {
      if (!at.has(event.target) || event.button) return;
      swallow = true;
      const cell = event.target, { clientX: x, clientY: y } = event;
      if (event.pointerType === "mouse") { event.preventDefault(); cell.focus({ preventScroll: true }); start(cell); return; }
      anchor = { cell, x, y };
      hold = setTimeout(() => { hold = null; navigator.vibrate?.(10); start(cell); }, HOLD);
    });
    document.addEventListener("pointermove", (event) => {
      if (hold && anchor && Math.hypot(event.clientX - anchor.x, event.clientY - anchor.y) > SLACK) { clearTimeout(hold); hold = anchor = null; }
      if (stroke) { const cell = under(event); if (cell) reach(cell); }
    });
    // A finger that was held paints; one that moved at once scrolls the page.
    box.addEventListener("touchmove", (event) => { if (stroke) event.preventDefault(); }, { passive: false });
    box.addEventListener("contextmenu", (event) => { if (at.has(event.target) && anchor) event.preventDefault(); });
    document.addEventListener("pointerup", () => {
      if (hold && anchor) { clearTimeout(hold); hold = null; start(anchor.cell); }
      anchor = null;
      end();
      setTimeout(() => { swallow = false; });
    });
    document.addEventListener("pointercancel", () => { anchor = null; end(); swallow = false; });
    box.addEventListener("click", (event) => { if (swallow && at.has(event.target)) event.preventDefault(); });

    // ---- keys, and assistive technology that clicks ---------------------------------------------------------------
    box.addEventListener("change", (event) => {
      if (at.has(event.target)) { const on = event.target.checked; set(event.target, on ? brush()?.value : ""); tell(); }
      if (event.target.name?.startsWith(`${name}-exact`)) shade();
    });
    const MOVES = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -DAYS, ArrowDown: DAYS };
    let extend = null;
    box.addEventListener("keydown", (event) => {
      const i = at.get(event.target), move = MOVES[event.key];
      if (i === undefined || !move) return;
      event.preventDefault();
      if (Math.abs(move) === 1 && Math.floor((i + move) / DAYS) !== Math.floor(i / DAYS)) return;
      const next = cells[i + move];
      if (!next) return;
      const folded = next.closest("details");
      if (folded) folded.open = true;
      if (event.shiftKey) {
        extend ??= { from: i, why: event.target.checked ? parts(event.target).why : "", before: cells.map((one) => parts(one).why) };
        stroke = extend;
        reach(next);
        stroke = null;
        tell();
      } else extend = null;
      rove(next);
      next.focus();
    });
    box.addEventListener("keyup", (event) => { if (event.key === "Shift") extend = null; });
    function rove(cell) { for (const one of cells) one.tabIndex = one === cell ? 0 : -1; }
    box.addEventListener("focusin", (event) => { if (at.has(event.target)) rove(event.target); });
    rove(cells.find((cell) => cell.checked) ?? cells.find((cell) => parts(cell).minute === 540) ?? cells[0]);

    // ---- quick picks, and what the exact lines take -----------------------------------------------------------------
    box.addEventListener("click", (event) => {
      const pick = event.target.closest("[data-strokes]");
      if (!pick) return;
      event.preventDefault();
      if (!pick.dataset.strokes) for (const cell of cells) set(cell, "");
      for (const one of pick.dataset.strokes.split(/ (?=\d-)/).filter(Boolean)) {
        const [day, from, until, ...why] = one.split("-");
        for (const cell of cells) { const { day: d, minute } = parts(cell); if (d === +day && minute >= +from && minute < +until) set(cell, why.join("-")); }
      }
      for (const part of box.querySelectorAll(".paint-part")) if (part.querySelector(".cell:checked")) part.open = true;
      tell();
    });
    const minutes = (text) => { const found = /^(\d\d):(\d\d)/.exec(text ?? ""); return found ? +found[1] * 60 + +found[2] : NaN; };
    function shade() {
      const taken = [];
      for (const line of box.querySelectorAll(".line")) {
        const value = (end) => line.querySelector(`[name$="-${end}"]`)?.value;
        const from = minutes(value("start")), until = minutes(value("end")) || 1440;
        for (const day of line.querySelectorAll('[name$="-days"]:checked')) taken.push([+day.value, from, until]);
      }
      for (const cell of cells) {
        const { day, minute } = parts(cell);
        cell.classList.toggle("from-line", taken.some(([d, from, until]) => d === day && from < minute + STEP && minute < until));
      }
    }
    shade();
    const busy = cells.filter((cell) => cell.checked).length * STEP;
    said.textContent = busy ? `${busy / 60} ${said.dataset.sum}` : said.dataset.none;
    box.paint = { set: (strokes) => { for (const cell of cells) { const { day, minute } = parts(cell); const hit = strokes.find(([d, from, until]) => d === day && minute >= from && minute < until); set(cell, hit?.[3] ?? ""); } tell(); } };
  }

  const all = () => document.querySelectorAll("[data-paint]").forEach(begin);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all); else all();
  document.addEventListener("htmx:afterSettle", all);
})();
