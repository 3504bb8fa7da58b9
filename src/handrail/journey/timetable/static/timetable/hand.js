// SPDX-License-Identifier: Apache-2.0
// A group is dragged to another hour, room or day. What is dropped is sent by an ordinary form; without this file, or
// without a mouse, the form of the group says the same.
"use strict";

(() => {
  const board = document.querySelector(".by-hand");
  const form = document.getElementById("drop");
  if (!board || !form) return;
  const from = Number(board.dataset.from), to = Number(board.dataset.to), grid = Number(board.dataset.grid);
  let dragged = null, grabbed = 0;

  const clock = (minutes) => `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;

  function hour(event, row) {
    const { left, width } = row.getBoundingClientRect();
    const minutes = from + ((event.clientX - grabbed - left) / width) * (to - from);
    return Math.min(Math.max(Math.round(minutes / grid) * grid, from), to - grid);
  }

  function send(told) {
    for (const [name, value] of Object.entries(told)) form.elements[name].value = value;
    form.submit();
  }

  board.addEventListener("dragstart", (event) => {
    dragged = event.target.closest("[data-group]");
    if (!dragged) return;
    grabbed = event.clientX - dragged.getBoundingClientRect().left;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); dragged = null; marked(null); });

  const target = (event) => dragged && (event.target.closest(".by-hand [data-room]") ?? event.target.closest("[data-day]"));
  function marked(place) {
    for (const one of document.querySelectorAll(".over-here")) if (one !== place) one.classList.remove("over-here");
    place?.classList.add("over-here");
  }
  document.addEventListener("dragover", (event) => {
    const place = target(event);
    marked(place);
    if (place) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const place = target(event);
    if (!place) return;
    event.preventDefault();
    const told = { group: dragged.dataset.group, to_day: form.elements.day.value, start: "", room: "" };
    if (place.dataset.day) send({ ...told, to_day: place.dataset.day });
    else send({ ...told, start: clock(hour(event, place)), room: place.dataset.room });
  });
})();
