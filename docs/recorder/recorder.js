// A recorder for one browser page: DOM events in, raw messages of the contract out.
//
// An example producer, in one file and without dependencies. It shows where each field of a raw message comes
// from; a product would do the same with the accessibility API of a whole desktop.
//
//   const recorder = new CleantraceRecorder({session_id: "s-1", user_id: "u-1"});
//   recorder.start();
//   recorder.onmessage = message => fetch("/raw", {method: "POST", body: JSON.stringify(message), keepalive: true});
"use strict";

class CleantraceRecorder {
  constructor(envelope, {flushMs = 1000, flushEvents = 200, screenMs = 15000, moveMs = 50, looksAfterKeys = true} = {}) {
    this.envelope = envelope;
    this.limits = {flushMs, flushEvents, screenMs, moveMs, looksAfterKeys};
    this.onmessage = null;
    this.seq = 0;
    this.events = [];
    this.contexts = [];
    this.fields = new WeakMap();
    this.fieldCount = 0;
    this.windowId = `w-${Math.random().toString(36).slice(2, 10)}`;
    this.caret = null; // what is known of the focused field's selection: [element, start, end]
    this.unsure = false; // the caret may have moved in a way that no key event tells
    this.composing = false;
    this.keyText = null; // the text that the last key will insert
    this.lastMoveMs = 0;
    this.lastScreenMs = 0;
    this.pressed = 0;
    this.stops = [];
  }

  start() {
    const on = (target, type, handler) => {
      const bound = event => handler.call(this, event);
      target.addEventListener(type, bound, {capture: true, passive: true});
      this.stops.push(() => target.removeEventListener(type, bound, {capture: true}));
    };
    on(document, "keydown", this.keyDown);
    on(document, "keyup", this.keyUp);
    on(document, "beforeinput", this.beforeInput);
    on(document, "compositionstart", () => { this.settleCaret(); this.composing = true; });
    on(document, "compositionend", this.compositionEnd);
    on(document, "copy", event => this.copied(event, "copy"));
    on(document, "cut", event => this.copied(event, "cut"));
    on(document, "selectionchange", this.selectionChanged);
    on(document, "focusin", this.focused);
    on(window, "focus", event => { if (event.target === window) this.focused(event); });
    on(document, "pointerdown", event => this.pointer(event, "down"));
    on(document, "pointerup", event => this.pointer(event, "up"));
    on(document, "pointermove", event => this.pointer(event, "move"));
    on(document, "wheel", this.wheel);
    on(window, "pagehide", () => { this.add("end", {reason: "stop"}); this.flush(); });
    const timer = setInterval(() => this.flush(), this.limits.flushMs);
    this.stops.push(() => clearInterval(timer));
    this.focused();
  }

  stop() {
    this.settleCaret();
    this.add("end", {reason: "stop"});
    this.flush();
    this.stops.splice(0).forEach(stop => stop());
  }

  // --- messages

  add(type, values) {
    const event = {seq: this.seq++, ts: Date.now(), ctx: this.contextIndex(), type, ...values};
    this.events.push(event);
    if (type !== "screen" && event.ts - this.lastScreenMs >= this.limits.screenMs) this.screen();
    if (this.events.length >= this.limits.flushEvents) this.flush();
  }

  // A message carries its own contexts, so that a title that changes is never one of another moment.
  contextIndex() {
    const ratio = window.devicePixelRatio;
    const context = {
      app: "org.chromium.Chromium",
      app_name: "Chromium",
      title: document.title,
      url: location.href,
      window_id: this.windowId,
      bounds: [window.screenX, window.screenY, window.outerWidth, window.outerHeight].map(n => Math.round(n * ratio)),
    };
    const text = JSON.stringify(context);
    let index = this.contexts.findIndex(known => JSON.stringify(known) === text);
    if (index < 0) index = this.contexts.push(context) - 1;
    return index;
  }

