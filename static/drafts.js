// Drafts of the register: what is typed is kept on the server a few seconds later and on leaving,
// sealed to whoever types. And who else has the page open: told while it is looked at, never kept.
// Without this there are buttons, and a page that somebody else has changed is noticed on saving.
"use strict";

(() => {
  const WAIT = 2500; // after the last key
  const LONGEST = 8000; // while somebody goes on typing
  const BEAT = 60000;
  const AWAKE = 300000; // without a touch, the page counts as left: a session must be able to end
  const KEEPALIVE_BYTES = 60000; // browsers send no more than 64 KiB on leaving
  const home = `${location.pathname.split("/register")[0]}/register`;
  const banner = document.querySelector("[data-presence]");
  let touched = Date.now();

  function post(path, fields, options) {
    return fetch(`${home}/${path}`, { method: "POST", body: fields, redirect: "manual", ...options });
  }

  function say(told) {
    if (banner && typeof told.others === "string" && banner.textContent !== told.others) {
      banner.textContent = told.others;
    }
  }

  function wasTyped(form) {
    return [...form.elements].some((field) => field.checked !== field.defaultChecked
      || ("defaultValue" in field && field.value !== field.defaultValue));
  }

  class Draft {
    constructor(form) {
      this.form = form;
      this.about = form.dataset.draft;
      this.line = form.querySelector("[data-draft-told]");
      this.kept = this.typed().toString();
      this.first = this.timer = 0;
      this.sent = false;
      this.busy = null;
      if (wasTyped(form)) { // before this script had come
        this.kept = "";
        this.later();
      }
      form.addEventListener("input", () => this.later());
      form.addEventListener("change", () => this.later());
      form.addEventListener("submit", () => this.leave());
    }

    typed() {
      const fields = new URLSearchParams(new FormData(this.form));
      fields.delete("action");
      if (banner) {
        fields.set("visit", banner.dataset.visit);
      }
      return fields;
    }

    later() {
      const now = Date.now();
      this.first = this.first || now;
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.keep(), Math.min(WAIT, Math.max(0, this.first + LONGEST - now)));
    }

    // The form itself is on its way: what comes after it must not bring the draft back.
    leave() {
      this.sent = true;
      clearTimeout(this.timer);
      this.busy?.abort();
    }

    async keep(isLast) {
      const fields = this.typed();
      const text = fields.toString();
      clearTimeout(this.timer);
      this.first = 0;
      if (this.sent || text === this.kept) {
        return;
      }
      this.busy = isLast ? null : new AbortController();
      const options = isLast ? { keepalive: text.length < KEEPALIVE_BYTES } : { signal: this.busy.signal };
      try {
        const answer = await post(`utkast/${encodeURIComponent(this.about)}`, fields, options);
        if (!answer.ok) {
          throw new Error(answer.status);
        }
        const told = await answer.json();
        this.kept = text;
        this.tell(told.told);
        say(told);
      } catch (error) {
        if (error.name !== "AbortError") {
          this.tell(this.line?.dataset.draftLost || "");
          this.timer = setTimeout(() => this.keep(), LONGEST);
        }
      }
    }

    tell(words) {
      if (this.line && words) {
        this.line.textContent = words;
      }
    }
  }

  const drafts = [...document.querySelectorAll("form[data-draft]")].map((form) => new Draft(form));

  function beat(isLeaving) {
    const { token, visit } = banner.dataset;
    const fields = new URLSearchParams({ csrf_token: token, visit });
    if (isLeaving) {
      fields.set("leaving", "y");
    }
    const path = `narvaro/${encodeURIComponent(banner.dataset.presence)}`;
    return post(path, fields, { keepalive: isLeaving })
      .then((answer) => (answer.ok ? answer.json() : {}))
      .then(say)
      .catch(() => {}); // nobody hears of it: the page itself still works
  }

  function away() {
    drafts.forEach((draft) => draft.keep(true));
    if (banner) {
      beat(true);
    }
  }

  for (const kind of ["keydown", "pointerdown", "scroll"]) {
    addEventListener(kind, () => { touched = Date.now(); }, { passive: true });
  }
  addEventListener("pagehide", away);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden") {
      away();
    } else if (banner) {
      beat(false);
    }
  });
  // A page that the browser had kept is alive again: its forms were not the last word.
  addEventListener("pageshow", (event) => {
    if (event.persisted) {
      drafts.forEach((draft) => { draft.sent = false; });
    }
  });
  if (banner) {
    setInterval(() => {
      if (document.visibilityState === "visible" && Date.now() - touched < AWAKE) {
        beat(false);
      }
    }, BEAT);
  }
})();
