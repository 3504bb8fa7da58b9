// SPDX-License-Identifier: Apache-2.0
// The assessment saves by itself. What has not arrived stays in this page's memory and is sent again until it has;
// nothing is written to the device's disk, which others may share. Each save has a key, so that one that arrived
// although its answer got lost is kept once. Without this script the form has a Save button.
"use strict";

(() => {
  const form = document.querySelector("#asking");
  const state = document.querySelector("#state");
  const after = document.querySelector("#after"); // the page to go on to
  const TYPING = 900, AGAIN = [2, 5, 10, 20, 30]; // milliseconds; seconds
  const waiting = new Map(); // the name of an answer: its values; what is still to be sent
  let sending = null; // a save on its way: {body, names}
  let savedAt = "", timer = 0, tries = 0, flying = false, leaving = false;

  const fold = document.querySelector(".stops-fold");
  if (matchMedia("(max-width: 62em)").matches) fold.open = false;
  const box = (name) => form.querySelector(`[data-place="${CSS.escape(name)}"]`);
  const valuesOf = (name) => new FormData(form).getAll(name).map(String);

  function say(what, tone = "", at = "") {
    state.className = `save-state ${tone}`;
    state.replaceChildren(state.dataset[what].replace("%s", at));
  }

  const open = (inside = form) => inside.querySelector("[data-choose]"); // two answers, of which none is chosen yet

  function note(name, how = "value") {
    if (open(box(name))) return;
    waiting.set(name, { how, values: valuesOf(name) });
    tries = 0;
  }

  function key() { // crypto.randomUUID is there only over https
    const hex = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, "$1-$2-4$3-8$4-$5");
  }

  function body() {
    const told = new URLSearchParams({ mark: key(), of: form.elements.of.value, seen: form.elements.seen.value });
    told.append("source", form.elements.source.value);
    for (const [name, { how, values }] of waiting) {
      told.append(how === "value" ? "asked" : how, name);
      if (how === "value") for (const value of values) told.append(name, value);
    }
    return told;
  }

  function go() { if (sending) deliver(); else send(); }

  function send() {
    clearTimeout(timer);
    if (sending) return;
    if (!waiting.size) return still();
    sending = { body: body(), sent: new Map(waiting) };
    waiting.clear();
    deliver();
  }

  // Nothing is to be sent: it is saved, unless something is still to be chosen.
  function still() {
    if (open()) { leaving = false; return say("crossed", "wrong"); }
    if (savedAt) say("saved", "", savedAt);
    if (leaving) leave();
  }

  async function deliver() {
    clearTimeout(timer);
    if (flying) return;
    flying = true;
    say("saving", "unsaved");
    let answer, told;
    try {
      answer = await fetch(location.href, {
        method: "POST", body: sending.body, keepalive: sending.body.toString().length < 60000, redirect: "manual",
        headers: { "X-CSRFToken": form.elements.csrfmiddlewaretoken.value, [form.dataset.header]: "1" },
      });
      if (answer.status === 403) await renew();
      else if ([200, 409, 422].includes(answer.status)) told = await answer.json();
    } catch {
      return later("away");
    } finally {
      flying = false;
    }
    if (answer.type === "opaqueredirect") return signedOut();
    if (!told) return later("failed");
    if (answer.status === 422) return refused(told.faults);
    if (answer.status === 409) { done(); return location.assign(location.pathname.replace(/ask\/.*/, "")); }
    arrived(told);
  }

  // Whoever signed in anew, in another tab, has a new token; that of this page counts no longer.
  async function renew() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("#asking [name=csrfmiddlewaretoken]");
    if (fresh) form.elements.csrfmiddlewaretoken.value = fresh.value;
  }

  function arrived(told) {
    for (const [name, { how }] of sending.sent) {
      calm(name);
      box(name).querySelector("[data-carried]")?.remove();
      if (!form.querySelector("[data-carried]")) document.getElementById("told-earlier")?.remove();
      if (how === "clear") for (const one of box(name).querySelectorAll(":checked")) one.checked = false;
    }
    const { sent } = sending;
    savedAt = told.at;
    done();
    form.elements.seen.value = told.seen;
    for (const [name, theirs] of Object.entries(told.newer)) if (box(name)) meet(name, theirs, waiting.get(name) ?? sent.get(name));
    for (const each of form.querySelectorAll("[data-place]")) each.hidden = told.hidden.includes(each.dataset.place);
    document.querySelector("#rail").innerHTML = told.rail;
    after.value = told.next;
    if (waiting.size) return send();
    still();
  }

  // Somebody else answered a question after this page was read. Left alone here, theirs is shown; written here too,
  // both are there until one is chosen: nothing is sent over theirs unseen.
  function meet(name, { values, words }, mine) {
    if (!mine) return put(name, values);
    if (mine.how === "value" && String(mine.values.map((one) => one.trim())) === String(values)) return;
    waiting.delete(name);
    const choice = document.createElement("span");
    choice.dataset.choose = name;
    for (const [what, deed] of [["mine", () => note(name, mine.how)], ["theirs", () => put(name, values)]]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: state.dataset[what] });
      button.addEventListener("click", () => { calm(name); deed(); go(); });
      choice.append(" ", button);
    }
    box(name).querySelector(".errors").replaceChildren(words, choice);
    box(name).querySelector(".field").classList.add("wrong");
  }

  function calm(name) {
    box(name).querySelector(".errors").replaceChildren();
    box(name).querySelector(".field").classList.remove("wrong");
  }

  function put(name, values) {
    for (const one of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (["checkbox", "radio"].includes(one.type)) one.checked = values.includes(one.value);
      else one.value = values[0] ?? "";
    }
  }

  function done() { sending = null; tries = 0; }

  // The same save again, with the same key: it may have arrived although we were not told.
  function later(why) {
    leaving = false;
    say(why, "unsaved");
    timer = setTimeout(deliver, AGAIN[Math.min(tries++, AGAIN.length - 1)] * 1000);
  }

  function signedOut() {
    const link = document.createElement("a");
    Object.assign(link, { href: "/", target: "_blank", rel: "noopener", textContent: state.dataset.signIn });
    later("signedOut");
    state.append(" ", link);
  }

  // What cannot be read is said beside its question; what was sent with it goes once more, without it.
  function refused(faults) {
    for (const [name, { how, values }] of sending.sent) {
      if (name in faults) {
        box(name).querySelector(".errors").replaceChildren(faults[name]);
        box(name).querySelector(".field").classList.add("wrong");
      } else if (!waiting.has(name)) waiting.set(name, { how, values });
    }
    done();
    leaving = false;
    if (waiting.size) send(); else say("wrong", "wrong");
  }

  function leave() { location.assign(after.value); }

  function ask(event) { if (waiting.size || sending || open()) { go(); event.preventDefault(); } }

  const nameOf = (target) => (target.closest("[data-place]") ? target.name : "");

  form.addEventListener("change", ({ target }) => {
    if (target.name === "source") document.querySelector("#teller").textContent = target.closest(".chip").textContent.trim();
    const name = nameOf(target);
    if (!name) return;
    if (target.type === "checkbox" && target.checked) { // none of these, or some of these
      for (const other of box(name).querySelectorAll("input:checked")) {
        if (other !== target && ("alone" in target.dataset || "alone" in other.dataset)) other.checked = false;
      }
    }
    note(name);
    if (!flying) go();
  });
  form.addEventListener("input", ({ target }) => {
    const name = nameOf(target);
    if (!name || ["checkbox", "radio"].includes(target.type)) return;
    note(name);
    if (!sending) say("saving", "unsaved");
    clearTimeout(timer);
    timer = setTimeout(go, TYPING);
  });
  form.addEventListener("submit", (event) => {
    const { name, value } = event.submitter ?? {};
    event.preventDefault();
    if (name === "confirm" || name === "clear") note(value, name);
    else if (name === "confirm_all") for (const each of form.querySelectorAll("[data-carried] button")) note(each.value, "confirm");
    else {
      for (const each of form.querySelectorAll(".wrong .errors:not(:empty)")) if (each.offsetParent) { each.scrollIntoView({ block: "center" }); return; }
      leaving = name === "go_on";
    }
    go();
  });
  addEventListener("online", () => { tries = 0; go(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) go(); });
  addEventListener("beforeunload", ask);
})();