  flush() {
    if (!this.events.length) return;
    const message = {v: 1, ...this.envelope, contexts: this.contexts, events: this.events};
    this.events = [];
    this.contexts = [];
    if (this.onmessage) this.onmessage(message);
  }

  // --- keys and text

  keyDown(event) {
    const modifier = ["Shift", "Control", "Alt", "Meta", "AltGraph", "CapsLock"].includes(event.key);
    if (!modifier) this.settleCaret();
    const key = event.isComposing || event.keyCode === 229 ? "Process" : event.key;
    this.keyText = key;
    this.add("key", {key, action: "down", mods: modifiers(event), repeat: event.repeat, field: this.field()});
    // Where these keys lead depends on the layout and the platform: the next look at the caret tells.
    const wordwise = (event.ctrlKey || event.altKey) && ["ArrowLeft", "ArrowRight"].includes(event.key);
    const linewise = ["ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"].includes(event.key);
    if (this.limits.looksAfterKeys && (wordwise || linewise)) this.unsure = true;
    else if (!modifier) this.caret = null;
  }

  keyUp(event) {
    if (event.isComposing) return;
    this.add("key", {key: event.key, action: "up", mods: modifiers(event), field: this.field()});
  }

  // Text that no key makes arrives here: pastes, drops, suggestions and what an input method inserts directly.
  beforeInput(event) {
    const sources = {insertFromPaste: "paste", insertFromDrop: "paste", insertReplacementText: "autofill"};
    let source = sources[event.inputType];
    if (event.inputType === "insertText" && event.data !== this.keyText) source = "ime";
    this.keyText = null;
    if (!source || this.composing) return;
    const text = event.data ?? (event.dataTransfer ? event.dataTransfer.getData("text/plain") : "");
    this.settleCaret();
    this.add("text", {text: asHeld(event.target, text), source, field: this.field(event.target)});
    this.caret = null;
  }

  compositionEnd(event) {
    this.composing = false;
    if (event.data) this.add("text", {text: event.data, source: "ime", field: this.field()});
    this.caret = null;
  }

  copied(event, action) {
    const element = document.activeElement;
    if (element && element.type === "password") return;
    const range = selectionOf(element);
    const text = range ? valueOf(element).slice(range[0], range[1]) : String(document.getSelection());
    if (!text) return;
    this.settleCaret();
    this.add("clipboard", {text, action});
  }

  // --- the caret

  selectionChanged() {
    const element = document.activeElement;
    if (this.pressed || (this.caret && this.caret[0] !== element)) this.unsure = true;
  }

  // Say where the caret is, if something other than a key may have moved it. Called before the next key, since
  // the browser moves the caret after it has handed out the event.
  settleCaret() {
    if (!this.unsure || this.composing) return;
    this.unsure = false;
    const element = document.activeElement;
    const range = selectionOf(element);
    if (!range) return;
    if (this.caret && this.caret[0] === element && this.caret[1] === range[0] && this.caret[2] === range[1]) return;
    this.caret = [element, ...range];
    const [start, end] = backwards(element) ? [range[1], range[0]] : range;
    const value = valueOf(element);
    const points = offset => [...value.slice(0, offset)].length;
    this.add("select", {start: points(start), end: points(end), field: this.field(element)});
  }

  // --- focus, pointer, screen

  focused() {
    this.settleCaret();
    this.add("focus", {field: this.field()});
    this.caret = null;
    this.unsure = true;
    this.screen();
  }

  pointer(event, action) {
    if (action === "move") {
      if (!this.pressed && event.timeStamp - this.lastMoveMs < this.limits.moveMs) return;
      this.lastMoveMs = event.timeStamp;
    } else {
      this.settleCaret();
      this.pressed = event.buttons;
      this.unsure = true;
      this.caret = null;
    }
    const ratio = window.devicePixelRatio;
    const values = {action, x: Math.round(event.screenX * ratio), y: Math.round(event.screenY * ratio)};
    if (action !== "move") {
      values.button = ["left", "middle", "right", "back", "forward"][event.button] || "left";
      values.mods = modifiers(event);
      values.target = this.target(event.target);
    }
    this.add("pointer", values);
  }

