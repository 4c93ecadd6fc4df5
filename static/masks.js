// Masking, on the officers' disclosure page only: a button that puts [[ and ]] around what is
// selected, and one that takes them away again. Without this the marks are typed by hand.
"use strict";

(() => {
  const OPENS = "[[";
  const CLOSES = "]]";

  function put(box, start, end, text) {
    box.setRangeText(text, start, end, "end");
    box.focus();
  }

  function mask(box) {
    const { selectionStart: start, selectionEnd: end, value } = box;
    const words = value.slice(start, end).trimEnd();
    const begin = start + (words.length - words.trimStart().length);
    const chosen = words.trimStart();
    if (chosen) {
      put(box, begin, begin + chosen.length, OPENS + chosen + CLOSES);
    }
  }

  // The span that the cursor is in or at.
  function unmask(box) {
    const at = box.selectionStart;
    const opens = box.value.lastIndexOf(OPENS, at);
    const closes = opens < 0 ? -1 : box.value.indexOf(CLOSES, opens);
    if (closes >= 0 && at <= closes + CLOSES.length) {
      const words = box.value.slice(opens + OPENS.length, closes);
      put(box, opens, closes + CLOSES.length, words);
    }
  }

  function button(box, label, press) {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.setAttribute("aria-controls", box.id);
    made.addEventListener("click", () => press(box));
    return made;
  }

  for (const box of document.querySelectorAll("textarea[data-mask]")) {
    const row = document.createElement("p");
    row.className = "actions";
    row.append(button(box, box.dataset.mask, mask), button(box, box.dataset.unmask, unmask));
    box.after(row);
  }
})();
