// The knowledge base: the reader's own addresses in the commands, and the language in the address. Nothing is sent.
"use strict";

(() => {
  const zh = document.documentElement.lang.startsWith("zh");

  // A link that is copied from the address bar is read in the language in which it is sent.
  const here = new URL(location.href);
  if (here.pathname.startsWith("/kb/") && !here.searchParams.has("lang")) {
    here.searchParams.set("lang", zh ? "zh-hans" : "en");
    history.replaceState(history.state, "", here);
  }

  // On a phone the list of articles is folded.
  const nav = document.querySelector("[data-kb-nav]");
  if (nav && matchMedia("(max-width: 760px)").matches) nav.open = false;

  const form = document.querySelector("[data-addresses]");
  const blocks = [...document.querySelectorAll(".kb-article .code pre code")];
  if (!form || !blocks.length) return;

  const names = [
    ["10.0.0.100", "VIP"],
    ["10.0.0.11", "lb1"],
    ["10.0.0.12", "lb2"],
    ["10.0.0.21", "rs1"],
    ["10.0.0.22", "rs2"],
    ["10.0.0.1", zh ? "路由器" : "router"],
    ["192.168.1.21", zh ? "rs1（内侧）" : "rs1, inside"],
    ["192.168.1.121", zh ? "rs1 的服务地址" : "rs1, for the service"],
    ["192.168.1.1", zh ? "内侧浮动网关" : "inner floating gateway"],
    ["192.168.1.254", zh ? "另一个网关" : "the other gateway"],
    ["192.168.1.0/24", zh ? "内侧网段" : "inner network"],
    ["172.16.5.21", zh ? "rs1（远端）" : "rs1, far"],
    ["172.16.5.9", zh ? "lb1 在远端网段的地址" : "lb1 in the far network"],
    ["198.51.100.7", zh ? "客户端" : "client"],
    ["2001:db8::100", "VIP (IPv6)"],
    ["52:54:00:00:00:11", zh ? "lb1 的 MAC" : "MAC of lb1"],
    ["52:54:00:00:00:12", zh ? "lb2 的 MAC" : "MAC of lb2"],
    ["eth0", zh ? "网卡 eth0" : "interface eth0"],
    ["eth1", zh ? "网卡 eth1" : "interface eth1"],
  ];
  const original = blocks.map((block) => block.textContent);
  const whole = (name) => new RegExp(`(?<![\\w.:])${name.replace(/[.]/g, "\\.")}(?![\\w:]|\\.\\d)`, "g");
  const used = names.filter(([name]) => original.some((text) => whole(name).test(text)));
  if (!used.length) return;

  const key = "kb-addresses";
  let mine = {};
  try { mine = JSON.parse(sessionStorage.getItem(key) || "{}"); } catch { mine = {}; }
  const write = () => {
    const chosen = used.filter(([name]) => mine[name]);
    const any = chosen.length && new RegExp(chosen.map(([name]) => whole(name).source).join("|"), "g");
    blocks.forEach((block, at) => {
      block.textContent = any ? original[at].replace(any, (found) => mine[found]) : original[at];
    });
    try { sessionStorage.setItem(key, JSON.stringify(mine)); } catch { /* kept for this page alone */ }
  };
  const fields = form.querySelector("[data-fields]");
  for (const [name, label] of used) {
    const box = document.createElement("label");
    const input = Object.assign(document.createElement("input"), { value: mine[name] || "", placeholder: name, maxLength: 60, spellcheck: false });
    input.pattern = "[0-9A-Za-z.:\\/_\\-]+";
    input.addEventListener("input", () => {
      if (input.value && input.validity.valid) mine[name] = input.value; else delete mine[name];
      write();
    });
    box.append(label, input);
    fields.append(box);
  }
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => { mine = {}; setTimeout(() => { fields.querySelectorAll("input").forEach((one) => { one.value = ""; }); write(); }); });
  form.hidden = false;
  write();
})();
