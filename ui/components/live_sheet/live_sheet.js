import { answer, end, show } from "../live/drawing.js";
import { follow } from "../live/road.js";

// Everything that a section says of works: texts, boxes, tables and charts. What the road brings replaces single items;
// all others stay as they are, charts with their zoom.
const LAYOUT = "";

const element = (name) => Object.assign(document.createElement("div"), { className: name });

function chart(place, { figure, alt, answers }, tell) {
  place.classList.add("live-chart");
  place.setAttribute("role", "figure");
  show(place, figure, figure.layout.height, alt);
  if (answers) answer(place, tell);
}

function box(place, { html, icon }) {
  place.setAttribute("role", place.classList.contains("lab-warning-box") ? "alert" : "status");
  const [sign, words] = [document.createElement("span"), element("lab-words")];
  Object.assign(sign, { className: "lab-icon", textContent: icon });
  sign.setAttribute("aria-hidden", "true");
  words.innerHTML = html;
  place.replaceChildren(sign, words);
}

function text(place, { html, height, alt }) {
  if (height) Object.assign(place.style, { maxHeight: `${height}px` });
  if (alt) place.setAttribute("aria-label", alt);
  place.innerHTML = html;
}

const DRAW = { chart, info: box, warning: box };
const NAMES = { info: "lab-box lab-info-box", warning: "lab-box lab-warning-box" };

class Sheet {
  constructor(place) {
    this.place = place;
    this.drawn = new Map(); // name → its element
    this.frames = new Map(); // where it is → element of columns or a box
  }

  // Brings the page to these items.
  show(items) {
    for (const [name, item] of Object.entries(items)) if (name !== LAYOUT) this.item(name, item);
    for (const name of this.drawn.keys()) if (!items[name]) this.drop(name);
    this.arrange(this.place, items[LAYOUT]?.layout ?? [], "");
  }

  item(name, item) {
    let place = this.drawn.get(name);
    if (place?.item === item) return;
    if (place && place.item.kind !== item.kind) place = this.drop(name);
    if (!place) this.drawn.set(name, (place = element(NAMES[item.kind] ?? `lab-${item.kind}`)));
    place.item = item;
    (DRAW[item.kind] ?? text)(place, item, (point) => this.tell(point));
  }

  drop(name) {
    const place = this.drawn.get(name);
    if (place.item.kind === "chart") end(place);
    place.remove();
    this.drawn.delete(name);
  }

  // The children of an element in their order; what stands there already is not touched, for a chart would flicker.
  arrange(parent, layout, path) {
    const wanted = layout.map((entry, at) => (typeof entry === "string" ? this.drawn.get(entry) : this.frame(entry, `${path}/${at}`)));
    wanted.forEach((child, at) => {
      if (parent.children[at] !== child) parent.insertBefore(child, parent.children[at] ?? null);
    });
    while (parent.children.length > wanted.length) parent.lastElementChild.remove();
  }

  frame(entry, path) {
    const frame = this.frames.get(path) ?? element("");
    this.frames.set(path, frame);
    frame.className = entry.box ? "lab-frame" : `lab-columns lab-gap-${entry.gap}`;
    if (entry.box) this.arrange(frame, entry.box, path);
    else {
      while (frame.children.length < entry.columns.length) frame.append(element("lab-column"));
      entry.columns.forEach((column, at) => this.arrange(frame.children[at], column, `${path}/${at}`));
    }
    return frame;
  }

  end() {
    return Promise.all([...this.drawn.values()].filter((place) => place.item.kind === "chart").map(end));
  }
}

// What the page has, and what the road knows better.
function newest(data, known) {
  const items = { ...data.items };
  for (const [name, { version, item }] of Object.entries(known?.items ?? {})) {
    if (!name.startsWith(data.prefix) || version <= data.version) continue;
    const own = name.slice(data.prefix.length);
    if (item) items[own] = item;
    else delete items[own];
  }
  return items;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".lab-sheet");
  const sheet = (place.sheet ??= new Sheet(place));
  sheet.tell = (point) => setTriggerValue("pick", point);
  sheet.leave?.();
  sheet.show(data.items);
  sheet.leave = follow([data.topic], data.key, ([known]) => sheet.show(newest(data, known)), data.version);
  return () => {
    sheet.leave();
    return sheet.end();
  };
}
