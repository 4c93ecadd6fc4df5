// Copying a text that stands in a box: a button that puts all of it on the clipboard. Without this
// the box is there to select in.
"use strict";

(() => {
  // Nothing to unfold where a button does it.
  function frame(box) {
    return box.closest("details.copying");
  }

  function select(box) {
    frame(box)?.removeAttribute("hidden");
    frame(box)?.setAttribute("open", "");
    box.focus();
    box.select();
  }

  // Old browsers, and pages that did not come over HTTPS, have no clipboard: then all is selected.
  async function copy(box, told) {
    try {
      await navigator.clipboard.writeText(box.value);
      told.textContent = box.dataset.copied;
    } catch {
      select(box);
    }
  }

  for (const box of document.querySelectorAll("textarea[data-copy]")) {
    const row = document.createElement("p");
    const button = document.createElement("button");
    const told = document.createElement("span");
    row.className = "actions";
    told.setAttribute("role", "status");
    button.type = "button";
    button.textContent = box.dataset.copy;
    button.setAttribute("aria-controls", box.id);
    button.addEventListener("click", () => copy(box, told));
    row.append(button, told);
    (frame(box) || box).after(row);
    frame(box)?.setAttribute("hidden", "");
  }
})();
