// The player of a training: it moves the head of a film, and says what was reached there.

import { choice, PAUSE, PLAY, takeSteps } from "../buttons.js";
import { fill } from "../cell_explorer/numbers.js";
import { follow } from "../live/road.js";
import { reelOf } from "./reel.js";

const OWN = "own"; // the training's own pace
const SPEEDS = { 1: "1/s", 5: "5/s", 25: "25/s", [OWN]: "as trained" };
const SPOKEN = { 1: "1 epoch a second", 5: "5 epochs a second", 25: "25 epochs a second", [OWN]: "as fast as it trained" };
const still = matchMedia("(prefers-reduced-motion: reduce)");
let speed = "5"; // stays from film to film

class Player {
  constructor(parent) {
    const find = (selector) => parent.querySelector(selector);
    this.root = find(".film");
    this.range = find(".film-time");
    this.told = find(".film-told");
    this.note = find(".film-note");
    this.buttons = { back: find(".film-back"), play: find(".film-play"), next: find(".film-next") };
    this.buttons.back.onclick = () => this.#try(this.reel.step(-1));
    this.buttons.next.onclick = () => this.#try(this.reel.step(1));
    this.buttons.play.onclick = () => (this.reel.playing ? this.reel.pause() : this.#try(this.reel.play()));
    this.unstep = takeSteps(this.root, (by) => this.#try(this.reel.step(by)), (by) => !(by < 0 ? this.buttons.back : this.buttons.next).disabled);
    this.range.oninput = () => this.#try(this.reel.scrub(this.range.valueAsNumber));
    const speeds = find(".film-speed");
    this.press = choice(speeds, SPEEDS, (chosen) => this.#hurry(chosen));
    for (const button of speeds.children) button.setAttribute("aria-label", `${button.textContent}: ${SPOKEN[button.dataset.value]}`);
    still.addEventListener("change", this.show);
  }

  take(data) {
    if (this.reel?.key !== data.film) {
      this.leave?.();
      this.reel = reelOf(data.film);
      this.leave = this.reel.hear(this.show);
      this.root.classList.remove("used");
      this.lost = false;
    }
    this.data = data;
    // Of classes there is more to be said.
    this.root.classList.toggle("many", data.told.length === 1);
    Object.assign(this.reel, { moves: data.moves, road: data.key });
    this.unfollow?.();
    this.unfollow = data.moves ? follow([data.film], data.key, ([known]) => this.reel.learn(known)) : null;
    this.#hurry(speed);
    // It has ended while the learner looked back: what is still missing comes now.
    if (!data.moves && this.reel.at !== null) this.#try(this.reel.ready().then((came) => (this.reel.tell(), came)));
    this.show();
  }

  #hurry(chosen) {
    speed = chosen;
    this.reel.speed = chosen === OWN ? null : Number(chosen);
    this.press(chosen);
  }

  async #try(going) {
    // From here on it stays in sight beside the charts.
    this.root.classList.add("used");
    this.lost = !(await going);
    this.show();
  }

  show = () => {
    const { reel, data, buttons } = this;
    // Before the film itself is here, the page knows its end.
    const newest = reel.newest < 0 && !data.moves ? data.last : reel.newest;
    const epoch = reel.at === null ? newest : reel.epoch;
    set(this.range, "max", data.last);
    this.range.value = Math.max(0, epoch);
    this.range.style.setProperty("--share", data.last ? Math.max(0, epoch) / data.last : 1);
    this.range.disabled = buttons.play.disabled = newest < 1;
    buttons.back.disabled = epoch < 1;
    buttons.next.disabled = reel.at === null;
    this.root.classList.toggle("still", still.matches);
    if (this.playing !== reel.playing) {
      this.playing = reel.playing;
      buttons.play.querySelector("path").setAttribute("d", reel.playing ? PAUSE : PLAY);
      buttons.play.querySelector("span").textContent = reel.playing ? "Pause" : "Play";
    }
    // While it moves, a screen reader would never come to rest.
    set(this.told, "aria-live", reel.resting && !(data.moves && reel.at === null) ? "polite" : "off");
    const words = newest < 0 ? data.waits : this.#words(epoch);
    if (this.told.textContent !== words) this.told.textContent = words;
    set(this.range, "aria-valuetext", words);
    const note = this.lost ? data.lost : still.matches ? data.still : this.#kept(epoch);
    if (this.note.textContent !== note) this.note.textContent = note;
  };

  #words(epoch) {
    const { columns } = this.reel, { told: [words], end } = this.data;
    const at = (name) => (columns ? columns[name]?.[epoch] : end[name]);
    const shown = (name) => (name === "epoch" ? epoch : name.endsWith("accuracy") ? percent(at(name)) : measured(at(name)));
    return fill(words, new Proxy({}, { get: (_, name) => shown(name) }));
  }

  // Where the prediction is that of an earlier epoch: which.
  #kept(epoch) {
    const { shown, at } = this.reel, words = this.data.told[1];
    return words && at !== null && shown !== undefined && shown !== epoch ? fill(words, { shown }) : "";
  }

  end() {
    this.leave?.();
    this.unfollow?.();
    this.unstep();
    still.removeEventListener("change", this.show);
  }
}

function set(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

// Three significant digits, as everywhere.
function measured(value) {
  if (!Number.isFinite(value)) return "–";
  const size = value ? Math.floor(Math.log10(Math.abs(value))) : 0;
  if (size >= -4 && size <= 8) return value.toLocaleString("en", { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
  const [digits, power] = value.toExponential(2).split("e");
  return `${digits} × 10${[...String(Number(power))].map((one) => ({ "-": "⁻" })[one] ?? "⁰¹²³⁴⁵⁶⁷⁸⁹"[one]).join("")}`;
}

const percent = (share) => `${measured(100 * share)} %`;

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".film");
  place.player ??= new Player(parentElement);
  place.player.take(data);
  return () => {
    place.player.end();
    place.player = null;
  };
}
