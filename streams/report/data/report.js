"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const number = (n) => Number(n).toLocaleString("en");
  const SVG = "http://www.w3.org/2000/svg";

  function make(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (value === null || value === undefined) continue;
      if (name === "hue") node.style.setProperty("--hue", value); else node.setAttribute(name, value);
    }
    node.append(...children);
    return node;
  }
  function draw(tag, attributes = {}, text) {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) {
      if (name === "hue") node.style.setProperty("--hue", value); else node.setAttribute(name, value);
    }
    if (text !== undefined) node.textContent = text;
    return node;
  }
  function hueOf(entity) {
    if (entity in data.colours) return data.colours[entity];
    let sum = 0;
    for (const letter of entity) sum = (sum * 31 + letter.charCodeAt(0)) % 360;
    return sum;
  }
  const nameOf = (entity) => entity.toLowerCase().replaceAll("_", " ").replace(/\b(us|uk|ip|iban|id|url|ssn|nhs|itin|vat)\b/g, (word) => word.toUpperCase());
  const REASONS = {
    app_excluded: ["Excluded windows", "an app, a title or an address that the rules exclude"],
    paused: ["Paused", "the person asked not to be recorded for a while"],
    exempt: ["Exempt", "the person, the role or the region does not take part"],
    halted: ["Halted", "the whole programme stopped collecting"],
    erased: ["Erased", "an erasure was ordered"],
    unknown_type: ["Unknown kind of event", "newer than this version"],
    duplicate: ["Duplicates", "came twice; the first one counts"],
    late: ["Late", "came after its stretch had closed"],
    failed: ["Failed", "redaction failed; nothing raw is published"],
  };
  const FATES = {
    redacted: "replaced wherever it stood", secure: "typed into a password field, never kept",
    app_excluded: "stood in an excluded window", paused: "typed while recording was paused",
    clipboard: "pasted from an unknown source",
  };
  const PLACES = { typed: "typed", screen: "screen", title: "title", url: "URL", target: "clicked element", clipboard: "clipboard", pasted: "pasted", secure: "password field" };

  function pieces(segments, kind) {
    return segments.map(([text, entity]) => {
      if (entity === undefined) return document.createTextNode(text);
      const label = text === "" && kind === "chip" ? "removed" : text;
      return make("span", { class: kind, hue: hueOf(entity), title: nameOf(entity) }, label);
    });
  }
  const plain = (segments) => segments.map(([text]) => text).join("");

  function overview() {
    document.title = data.title;
    $("kind").textContent = data.kind;
    for (const [text, mood] of data.verdict) $("verdict").append(mood ? make("em", { class: mood }, text) : text);
    $("lead").textContent = data.lead;
    $("notice").textContent = data.notice;
    $("notice").classList.toggle("real", data.real);
    $("foot").textContent = data.foot;
    for (const [name, value, unit] of data.tiles) {
      $("tiles").append(make("div", {}, make("dt", {}, name), make("dd", {}, value, unit ? make("small", {}, " " + unit) : "")));
    }
    const reasons = Object.entries(data.dropped).sort((a, b) => b[1] - a[1]);
    const most = Math.max(1, ...reasons.map(([, count]) => count));
    for (const [reason, count] of reasons) {
      const [name, why] = REASONS[reason] || [reason, ""];
      const track = make("div", { class: "track" }, make("i", { style: `width:${(100 * count) / most}%;--sat:14%` }));
      $("dropped").append(make("div", { class: "bar why" }, make("span", {}, name + " ", make("small", {}, why)), make("output", {}, number(count)), track));
    }
    if (!reasons.length) $("dropped").append("Nothing was left out.");
    const entities = Object.entries(data.entities);
    const top = Math.max(1, ...entities.map(([, count]) => count));
    for (const [entity, count] of entities) {
      const bar = make("i", { hue: hueOf(entity) });
      bar.style.width = `${(100 * Math.sqrt(count)) / Math.sqrt(top)}%`;
      $("entities").append(make("div", { class: "bar" }, make("span", {}, make("span", { class: "chip", hue: hueOf(entity) }, nameOf(entity))), make("div", { class: "track" }, bar), make("output", {}, number(count))));
    }
  }

  function values() {
    if (!data.planted) { $("planted").hidden = true; $("to-planted").hidden = true; return; }
    $("planted-hint").textContent = data.planted_hint;
    for (const item of data.planted) {
      const parts = item.parts.length ? make("small", {}, ` also ${item.parts.join(", ")} alone`) : "";
      const found = item.found ? make("span", { class: "leak" }, `✗ ${item.found} times`) : make("span", { class: "ok" }, "✓ nowhere");
      $("values").tBodies[0].append(make("tr", {},
        make("td", {}, make("span", { class: "chip", hue: hueOf(item.entity) }, nameOf(item.entity))),
        make("td", { class: "raw" }, item.value, parts),
        make("td", {}, item.places.map((place) => PLACES[place] || place).join(", ")),
        make("td", {}, FATES[item.fate] || item.fate),
        make("td", {}, found)));
    }
  }

  function fit(text, width, height) {
    const inner = text.replace(/^<|>$/g, "");
    for (const label of [inner, inner.replace(/_[0-9a-f]{6}$/, ""), inner.split("_")[0]]) {
      const size = Math.min(height * 0.78, (width - 4) / (0.62 * Math.max(1, label.length)));
      if (size >= 8.5) return [label, size];
    }
    return ["", 0];
  }
  function textAt([text, x, y, width, height], attributes = {}) {
    const size = Math.max(7, height * 0.82);
    const node = draw("text", { x, y: y + height * 0.8, "font-size": size, ...attributes }, text);
    if (text.length > 1) { node.setAttribute("textLength", width); node.setAttribute("lengthAdjust", "spacingAndGlyphs"); }
    return node;
  }
  function extent(screen) {
    let left = 0, top = 0, right = screen.width;
    for (const [x, y, width] of screen.panes) { left = Math.min(left, x); top = Math.min(top, y); right = Math.max(right, x + width); }
    return [left, top, right - left];
  }
  function frameOf(screen, screens) {
    const [left, top, width] = extent(screen);
    const alike = screens.filter((other) => extent(other).join() === [left, top, width].join());
    const low = Math.max(...alike.flatMap((other) => other.before.map(([, , y, , height]) => y + height)), 0);
    return [left, top, width, Math.max(Math.min(screen.height, low + 48), width * 0.4) - top];
  }
  function picture(screen, side, step) {
    const svg = draw("svg", { viewBox: state.frame.join(" "), role: "img", "aria-label": side === "before" ? "The screen as recorded" : "The screen as published" });
    const id = `hatch-${side}`;
    const hatch = draw("pattern", { id, width: 14, height: 14, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" });
    hatch.append(draw("rect", { width: 14, height: 14, fill: "var(--line)" }), draw("rect", { width: 5, height: 14, fill: "var(--hatch)", opacity: 0.35 }));
    const defs = draw("defs"); defs.append(hatch); svg.append(defs);
    if (!screen.panes.length) svg.append(draw("rect", { class: "pane", x: 0, y: 0, width: screen.width, height: screen.height }));
    for (const [x, y, width, height, name, excluded] of [...screen.panes].reverse()) {
      svg.append(draw("rect", { class: excluded ? "shut" : "pane", x, y, width, height, rx: 8, ...(excluded ? { fill: `url(#${id})` } : {}) }));
      if (excluded) svg.append(draw("text", { class: "shut-label", x: x + width / 2, y: y + height / 2 }, `${name}: excluded, never read`));
    }
    for (const item of screen[side]) {
      const [text, x, y, width, height, entity] = item;
      if (!entity) { svg.append(textAt(item)); continue; }
      const hue = hueOf(entity);
      if (side === "before") {
        svg.append(draw("rect", { class: "tint", hue, x: x - 2, y: y - 1, width: width + 4, height: height + 3, rx: 3 }), textAt(item, { class: "tinted", hue }));
      } else {
        const rect = draw("rect", { class: "box", hue, x: x - 2, y: y - 1, width: width + 4, height: height + 3, rx: 4 });
        rect.append(draw("title", {}, text));
        svg.append(rect);
        const [label, size] = fit(text, width, height + 2);
        if (label) svg.append(draw("text", { class: "label", x: x + 2, y: y + height * 0.8, "font-size": size }, label));
      }
    }
    svg.append(...hand(step));
    return svg;
  }
  function hand(step) {
    const { x, y, x2, y2, dy } = step.place;
    if (x === undefined) return [];
    const nodes = [];
    if (x2 !== undefined) nodes.push(draw("path", { class: "path", d: `M${x} ${y}L${x2} ${y2}` }), draw("circle", { class: "dot", cx: x2, cy: y2, r: 7 }));
    if (step.type === "scroll") { const far = dy < 0 ? -60 : 60; nodes.push(draw("path", { class: "path", d: `M${x} ${y}v${far}` }), draw("circle", { class: "dot", cx: x, cy: y + far, r: 7 })); }
    else nodes.push(draw("circle", { class: "ring", cx: x, cy: y, r: 24 }));
    nodes.push(draw("circle", { class: "dot", cx: x, cy: y, r: 8 }));
    return nodes;
  }

  const state = { trajectory: 0, step: 0, frame: [0, 0, 1, 1], moved: false };
  function wipe(part) {
    $("wipe").value = part;
    $("screens").style.setProperty("--wipe", `${part}%`);
  }
  function aim(screen) {
    const middles = screen.after.filter((item) => item[5]).map(([, x, , width]) => x + width / 2).sort((a, b) => a - b);
    if (!middles.length) return wipe(50);
    const middle = middles[Math.floor(middles.length / 2)];
    wipe(Math.max(18, Math.min(82, (100 * (middle - state.frame[0])) / state.frame[2])));
  }
  const clock = (ms) => `${Math.floor(ms / 60000)}:${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;
  const verb = (type) => type.replaceAll("_", " ");
  function summary(step) {
    const row = step.rows.find((one) => ["text", "keys", "key"].includes(one.name)) || step.rows.find((one) => one.name === "target name");
    if (step.type === "wait") return `${(step.duration_ms / 1000).toFixed(1)} s`;
    return row ? plain(row.after).replaceAll("\n", " ⏎ ") : plain(step.title.after);
  }

  function tabs() {
    data.trajectories.forEach((one, n) => {
      const button = make("button", { type: "button", role: "tab" }, one.label, make("small", {}, `${one.steps.length} steps, ${clock(one.duration_ms)}`));
      button.addEventListener("click", () => open(n, first(n)));
      $("tabs").append(button);
    });
  }
  function first(trajectory) { return Math.max(0, data.trajectories[trajectory].steps.findIndex((step) => step.screen !== null)); }
  function walk(by) {
    const next = (state.trajectory + by) % data.trajectories.length;
    open(next, first(next));
  }
  function open(trajectory, step) {
    state.trajectory = trajectory;
    const one = data.trajectories[trajectory];
    [...$("tabs").children].forEach((tab, n) => tab.setAttribute("aria-selected", n === trajectory));
    $("about").textContent = `${one.session.slice(0, 9)}…, ${one.day}, ${number(one.redactions)} replaced`;
    $("about").title = `session ${one.session}, trajectory ${one.id}`;
    $("steps").replaceChildren(...one.steps.map((item, n) => {
      const kinds = [...new Set(item.marks.map(([, entity]) => entity))].slice(0, 5);
      const row = make("li", {}, make("time", {}, clock(item.t_ms)), make("span", { class: "what" }, make("b", {}, verb(item.type)), summary(item)), make("span", { class: "dots" }, ...kinds.map((entity) => make("i", { hue: hueOf(entity), title: nameOf(entity) }))));
      row.addEventListener("click", () => show(n));
      return row;
    }));
    show(step);
  }
  function show(n) {
    const one = data.trajectories[state.trajectory];
    if (!one || !one.steps.length) return;
    state.step = Math.max(0, Math.min(one.steps.length - 1, n));
    const step = one.steps[state.step];
    [...$("steps").children].forEach((row, at) => at === state.step ? row.setAttribute("aria-current", "step") : row.removeAttribute("aria-current"));
    const row = $("steps").children[state.step];
    const list = $("steps");
    if (row.offsetTop < list.scrollTop || row.offsetTop + row.offsetHeight > list.scrollTop + list.clientHeight) list.scrollTop = row.offsetTop - list.clientHeight / 2;
    $("now").replaceChildren(make("b", {}, `Step ${state.step + 1}`), ` of ${one.steps.length}: ${verb(step.type)}`);
    if (step.screen !== null) state.frame = frameOf(one.screens[step.screen], one.screens);
    if (step.screen !== null && !state.moved) aim(one.screens[step.screen]);
    for (const side of ["before", "after"]) {
      const kind = side === "before" ? "was" : "chip";
      const figure = document.querySelector(`.side.${side}`);
      const title = pieces(step.title[side], kind);
      figure.querySelector(".head").replaceChildren(...(title.length ? title : pieces(step.app[side], kind)), make("span", { class: "address" }, ...pieces(step.url[side], kind)));
      const shown = step.screen === null ? make("p", { class: "empty" }, "No screen is known yet in this stretch.") : picture(one.screens[step.screen], side, step);
      figure.querySelector(".picture").replaceChildren(shown);
      const rows = step.rows.map((item) => make("div", {}, make("span", { class: "name" }, item.name), make("span", { class: "value" }, ...pieces(item[side], kind))));
      document.querySelector(`.act.${side} .rows`).replaceChildren(make("div", {}, make("span", { class: "name" }, "action"), make("b", {}, verb(step.type))), ...rows);
    }
  }
  function mode(name) {
    $("screens").dataset.mode = name;
    document.querySelectorAll(".modes button").forEach((button) => button.setAttribute("aria-pressed", button.dataset.mode === name));
  }
  function theme(name) { document.documentElement.dataset.theme = name; }
  const turn = () => theme(document.documentElement.dataset.theme === "dark" ? "light" : "dark");

  function keys(event) {
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    const onRange = event.target === $("wipe");
    const moves = { ArrowRight: () => show(state.step + 1), ArrowLeft: () => show(state.step - 1) };
    const many = data.trajectories.length;
    const others = {
      j: () => show(state.step + 1), k: () => show(state.step - 1), Home: () => show(0), End: () => show(1e9),
      "]": () => walk(1), "[": () => walk(many - 1),
      w: () => mode("wipe"), s: () => mode("side"), b: () => mode("before"), a: () => mode("after"), t: turn,
    };
    const act = (!onRange && moves[event.key]) || (!(onRange && ["Home", "End"].includes(event.key)) && others[event.key]);
    if (act) { event.preventDefault(); act(); }
  }

  theme(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
  overview();
  values();
  if (data.trajectories.length) {
    tabs();
    mode("wipe");
    open(data.start ? data.start[0] : 0, data.start ? data.start[1] : first(0));
    document.addEventListener("keydown", keys);
  } else { $("viewer").hidden = true; }
  $("wipe").addEventListener("input", () => { state.moved = true; wipe($("wipe").value); });
  $("previous").addEventListener("click", () => show(state.step - 1));
  $("next").addEventListener("click", () => show(state.step + 1));
  $("theme").addEventListener("click", turn);
  document.querySelectorAll(".modes button").forEach((button) => button.addEventListener("click", () => mode(button.dataset.mode)));
  const hash = /^#t(\d+)s(\d+)(d?)(wipe|side|before|after)?$/.exec(location.hash);
  if (hash) { open(Number(hash[1]), Number(hash[2])); if (hash[3]) theme("dark"); if (hash[4]) mode(hash[4]); }
})();
