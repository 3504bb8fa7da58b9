// SPDX-License-Identifier: Apache-2.0
// Leaves at once, by the button or the Escape key, and so that "back" does not lead here again.
// Without it the button is a plain link to the same place.
"use strict";

(() => {
  const way = document.querySelector("[data-leave]");
  if (!way) return;
  const leave = () => {
    document.documentElement.hidden = true;
    document.title = "";
    location.replace(way.href);
  };
  way.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) leave(); });
})();
