// One explorer per place on the page: its position, what it draws, and what it tells the server.

import { Values } from "./values.js";
import { brief } from "./numbers.js";
import { CellDrawing, isMissing, NARROW_BELOW, setClass, setText } from "./cell.js";
import { element, LayerDrawing, NetworkDrawing } from "./levels.js";
import { Panel, symbol } from "./panel.js";
import { choice, PAUSE, PLAY, takeSteps } from "../buttons.js";
import { GRAINS, moved, SPEEDS, Strip } from "./controls.js";
import { decided, follow, walked } from "./places.js";
import { Player } from "./playing.js";

const REST = 400; // milliseconds without a move after which the server hears of the new place
const instances = new WeakMap();
// By the explorer's own key (the one that Streamlit hands over is new at every mount): a page that is left and
// opened again goes on where it was.
const positions = (window.labCellPositions ??= new Map());

class Explorer {
  constructor(parent, key) {
    this.find = (selector) => parent.querySelector(selector);
    this.stage = this.find(".stage");
    this.state = positions.get(key) ?? {
      turn: null, kind: null, layer: 0, unit: 0, step: 0, level: "cell", node: null, grain: "operation", speed: 1,
    };
    positions.set(key, this.state);
    this.player = new Player(this);
    this.panel = new Panel(this.find(".panel"), { colors: {} }, () => this.open(null));
    this.#listen();
    this.observer = new ResizeObserver(() => this.#resized());
    this.observer.observe(this.find(".explorer"));
    this.key = key;
    this.unfollow = follow(key, () => { if (this.data && this.#stand()) this.#build(); }, (step) => this.#scrub(step));
  }

  #listen() {
    const root = this.find(".explorer");
    root.onkeydown = (event) => this.#key(event);
    root.addEventListener("pointerdown", () => this.#taken(), { capture: true });
    root.addEventListener("keydown", ({ key }) => key !== "Tab" && this.#taken(), { capture: true });
    this.unstep = takeSteps(root, (by) => this.move(by));
    this.find(".play").onclick = () => this.toggle();
    this.find(".back").onclick = () => this.move(-1);
    this.find(".next").onclick = () => this.move(1);
    this.find(".time").oninput = (event) => this.#scrub(Number(event.target.value));
    this.markGrain = choice(this.find(".grain"), GRAINS, (grain) => this.#set({ grain }));
    this.markSpeed = choice(this.find(".speed"), Object.fromEntries(SPEEDS.map((s) => [s, `${s}×`])), (s) => this.#set({ speed: Number(s) }));
  }

  // New data: another window, epoch or intervention.
  update(data, send) {
    this.send = send;
    const other = this.data?.window !== data.window;
    this.data = data;
    this.values = new Values(data);
    this.kind = this.values.kind;
    this.panel.look = data.look;
    const { operations, shades } = this.kind;
    // Another kind of network has other operations, nodes and names.
    if (data.kind !== this.state.kind) Object.assign(this.state, { kind: data.kind, operation: operations, node: null, shadeBy: shades[0] });
    if (!this.#stand() && other) this.player.stop();
    Object.assign(this.state, this.#within(this.place));
    this.find(".time").max = data.steps - 1;
    this.strip = new Strip(this.find(".strip"), this.values, data.look);
    this.markShade = choice(this.find(".shade"), Object.fromEntries(shades.map((kind) => [kind, data.look.letters[kind]])), (shadeBy) => this.#set({ shadeBy }));
    this.#build();
    this.#begin();
  }

  #taken() {
    this.state.taken = true;
  }

  // Plays by itself, step by step, until a hand has taken it.
  #begin() {
    if (!this.data.plays || this.begun || this.state.taken || this.player.still.matches) return;
    this.begun = true;
    Object.assign(this.state, { grain: "step", step: 0 });
    this.player.start();
    this.draw();
  }

  // Go where the page wants it, once for each of its decisions; returns whether there was a new one. A place outside
  // of these numbers is one in numbers that are still on their way.
  #stand() {
    const { turn, ...at } = decided(this.key) ?? this.state;
    const { layer, unit, step } = at;
    if (turn === this.state.turn || JSON.stringify(this.#within({ layer, unit, step })) !== JSON.stringify({ layer, unit, step })) return false;
    this.player.stop();
    Object.assign(this.state, at, { turn, operation: this.kind.operations });
    this.told = JSON.stringify(this.place);
    return true;
  }

  #within({ layer, unit, step }) {
    const { layers, units, steps } = this.data;
    return { layer: Math.min(layer, layers.length - 1), unit: Math.min(unit, units - 1), step: Math.min(step, steps - 1) };
  }

  get place() {
    const { layer, unit, step } = this.state;
    return { layer, unit, step };
  }

  #set(change) {
    Object.assign(this.state, change);
    this.player.restart();
    this.draw();
  }

  // The drawing of the level, made anew.
  #build() {
    const focused = this.stage.contains(this.stage.getRootNode().activeElement);
    this.isNarrow = this.find(".explorer").clientWidth < NARROW_BELOW;
    const { level } = this.state;
    // The levels above stand in the room of the drawing, so that nothing below jumps.
    if (this.drawing instanceof CellDrawing) this.stageHeight = this.stage.clientHeight;
    this.stage.style.minHeight = level === "cell" ? "" : `${this.stageHeight ?? 300}px`;
    const open = (name) => this.open(name);
    if (level === "cell") this.drawing = new CellDrawing(this.stage, this.values, this.isNarrow, this.data.look, open);
    else if (level === "layer") this.drawing = new LayerDrawing(this.stage, this.data.units, this.data.look, (unit) => this.choose({ unit }, "cell"));
    else this.drawing = new NetworkDrawing(this.stage, this.values, this.data.look, (layer) => this.choose({ layer }, "layer"), open);
    this.find(".explorer").dataset.level = level;
    this.draw();
    if (focused) this.stage.focus({ preventScroll: true });
  }

  #resized() {
    const narrow = this.find(".explorer").clientWidth < NARROW_BELOW;
    if (this.data && narrow !== this.isNarrow) this.#build();
  }

  draw(operation = this.state.operation) {
    setClass(this.find(".explorer"), "playing", this.player.playing);
    setClass(this.find(".explorer"), "plays", Boolean(this.data.plays));
    const { level, node, step, grain, speed, shadeBy } = this.state;
    const { text } = this.data;
    const here = this.place;
    const ready = this.values.has(here);
    if (level === "cell" && ready) this.drawing.show(this.values, here, operation, text, node);
    if (level === "layer") this.drawing.show(this.values, here, shadeBy);
    if (level === "network") this.drawing.show(this.values, here, text);
    this.strip.show(step);
    if (this.walked !== step) walked(this.key, (this.walked = step), JSON.stringify(here) === this.told);
    const time = this.find(".time");
    time.value = step;
    time.setAttribute("aria-valuetext", `step ${step + 1} of ${this.data.steps}`);
    this.markGrain(grain);
    this.markSpeed(speed);
    this.markShade(shadeBy);
    this.#crumbs();
    this.#tell(ready, operation);
    this.#buttons();
  }

  #tell(ready, operation) {
    const { level, node, step, unit } = this.state;
    const { text, steps, look } = this.data;
    const here = this.place;
    if (!ready && level === "cell") this.panel.note("", text.notes.wait);
    else if (node && (level === "cell" || !(node in this.kind.nodes))) this.panel.node(node, this.values, here, text);
    else if (level === "cell") this.panel.operation(this.state.operation, operation, this.values, here, text);
    else this.panel.note(text.levels[level].title, text.levels[level].sentence);
    const now = ready ? this.values.cell(here) : {};
    const known = this.kind.tells.filter((name) => this.kind.nodes[name].operation <= operation && !isMissing(now[name]));
    const numbers = known.map((name) => `${symbol(name, text, look, this.values.g)} ${brief(now[name])}`);
    const line = this.find(".now");
    const { playing } = this.player;
    // One voice at a time: the open formula, or the line of values; none while playing.
    line.setAttribute("aria-live", playing || node ? "off" : "polite");
    this.panel.root.setAttribute("aria-live", node && !playing ? "polite" : "off");
    setText(line, [`Step ${step + 1} of ${steps}`, `unit ${unit + 1}`, ...numbers].join(" · "));
  }

  #crumbs() {
    const { level, layer, unit, node } = this.state;
    const steps = [["network", "Network"], ["layer", `Layer ${layer + 1}`], ["cell", `Unit ${unit + 1}`]];
    if (node) steps.push(["number", symbol(node, this.data.text, this.data.look, this.values.g)]);
    const text = steps.map(([, label]) => label).join("|") + level;
    if (this.crumbText === text) return;
    this.crumbText = text;
    const root = this.find(".crumbs");
    root.replaceChildren();
    for (const [name, label] of steps) {
      if (root.childElementCount) element("span", { "aria-hidden": "true" }, root, "›");
      const button = element("button", { type: "button" }, root, label);
      const here = name === (node ? "number" : level);
      if (here) button.setAttribute("aria-current", "true");
      button.onclick = () => { if (name !== "number") this.#level(name); };
    }
  }

  #buttons() {
    const button = this.find(".play");
    button.querySelector("path").setAttribute("d", this.player.playing ? PAUSE : PLAY);
    setText(button.querySelector("span"), this.player.playing ? "Pause" : "Play");
    const by = GRAINS[this.state.grain];
    this.find(".back").setAttribute("aria-label", `Back by one ${by}`);
    this.find(".next").setAttribute("aria-label", `On by one ${by}`);
    this.find(".back").disabled = this.next(-1, this.state.grain) === null;
    this.find(".next").disabled = this.next(1, this.state.grain) === null;
  }

  #level(level) {
    this.state.level = level;
    this.state.node = null;
    this.#build();
    this.stage.focus({ preventScroll: true });
  }

  // An explicit choice of a unit or a layer.
  choose(change, level) {
    Object.assign(this.state, change);
    this.#level(level);
    if (!this.player.playing) this.#pick();
  }

  open(node) {
    this.state.node = this.state.node === node ? null : node;
    this.draw();
  }

  move(way) {
    this.pause();
    const next = this.next(way, this.state.grain);
    if (!next) return;
    this.#go(next);
    this.#rest();
    if (way > 0 && this.state.grain === "operation") this.player.pulse();
  }

  // A hand has chosen a step, here or elsewhere on the page.
  #scrub(step) {
    if (!this.data) return;
    if (this.player.playing) this.player.stop();
    this.#go({ step, operation: this.kind.operations });
    this.#rest();
  }

  #go(position) {
    Object.assign(this.state, position);
    this.player.endPulse();
    this.draw();
  }

