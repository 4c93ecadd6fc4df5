// What a careful eye sees on a page and axe does not. Each function of `looking` gives a list of
// faults, in words; no timers and no promises, so that it runs where scripts are off.
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const name = (e) => {
    const words = (e.innerText || e.value || "").trim().replace(/\s+/g, " ").slice(0, 40);
    const mark = e.id ? `#${e.id}` : e.classList.length ? `.${[...e.classList].join(".")}` : "";
    return `${e.localName}${mark} “${words}”`;
  };
  const box = (e) => e.getBoundingClientRect();
  const isShown = (e) =>
    e.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true }) &&
    box(e).width > 1 && box(e).height > 1 && !e.closest(".hidden");
  const text = (e) => (e ? e.textContent.trim() : "");

  // Colours
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const rgba = (colour) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return { r, g, b, a: a / 255 };
  };
  const brightness = ({ r, g, b }) => {
    const [x, y, z] = [r, g, b].map((c) => {
      const s = c / 255;
      return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const contrast = (one, other) => {
    const [low, high] = [brightness(one), brightness(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (e) => {
    for (let at = e; at; at = at.parentElement) {
      const colour = rgba(getComputedStyle(at).backgroundColor);
      if (colour.a > 0.99) return colour;
    }
    return rgba("Canvas");
  };

  const FIELDS = "input:not([type=hidden],[type=radio],[type=checkbox]), select, textarea";
  const FOCUSABLE = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const focusable = (root = document) =>
    all(FOCUSABLE, root).filter((e) => isShown(e) && !e.disabled);
  const isInLine = (link) => {
    const around = link.parentElement;
    return getComputedStyle(link).display === "inline" &&
      /\p{L}/u.test(around.innerText.replace(link.innerText, ""));
  };
  const fillsItsRow = (link) => {
    const after = getComputedStyle(link, "::after");
    return after.position === "absolute" && after.inset === "0px";
  };
  // WCAG 2.5.8: round a small target's middle there is a circle of 24 px for nothing else.
  const isWithin12 = (small, other) => {
    const { left, top, width, height } = box(small);
    const [x, y, there] = [left + width / 2, top + height / 2, box(other)];
    if (fillsItsRow(other)) return false;
    const across = Math.max(there.left - x, 0, x - there.right);
    const down = Math.max(there.top - y, 0, y - there.bottom);
    return Math.hypot(across, down) < 12;
  };
  const SAID = "h1, h2, h3, h4, p, li, dt, dd, td, th, legend, label, figcaption, caption";
  const rows = () => {
    const main = document.querySelector("main");
    const leaves = all(SAID, main).filter((e) => !e.querySelector(`${SAID}, ${FOCUSABLE}, div`));
    const stops = new Set([...leaves, ...focusable(main)]);
    return all("*", main).filter((e) => stops.has(e) && isShown(e) && !e.closest("svg, table, dialog"));
  };
  const isClipped = (e) => {
    const style = getComputedStyle(e);
    const isInput = e.matches("input, textarea, select");
    return !isInput && !["inline", "contents"].includes(style.display) && e.scrollWidth > e.clientWidth + 1 &&
      !["auto", "scroll"].includes(style.overflowX);
  };

  globalThis.looking = {
    groups() {
      const choices = all("input[type=radio], input[type=checkbox]").filter(isShown);
      const alike = (e) => choices.filter((other) => other.name === e.name).length;
      const has = (e) => text(e.closest("fieldset")?.querySelector("legend"));
      return choices.filter((e) => alike(e) > 1 && !has(e)).map(name);
    },
    described() {
      const found = [];
      for (const attribute of ["aria-describedby", "aria-labelledby", "aria-controls", "aria-errormessage"]) {
        for (const e of all(`[${attribute}]`)) {
          const ids = e.getAttribute(attribute).trim().split(/\s+/);
          const empty = ids.filter((id) => !document.getElementById(id) || !text(document.getElementById(id)));
          if (empty.length) found.push(`${name(e)} ${attribute} ${empty}`);
        }
      }
      return found;
    },
    summary() {
      const e = document.querySelector("main .summary");
      if (!e) return [];
      const found = [];
      if (document.activeElement !== e) found.push(`focus is on ${name(document.activeElement)}`);
      if (e.getAttribute("role") !== "alert" || e.tabIndex !== -1) found.push("no alert to focus");
      for (const link of all("a[href^='#']", e)) {
        const goal = document.getElementById(link.hash.slice(1));
        if (!goal || !goal.matches("input, select, textarea")) found.push(`${name(link)} leads to no field`);
      }
      return found;
    },
    borders() {
      const found = [];
      for (const e of [...all(FIELDS), ...all("button, .button")].filter(isShown)) {
        const style = getComputedStyle(e);
        const line = rgba(style.borderTopColor);
        const isField = e.matches(FIELDS);
        if (line.a < 0.99) {
          if (isField) found.push(`${name(e)} has no border`);
          continue; // a button without a border is known by its words
        }
        const fill = rgba(style.backgroundColor);
        const around = behind(e.parentElement);
        const stands = contrast(line, around);
        const inside = isField ? contrast(line, fill.a > 0.99 ? fill : around) : 21;
        const least = Math.min(stands, inside);
        if (least < 3) found.push(`${name(e)} border ${least.toFixed(2)}`);
      }
      return found;
    },
    targets() {
      const found = [];
      for (const e of focusable()) {
        if (e.matches(".skip")) continue;
        let { width, height } = box(e);
        if (e.matches("[type=radio], [type=checkbox]")) {
          const label = e.labels[0] && box(e.labels[0]);
          if (label) {
            height = Math.max(height, label.height);
            width += label.width;
          }
        }
        const size = `${name(e)} ${Math.round(width)}×${Math.round(height)}`;
        if (!e.matches("a:not(.button)")) {
          if (height < 43.5 || width < 43.5) found.push(size);
        } else if (e.closest("nav")) {
          if (height < 43.5) found.push(size);
        } else if (!isInLine(e) && !fillsItsRow(e) && (height < 24 || width < 24)) {
          if (focusable().some((other) => other !== e && isWithin12(e, other))) found.push(size);
        }
      }
      return found;
    },
    order() {
      const found = all("[tabindex]").filter((e) => e.tabIndex > 0).map((e) => `${name(e)} tabindex`);
      const shown = rows().map((e) => [e, box(e)]);
      for (let i = 1; i < shown.length; i += 1) {
        const [e, now] = shown[i];
        for (let j = Math.max(0, i - 12); j < i; j += 1) {
          const [other, was] = shown[j];
          const shared = Math.min(now.right, was.right) - Math.max(now.left, was.left);
          const isUnder = shared > 0.5 * Math.min(now.width, was.width);
          if (isUnder && now.bottom <= was.top + 1 && !other.contains(e)) {
            found.push(`${name(e)} stands over ${name(other)}`);
          }
        }
        const [last, before] = shown[i - 1];
        const level = Math.min(now.bottom, before.bottom) - Math.max(now.top, before.top);
        const isLevel = level > 0.5 * Math.min(now.height, before.height);
        if (isLevel && now.right <= before.left + 1 && !e.contains(last)) {
          found.push(`${name(e)} stands before ${name(last)}`);
        }
      }
      return found;
    },
    focus() {
      const found = [];
      const begun = document.activeElement;
      for (const e of focusable().slice(0, 70)) {
        e.focus({ focusVisible: true, preventScroll: true });
        const style = getComputedStyle(e);
        if (document.activeElement !== e) {
          found.push(`${name(e)} takes no focus`);
        } else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) {
          found.push(`${name(e)} has no outline`);
        } else {
          const inside = parseFloat(style.outlineOffset) < 0;
          const stands = contrast(rgba(style.outlineColor), behind(inside ? e : e.parentElement));
          if (stands < 3) found.push(`${name(e)} outline ${stands.toFixed(2)}`);
        }
      }
      begun.focus?.({ preventScroll: true });
      return found;
    },
    obscured() {
      const fixed = all("body *").filter((e) => ["fixed", "sticky"].includes(getComputedStyle(e).position));
      return fixed.filter(isShown).map((e) => `${name(e)} can cover what has the focus`);
    },
    // What has the focus is uncovered, once the browser has brought it into the window.
    seen() {
      const found = [];
      const begun = document.activeElement;
      for (const e of focusable().slice(0, 40)) {
        e.focus({ focusVisible: true });
        const { left, top, width, height, bottom } = e.getClientRects()[0]; // a link's first line
        const x = left + Math.min(width / 2, 8);
        const y = Math.min(Math.max(top, 0) + 4, bottom - 2);
        const there = document.elementFromPoint(x, y);
        const isIt = there && (e.contains(there) || there.contains(e) || [...(e.labels ?? [])].includes(there));
        if (height > 0 && !isIt) found.push(`${name(e)} is covered by ${there ? name(there) : "the edge"}`);
      }
      begun.focus?.({ preventScroll: true });
      return found;
    },
    motion() {
      const moves = (e) => {
        const style = getComputedStyle(e);
        const times = `${style.transitionDuration},${style.animationDuration}`.split(",");
        return times.some((time) => parseFloat(time) > 0) || style.scrollBehavior === "smooth";
      };
      return all("*").filter(moves).map(name).slice(0, 5);
    },
    // Tables may scroll where somebody's own spacing makes them wide: WCAG 1.4.10 excepts them.
    room(mayScroll = "none") {
      const found = [];
      const root = document.documentElement;
      const wide = all("body *").filter((e) => isShown(e) && box(e).right > root.clientWidth + 1);
      const widest = wide.sort((a, b) => box(b).right - box(a).right)[0];
      if (root.scrollWidth > root.clientWidth && !widest?.closest(mayScroll)) {
        found.push(`scrolls sideways: ${root.scrollWidth} > ${root.clientWidth}, ${widest ? name(widest) : ""}`);
      }
      const tight = all("button, .button, label, legend, td, th, .tag, summary, h1, h2, h3, p, li, dt, dd, a, caption");
      found.push(...tight.filter((e) => isShown(e) && isClipped(e)).map((e) => `${name(e)} is cut`));
      const hidden = all("main *").filter((e) => {
        const style = getComputedStyle(e);
        return ["hidden", "clip"].includes(style.overflowY) && isShown(e) && e.scrollHeight > e.clientHeight + 1;
      });
      found.push(...hidden.filter((e) => !e.closest("svg")).map((e) => `${name(e)} is cut below`));
      return found;
    },
    // In forced colours a border is what is left of a shape.
    forced() {
      const found = [];
      for (const e of [...all(FIELDS), ...all("button.main, .button, .panel")].filter(isShown)) {
        const style = getComputedStyle(e);
        const line = rgba(style.borderTopColor);
        const isLine = style.borderTopStyle !== "none" && parseFloat(style.borderTopWidth) >= 1;
        if (!isLine || contrast(line, behind(e.parentElement)) < 3) found.push(`${name(e)} has no border`);
      }
      for (const e of all("mark").filter(isShown)) {
        const around = behind(e.parentElement);
        const under = rgba(getComputedStyle(e).borderBottomColor);
        const isLine = parseFloat(getComputedStyle(e).borderBottomWidth) >= 2 && contrast(under, around) >= 3;
        if (!isLine && contrast(behind(e), around) < 3) found.push(`${name(e)} is not marked`);
      }
      for (const e of all("nav [aria-current]").filter(isShown)) {
        const line = rgba(getComputedStyle(e).borderBottomColor);
        const isLine = parseFloat(getComputedStyle(e).borderBottomWidth) >= 2;
        const isBold = getComputedStyle(e).fontWeight >= 600;
        if (!isBold && !(isLine && contrast(line, behind(e)) >= 3)) found.push(`${name(e)} is not marked as here`);
      }
      return [...found, ...looking.focus()];
    },
    spaced() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important;
        word-spacing: .16em !important } p { margin-bottom: 2em !important }`);
      const others = [...document.adoptedStyleSheets];
      document.adoptedStyleSheets = [...others, sheet];
      const found = looking.room("table");
      document.adoptedStyleSheets = others;
      return found;
    },
    // Text twice as large, the window as wide as it was.
    larger() {
      const root = document.documentElement;
      root.style.fontSize = `${2 * parseFloat(getComputedStyle(root).fontSize)}px`;
      const found = looking.room();
      root.style.fontSize = "";
      return found;
    },
  };
})();