  wheel(event) {
    const values = {x: Math.round(event.screenX), y: Math.round(event.screenY)};
    this.add("scroll", {...values, dx: event.deltaX, dy: event.deltaY, target: this.target(event.target)});
  }

  // What can be read on the page, line by line. A desktop recorder reads its screenshots instead.
  screen() {
    this.lastScreenMs = Date.now();
    const items = [];
    const put = (text, rect) => {
      if (text.trim() && rect.width && rect.height && items.length < 5000) {
        items.push({text: text.trim(), box: this.box(rect)});
      }
    };
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (["SCRIPT", "STYLE"].includes(node.parentElement.tagName)) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      put(node.data, range.getBoundingClientRect());
    }
    for (const element of document.querySelectorAll("input, textarea")) {
      put(element.type === "password" ? "" : element.value, element.getBoundingClientRect());
    }
    const ratio = window.devicePixelRatio;
    const size = {width: Math.round(screen.width * ratio), height: Math.round(screen.height * ratio), scale: ratio};
    const ctx = this.contextIndex();
    this.add("screen", {...size, ocr: items, windows: [{ctx, bounds: this.contexts[ctx].bounds}]});
  }

  box(rect) {
    const top = window.screenY + (window.outerHeight - window.innerHeight);
    const places = [rect.left + window.screenX, rect.top + top, rect.width, rect.height];
    return places.map(place => Math.round(place * window.devicePixelRatio));
  }

  field(element = document.activeElement) {
    if (!element || !(element.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(element.tagName))) return null;
    if (!this.fields.has(element)) this.fields.set(element, `f${this.fieldCount++}`);
    const id = this.fields.get(element);
    return {id, role: roleOf(element), name: nameOf(element), secure: element.type === "password"};
  }

  target(element) {
    if (!element || !element.getBoundingClientRect) return null;
    const held = element.type === "password" ? null : element.value;
    const value = typeof held === "string" && held ? held : null;
    return {role: roleOf(element), name: nameOf(element), value, bounds: this.box(element.getBoundingClientRect())};
  }
}

function modifiers(event) {
  return ["Shift", "Control", "Alt", "Meta"].filter(name => event.getModifierState && event.getModifierState(name));
}

function roleOf(element) {
  const given = element.getAttribute("role");
  if (given) return given;
  const inputs = {search: "searchbox", checkbox: "checkbox", radio: "radio", button: "button", submit: "button", range: "slider"};
  const tags = {TEXTAREA: "textarea", BUTTON: "button", A: "link", SELECT: "combobox", OPTION: "option", LI: "listitem"};
  if (element.tagName === "INPUT") return inputs[element.type] || "textbox";
  return element.isContentEditable ? "document" : tags[element.tagName] || "generic";
}

function nameOf(element) {
  const label = element.labels && element.labels[0];
  const own = ["BUTTON", "A", "OPTION", "LI"].includes(element.tagName) ? element.textContent : "";
  const name = element.getAttribute("aria-label") || (label && label.textContent) || own || element.placeholder || element.name || "";
  return name.trim().slice(0, 200);
}

function valueOf(element) {
  return typeof element.value === "string" ? element.value : element.textContent;
}

// Offsets (UTF-16) of the selection in a text field, null where there is none.
function selectionOf(element) {
  if (!element || !["INPUT", "TEXTAREA"].includes(element.tagName)) return null;
  return typeof element.selectionStart === "number" ? [element.selectionStart, element.selectionEnd] : null;
}

function backwards(element) {
  return element.selectionDirection === "backward";
}

// A single-line field does not hold line breaks.
function asHeld(element, text) {
  return element.tagName === "INPUT" ? text.replace(/\r?\n|\r/g, " ") : text.replace(/\r\n?/g, "\n");
}

if (typeof module !== "undefined") module.exports = {CleantraceRecorder};
