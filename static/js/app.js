// Small helps; every page reads without them.
"use strict";

const root = document.documentElement;
const chinese = root.lang.startsWith("zh");
const words = chinese ? { copy: "复制", copied: "已复制", node: "节点" } : { copy: "Copy", copied: "Copied", node: "node" };

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
    await navigator.clipboard.writeText(typeof text === "function" ? text() : text);
    button.textContent = words.copied;
    setTimeout(() => { button.textContent = words.copy; }, 1500);
  });
}
document.querySelectorAll("[data-copy]").forEach((button) => copyButton(button, () => button.nextElementSibling.textContent));
document.querySelectorAll("[data-copyable]").forEach((code) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet";
  copyButton(button, code.textContent);
  code.after(" ", button);
});
document.querySelectorAll("[data-select]").forEach((input) => input.addEventListener("focus", () => input.select()));

// -- menus close by Esc and by a click beside them -----------------------------------------------------------------
document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector("details.menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
});

// -- the language changes, the place stays --------------------------------------------------------------------------
document.querySelectorAll("[data-language]").forEach((switcher) => switcher.addEventListener("submit", () => {
  const query = new URLSearchParams(location.search);
  query.delete("lang"); // the address's language would win over the one just chosen
  switcher.elements.next.value = location.pathname + (query.size ? `?${query}` : "") + location.hash;
}));

// -- nothing typed is lost: kept for this tab until it has been sent ----------------------------------------------------
const typed = "typed";
const form = document.querySelector("[data-submit]");
if (!form) {
  sessionStorage.removeItem(typed);
} else {
  const fields = [...form.querySelectorAll("input:not([type=hidden]):not([type=file]), textarea, select")].filter((field) => field.name);
  const keep = () => sessionStorage.setItem(typed, JSON.stringify([location.pathname, fields.map((field) => [field.name, field.type === "checkbox" ? field.checked : field.value])]));
  const [path, values] = JSON.parse(sessionStorage.getItem(typed) || "[]");
  if (path === location.pathname && !location.search) {
    for (const [name, value] of values) {
      const field = form.elements[name];
      if (!field) continue;
      if (field.type === "checkbox") field.checked = value;
      else if (!field.value && value) field.value = value;
    }
  }
  form.addEventListener("input", keep);
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
}

// -- putting a definition in: the whole page takes a drop -----------------------------------------------------------------
const receiver = document.querySelector("[data-submit], [data-takes-drop]");
if (receiver) {
  const input = receiver.querySelector("input[type=file]");
  const drop = receiver.querySelector("[data-drop]");
  const list = receiver.querySelector("[data-chosen]");
  const show = (names) => {
    receiver.elements.paths.value = JSON.stringify(names);
    if (!list) return;
    list.replaceChildren(...names.map((name) => {
      const row = document.createElement("li");
      const folder = name.includes("/") ? name.split("/").slice(-2)[0] : "";
      row.append(Object.assign(document.createElement("span"), { textContent: name }));
      if (folder) row.append(" ", Object.assign(document.createElement("b"), { className: "node-name", textContent: `${words.node} ${folder}` }));
      return row;
    }));
  };
  input.addEventListener("change", () => show([...input.files].map((file) => file.webkitRelativePath || file.name)));
  // A dropped folder keeps its folders: they name the nodes.
  const collect = async (entry, into) => {
    if (entry.isFile) {
      const file = await new Promise((done, failed) => entry.file(done, failed));
      into.push([entry.fullPath.replace(/^\//, ""), file]);
      return;
    }
    const reader = entry.createReader();
    for (;;) {
      const entries = await new Promise((done, failed) => reader.readEntries(done, failed));
      if (!entries.length) return;
      for (const one of entries) await collect(one, into);
    }
  };
  const holdsFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  for (const kind of ["dragover", "dragleave", "drop"]) {
    document.addEventListener(kind, (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      (drop || document.body).classList.toggle("over", kind === "dragover");
    });
  }
  document.addEventListener("drop", async (event) => {
    if (!holdsFiles(event)) return;
    const items = [...event.dataTransfer.items].map((item) => [item.webkitGetAsEntry?.(), item.getAsFile()]);
    const chosen = [];
    for (const [entry, file] of items) {
      if (entry) await collect(entry, chosen);
      else if (file) chosen.push([file.name, file]);
    }
    const transfer = new DataTransfer();
    chosen.forEach(([, file]) => transfer.items.add(file));
    input.files = transfer.files;
    show(chosen.map(([name]) => name));
    if (receiver.matches("[data-takes-drop]")) receiver.submit();
  });
}
