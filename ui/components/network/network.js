// The network whose units show their states: it goes along with the head of a film, and lets the window walk through it.

import { fill } from "../cell_explorer/numbers.js";
import { reelOf } from "../film/reel.js";
import { stepsOf } from "../film/units.js";
import { Picture } from "./picture.js";

const STEPS_A_SECOND = 8; // of a short window
const LONGEST = 4; // seconds that a walk through a window takes
const still = matchMedia("(prefers-reduced-motion: reduce)");

class Network {
  constructor(parent) {
    this.place = parent.querySelector(".units-picture");
    this.told = parent.querySelector(".units-told");
    this.observer = new IntersectionObserver(([entry]) => {
      this.away = !entry.isIntersecting;
      if (!this.away) this.show();
    });
    this.observer.observe(this.place);
  }

  take(data) {
    const plan = JSON.stringify([data.layers, data.features, data.outputs, data.ink, data.scale]);
    if (this.plan !== plan) {
      this.plan = plan;
      this.picture = new Picture(this.place, data);
      this.picture.svg.onpointerenter = this.picture.svg.onfocus = () => this.#walk();
    }
    this.data = data;
    // One line for each layer, and one: nothing below moves.
    this.told.style.height = `${1.5 * (1 + data.layers.length)}em`;
    if (this.key !== data.film) {
      this.leave?.();
      this.key = data.film;
      this.steps = null;
      this.reel = data.film && reelOf(data.film);
      this.leave = this.reel?.hear(this.show);
    }
    this.drawn = null;
    if (this.reel) {
      this.reel.road = data.key;
      if (!data.moves) this.#ask();
    }
    this.show();
  }

  // How it ended, and the walk of the window.
  async #ask() {
    const { reel, data } = this;
    if (this.asked === `${data.film} ${data.last}`) return;
    this.asked = `${data.film} ${data.last}`;
    const told = await reel.fetch("/units");
    // At the next drawing it is asked for once more.
    if (!told) this.asked = null;
    if (!told?.epochs || this.reel !== reel) return;
    reel.meet(told);
    this.steps = told.steps && { epoch: told.epochs[0], of: stepsOf(told, data.layers.length) };
    reel.tell();
  }

  show = () => {
    const { reel, data } = this, epoch = reel?.lively;
    if (epoch === undefined) {
      this.#say(data.words.empty);
      if (this.drawn !== "empty") this.picture.empty();
      this.drawn = "empty";
      return;
    }
    if (this.walking && (reel.at !== null || this.steps?.epoch !== epoch)) this.#rest();
    const step = this.walking ? this.step : null;
    const drawn = `${epoch} ${step} ${reel.units.size}`;
    if (this.drawn === drawn) return;
    const units = reel.units.get(epoch), states = step === null ? units.states : this.steps.of[step];
    // On the way through a window only those that are shown are known.
    const signs = step === null ? units.signs : states.map((layer) => [layer.filter((h) => h > 0).length, layer.filter((h) => h < 0).length]);
    const sizes = data.layers.map(({ units: all, shown }) => (step === null ? all : shown));
    const words = step === null ? data.words.told : data.words.step;
    this.#say(fill(words, { epoch, states: this.#counted(signs, sizes), step: step + 1, steps: this.steps?.of.length }));
    if (this.away) return;
    this.drawn = drawn;
    this.picture.states(states, this.#ends(), data.scale);
    if (units.into) this.picture.weights(units.into, units.out, this.#most(), data.scale);
  };

  #say(words) {
    if (this.told.textContent !== words) this.told.textContent = words;
    const said = fill(this.data.words.network, { network: this.data.called, told: words });
    if (this.picture.svg.getAttribute("aria-label") !== said) this.picture.svg.setAttribute("aria-label", said);
  }

  #counted(signs, sizes) {
    const { layers } = this.data;
    const one = ([above, below], layer) => {
      const rest = sizes[layer] - above - below;
      return `${above} positive, ${below} negative${rest ? `, ${rest} neither` : ""}`;
    };
    if (layers.length === 1) return one(signs[0], 0);
    return signs.map((sign, layer) => `${layers[layer].name[0]} ${one(sign, layer)}`).join("; ");
  }

  // One scale for all epochs, as on Gates: the largest state of a layer, and 1 at least.
  #ends() {
    return this.#largest("ends", () => this.data.layers.map((_, layer) => largest(1, this.reel.units, ({ states }) => states[layer])));
  }

  #most() {
    return this.#largest("most", () => [largest(1e-9, this.reel.units, ({ into }) => into), largest(1e-9, this.reel.units, ({ out }) => out)]);
  }

  // Found once for all units that are here.
  #largest(name, find) {
    const kept = this[name];
    if (kept?.reel !== this.reel || kept.size !== this.reel.units.size) this[name] = { reel: this.reel, size: this.reel.units.size, found: find() };
    return this[name].found;
  }

  #walk() {
    const { reel, steps, data } = this;
    if (!steps || this.walking || still.matches || data.moves || reel.at !== null || reel.lively !== steps.epoch) return;
    this.step = 0;
    this.walking = setInterval(() => {
      if (++this.step >= steps.of.length) this.#rest();
      this.show();
    }, 1000 / Math.max(STEPS_A_SECOND, steps.of.length / LONGEST));
    this.show();
  }

  #rest() {
    clearInterval(this.walking);
    this.walking = null;
  }

  end() {
    this.#rest();
    this.leave?.();
    this.observer.disconnect();
  }
}

function largest(least, units, of) {
  let most = least;
  for (const one of units.values()) for (const value of of(one)) if (Math.abs(value) > most) most = Math.abs(value);
  return most;
}

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".units");
  place.network ??= new Network(parentElement);
  place.network.take(data);
  return () => {
    place.network.end();
    place.network = null;
  };
}
