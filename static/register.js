// Single letters as shortcuts on the register's pages, for officers who have not switched them off:
// only while no field has the focus, and never with Ctrl, Alt or Cmd. What a key is called is what
// it writes (event.key), so that every keyboard has them where its letters are.
"use strict";

(() => {
  const FIELDS = "input, textarea, select, [contenteditable]";
  const window_ = document.getElementById("keys");
  const closer = window_.querySelector("button");

  function link(key) {
    return window_.querySelector(`a[data-key="${CSS.escape(key)}"]`);
  }

  function rows() {
    return [...document.querySelectorAll(".register .row h2 a")];
  }

  // The row that has the focus, or that holds what has it.
  function current() {
    const row = document.activeElement.closest(".row");
    return row ? row.querySelector("h2 a") : null;
  }

  function step(by) {
    const all = rows();
    const at = all.indexOf(current());
    const next = all[at < 0 ? 0 : at + by];
    if (next) {
      next.focus();
      next.scrollIntoView({ block: "nearest" });
    }
  }

  function press(selector) {
    const row = document.activeElement.closest(".row");
    const button = (row || (rows().length ? null : document))?.querySelector(selector);
    button?.click();
  }

  function focus(selector) {
    const field = document.querySelector(selector);
    field?.closest("details")?.setAttribute("open", "");
    field?.focus();
    return Boolean(field);
  }

  function more() {
    const details = document.getElementById("more");
    if (details) {
      details.open = !details.open;
      (details.open && details.querySelector(FIELDS) || details.querySelector("summary")).focus();
    }
  }

  const ACTS = {
    j: () => step(1),
    k: () => step(-1),
    o: () => current()?.click(),
    t: () => press('form[action$="/ta"] button'),
    s: () => focus("#svar"),
    m: more,
    "/": () => focus("#q") || link("/").click(),
    "?": () => {
      window_.showModal();
      closer.focus();
    },
  };

  function isTyping(event) {
    return event.isComposing || event.target.closest?.(FIELDS);
  }

  document.addEventListener("keydown", (event) => {
    const isHeld = event.ctrlKey || event.altKey || event.metaKey;
    if (isHeld || isTyping(event) || document.querySelector("dialog[open]")) {
      return;
    }
    const key = event.key.toLowerCase();
    const act = ACTS[key] || (link(key) && (() => link(key).click()));
    if (!act || (event.repeat && key !== "j" && key !== "k")) {
      return;
    }
    event.preventDefault(); // or the letter would be typed in the field that takes the focus
    act();
  });

  closer.addEventListener("click", () => window_.close());
  // On a phone the tabs are one line that is moved sideways: the one that is open comes into sight.
  const tab = document.querySelector(".tabs [aria-current]");
  tab?.closest("ul").scrollTo({ left: tab.offsetLeft - tab.closest("ul").offsetLeft });
})();
