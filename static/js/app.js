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
