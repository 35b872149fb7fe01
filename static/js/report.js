// The report's keys, tabs and filters. Every page reads without them.
"use strict";

(() => {
  const report = document.querySelector("[data-report]");
  if (!report) return;
  const store = `report:${location.pathname}`;
  const saved = JSON.parse(sessionStorage.getItem(store) || "{}");
  const save = () => sessionStorage.setItem(store, JSON.stringify(saved));
  const findings = [...report.querySelectorAll("[data-finding]")];

  // -- tabs below 1200 px ----------------------------------------------------------------------------------------
  const tabs = report.querySelector("[data-tabs]");
  const panels = [...report.querySelectorAll("[data-panel]")];
  const openTab = (name) => {
    panels.forEach((panel) => panel.classList.toggle("open", panel.dataset.panel === name));
    tabs.querySelectorAll("[data-tab]").forEach((tab) => tab.setAttribute("aria-selected", String(tab.dataset.tab === name)));
    saved.tab = name;
    save();
  };
  tabs.hidden = false;
  report.classList.add("tabbed");
  tabs.addEventListener("click", (event) => {
    const tab = event.target.closest("[data-tab]");
    if (tab) openTab(tab.dataset.tab);
  });

  // -- the chosen cause ------------------------------------------------------------------------------------------
  const choose = (id) => {
    const finding = document.getElementById(id);
    if (!finding || !finding.matches("[data-finding]")) return false;
    report.classList.add("picked");
    findings.forEach((other) => other.classList.toggle("current", other === finding));
    report.querySelectorAll("[data-cause]").forEach((link) => {
      if (link.dataset.cause === id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
    report.querySelector("#detail").scrollTop = 0;
    saved.finding = id;
    save();
    return true;
  };
  const follow = (scroll) => {
    const id = decodeURIComponent(location.hash.slice(1));
    if (!id) return false;
    const target = document.getElementById(id);
    if (!target || !report.contains(target)) return false;
    if (choose(id)) {
      openTab("detail");
    } else if (target.closest(".details")) {
      report.classList.remove("picked");
      openTab("detail");
    } else if (target.closest(".definition")) {
      openTab("text");
    }
    if (scroll) target.scrollIntoView({ block: "center" });
    return true;
  };
  addEventListener("hashchange", () => follow(true));
  if (!follow(false)) {
    openTab(saved.tab || "causes");
    if (!(saved.finding && choose(saved.finding)) && findings.length) choose(findings[0].id);
  }

  // -- filters ---------------------------------------------------------------------------------------------------
  const filters = report.querySelector("[data-filters]");
  const filter = () => {
    const hidden = new Set([...filters.querySelectorAll("input")].filter((box) => !box.checked).map((box) => box.value));
    report.querySelectorAll("[data-look]").forEach((part) => { part.hidden = hidden.has(part.dataset.look); });
    report.querySelectorAll("[data-looks]").forEach((line) => {
      const looks = line.dataset.looks.split(" ").filter(Boolean);
      line.classList.toggle("untinted", looks.length > 0 && looks.every((look) => hidden.has(look)));
    });
    saved.hidden = [...hidden];
    save();
  };
  if (findings.length) {
    document.querySelectorAll("[data-keys], [data-filters]").forEach((part) => { part.hidden = false; });
    filters.querySelectorAll("input").forEach((box) => { box.checked = !(saved.hidden || []).includes(box.value); });
    filters.addEventListener("change", filter);
    filter();
  }

  // -- keys: j and k go through all places, errors of reading among them -----------------------------------------------
  const places = () => [...report.querySelectorAll("[data-place]")].filter((line) => !line.classList.contains("untinted"));
  const go = (step) => {
    const listed = places();
    const current = report.querySelector(".line.now");
    const at = current ? listed.indexOf(current) : (step > 0 ? -1 : listed.length);
    const next = listed[at + step];
    if (!next) return;
    current?.classList.remove("now");
    next.classList.add("now");
    openTab("text");
    history.replaceState(null, "", `#${next.id}`);
    next.scrollIntoView({ block: "center" });
    next.tabIndex = -1;
    next.focus({ preventScroll: true });
    const note = next.querySelector(".mark") || (next.nextElementSibling?.matches(".note") && next.nextElementSibling.querySelector("a"));
    const told = [...(next.parentElement?.querySelectorAll(".note-link") || [])].find((link) => link.closest(".note").previousElementSibling === next);
    const link = told || note;
    if (link) choose(decodeURIComponent(link.hash.slice(1)));
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /INPUT|TEXTAREA|SELECT/.test(event.target.tagName)) return;
    if (event.key === "j") go(1);
    else if (event.key === "k") go(-1);
    else if (event.key === "?") {
      const keys = document.querySelector("[data-keys]");
      keys.tabIndex = -1;
      keys.focus();
    } else if (event.key === "o") {
      const way = report.querySelector(".finding.current details.way");
      if (!way) return;
      way.open = true;
      openTab("detail");
      way.querySelector(".walk").focus();
    }
  });

  // -- walks: arrow keys go through the hops ----------------------------------------------------------------------
  document.addEventListener("keydown", (event) => {
    const walk = event.target.closest?.(".walk");
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!walk || !step) return;
    const steps = [...walk.querySelectorAll("[data-step]")];
    const lines = [...walk.querySelectorAll(".ladder-text li")];
    if (!lines.length) return;
    event.preventDefault();
    const now = Math.max(0, Math.min(lines.length - 1, lines.findIndex((line) => line.matches(".now")) + step));
    for (const list of [steps, lines]) list.forEach((part, number) => part.classList.toggle("now", number === now));
    if (lines[now].id) history.replaceState(null, "", `#${lines[now].id}`);
    steps[now]?.scrollIntoView({ block: "nearest" });
  });

  // -- matrix: arrow keys move between cells ------------------------------------------------------------------------
  document.querySelector("[data-matrix]")?.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td");
    if (!cell) return;
    const row = cell.parentElement;
    const column = [...row.children].indexOf(cell);
    const next = {
      ArrowLeft: cell.previousElementSibling, ArrowRight: cell.nextElementSibling,
      ArrowUp: row.previousElementSibling?.children[column], ArrowDown: row.nextElementSibling?.children[column],
    }[event.key];
    const button = next?.querySelector("button");
    if (button) { event.preventDefault(); button.focus(); }
  });

  // -- printing: nothing stays folded -------------------------------------------------------------------------------
  addEventListener("beforeprint", () => report.querySelectorAll("details").forEach((part) => { part.open = true; }));
})();
