// Small helps; every page reads without them.
"use strict";

const root = document.documentElement;
const chinese = root.lang.startsWith("zh");
const words = chinese ? { copy: "复制", copied: "已复制" } : { copy: "Copy", copied: "Copied" };

// -- theme -----------------------------------------------------------------------------------------------------
const toggle = document.querySelector("[data-theme-toggle]");
if (toggle) {
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
    document.cookie = `theme=${root.dataset.theme}; path=/; max-age=31536000; samesite=lax`;
  });
}

// -- copying ---------------------------------------------------------------------------------------------------
function copyButton(button, text) {
  button.hidden = false;
  button.textContent = words.copy;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 1500);
  });
}
document.querySelectorAll("[data-copy]").forEach((button) => copyButton(button, button.nextElementSibling.textContent));
document.querySelectorAll("[data-copyable]").forEach((code) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  copyButton(button, code.textContent);
  code.after(" ", button);
});
document.querySelectorAll("[data-select]").forEach((input) => input.addEventListener("focus", () => input.select()));

// -- putting a definition in -----------------------------------------------------------------------------------
const form = document.querySelector("[data-submit]");
if (form) {
  const input = form.querySelector("#id_files");
  const drop = form.querySelector("[data-drop]");
  const list = form.querySelector("[data-chosen]");
  const show = (names) => {
    form.elements.paths.value = JSON.stringify(names);
    list.replaceChildren(...names.map((name) => Object.assign(document.createElement("li"), { textContent: name })));
  };
  input.addEventListener("change", () => show([...input.files].map((file) => file.webkitRelativePath || file.name)));
  // A dropped folder keeps its folders: they name the nodes.
  const walk = async (entry, found) => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      found.push([entry.fullPath.replace(/^\//, ""), file]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!entries.length) return;
      for (const one of entries) await walk(one, found);
    }
  };
  for (const kind of ["dragover", "dragleave", "drop"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.toggle("over", kind === "dragover");
    });
  }
  drop.addEventListener("drop", async (event) => {
    const entries = [...event.dataTransfer.items].map((item) => item.webkitGetAsEntry()).filter(Boolean);
    const found = [];
    for (const entry of entries) await walk(entry, found);
    const transfer = new DataTransfer();
    found.forEach(([, file]) => transfer.items.add(file));
    input.files = transfer.files;
    show(found.map(([name]) => name));
  });
}

// -- the report: keys and filters ------------------------------------------------------------------------------
const findings = [...document.querySelectorAll("[data-finding]")];
if (findings.length) {
  document.querySelectorAll("[data-keys], [data-filters]").forEach((part) => { part.hidden = false; });
  let at = findings.findIndex((finding) => `#${finding.id}` === location.hash);
  const visible = (finding) => !finding.hidden;
  const go = (step) => {
    for (let next = at + step; next >= 0 && next < findings.length; next += step) {
      if (visible(findings[next])) {
        at = next;
        history.replaceState(null, "", `#${findings[at].id}`);
        findings[at].scrollIntoView({ block: "center" });
        findings[at].focus({ preventScroll: true });
        return;
      }
    }
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") {
      const keys = document.querySelector("[data-keys]");
      keys.tabIndex = -1;
      keys.focus();
    } else if (event.key === "o" && at >= 0) {
      const way = findings[at].querySelector("details");
      if (way) way.open = !way.open;
    }
  });
  document.querySelectorAll("[data-filters] input").forEach((box) => box.addEventListener("change", () => {
    document.querySelectorAll(`[data-verdict="${box.value}"]`).forEach((part) => { part.hidden = !box.checked; });
  }));
}

// -- walks: arrow keys go through the hops -----------------------------------------------------------------------
document.querySelectorAll(".walk").forEach((walk) => {
  const steps = [...walk.querySelectorAll("[data-step]")];
  const lines = [...walk.querySelectorAll(".ladder-text li")];
  let now = -1;
  walk.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || !lines.length) return;
    event.preventDefault();
    now = Math.max(0, Math.min(lines.length - 1, now + step));
    for (const list of [steps, lines]) list.forEach((part, number) => part.classList.toggle("now", number === now));
    if (lines[now].id) history.replaceState(null, "", `#${lines[now].id}`);
    steps[now]?.scrollIntoView({ block: "nearest" });
  });
});