  toggle() {
    if (this.player.playing) { this.pause(); return; }
    clearTimeout(this.timer);
    const { grain } = this.state;
    if (!this.next(1, grain)) {
      this.state.step = 0;
      this.state.operation = grain === "operation" ? 1 : this.kind.operations;
    }
    this.player.start();
    this.draw();
  }

  pause() {
    if (!this.player.playing) return;
    this.player.stop();
    this.draw();
    this.#pick();
  }

  // Where a move leads, or null at an end.
  next(way, grain) {
    return moved(this.state, way, grain, this.data.steps, this.kind.operations);
  }

  // What plays by itself begins anew at its end.
  again() {
    return this.data.plays && !this.state.taken ? { step: 0, operation: this.kind.operations } : null;
  }

  pulse(operation, part) {
    if (this.drawing instanceof CellDrawing) this.drawing.pulse(operation, part);
  }

  #rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#pick(), REST);
  }

  #pick() {
    clearTimeout(this.timer);
    const place = JSON.stringify(this.place);
    if (place === this.told) return;
    this.told = place;
    this.send(this.place);
  }

  #key(event) {
    const inField = event.target.matches?.("input");
    if (event.key === " " && !event.target.closest?.("button, input")) this.toggle();
    else if (event.key === "ArrowRight" && !inField) this.move(1);
    else if (event.key === "ArrowLeft" && !inField) this.move(-1);
    else if (event.key === "Escape" && this.state.node) this.open(null);
    else if (event.key === "Escape" && this.state.level !== "network") this.#level(this.state.level === "cell" ? "layer" : "network");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  destroy() {
    this.player.destroy();
    this.unfollow();
    this.unstep();
    clearTimeout(this.timer);
    this.observer.disconnect();
  }
}

export default function ({ data, parentElement, setTriggerValue }) {
  let explorer = instances.get(parentElement);
  if (!explorer) {
    explorer = new Explorer(parentElement, data.key);
    instances.set(parentElement, explorer);
  }
  explorer.update(data, (place) => setTriggerValue("pick", place));
  return () => {
    explorer.destroy();
    instances.delete(parentElement);
  };
}
