// What this page knows of each film, and where its head stands: the player moves it, charts go along.

import { bytes } from "../live/road.js";
import { unitsOf } from "./units.js";

const PATIENCE = 2000; // milliseconds that a film is remembered for a page that is just drawn again
const REST = 250; // milliseconds without a move after which a hand has come to rest
const MOST = 120; // predictions that are kept of a training that goes on
const LONGEST = 0.25; // seconds that a film goes on in one frame, however long that took
const GAP = 65535;
const reels = new Map();

class Reel {
  constructor(key) {
    this.key = key;
    this.columns = null; // name → numbers, one of each epoch
    this.shots = new Map(); // epoch → prediction, epochs ascending
    this.units = new Map(); // epoch → the network's units, in any order
    this.at = null; // where the head stands, in epochs; null where it follows the newest
    this.moves = false; // whether the training goes on
    this.playing = this.scrubbing = false;
    this.speed = null; // epochs a second; null: as fast as it trained
    this.hearers = new Set();
  }

  get newest() {
    return this.columns ? this.columns.epoch.length - 1 : -1;
  }

  // The last whole epoch that the head has come to.
  get epoch() {
    return this.at === null ? this.newest : Math.floor(this.at);
  }

  get resting() {
    return !this.playing && !this.scrubbing;
  }

  // The newest epoch up to the head whose prediction is here, undefined before the first.
  get shown() {
    let found;
    for (const epoch of this.shots.keys()) {
      if (epoch > this.epoch) break;
      found = epoch;
    }
    return found;
  }

  // The newest epoch up to the head whose units are here, undefined before the first.
  get lively() {
    const end = this.at === null ? Infinity : this.epoch;
    let found;
    for (const epoch of this.units.keys()) if (epoch <= end && !(epoch < found)) found = epoch;
    return found;
  }

  // Units as the server tells of them.
  meet(told) {
    if (!told || told === this.told) return;
    this.told = told;
    for (const [epoch, units] of unitsOf(told)) this.units.set(epoch, units);
  }

  hear(hearer) {
    this.hearers.add(hearer);
    return () => {
      this.hearers.delete(hearer);
      setTimeout(() => {
        if (this.hearers.size) return;
        this.playing = false;
        if (reels.get(this.key) === this) reels.delete(this.key);
      }, PATIENCE);
    };
  }

  tell() {
    this.hearers.forEach((hearer) => hearer());
  }

  // What the live road has brought of a training that goes on.
  learn({ columns, count, prediction, units }) {
    if (!count) return;
    this.columns = columns;
    this.meet(units);
    if (prediction && prediction !== this.last) this.shots.set(count - 1, (this.last = prediction));
    if (this.shots.size > MOST) this.shots = new Map([...this.shots].filter((_, place) => place % 2 === 0));
    this.tell();
  }

  // The whole film, or of a training that goes on what there is so far: asked for once. Resolves with whether it came.
  ready() {
    if (this.whole || (this.moves && this.asked)) return Promise.resolve(true);
    return (this.asking ??= this.#ask().finally(() => (this.asking = null)));
  }

  // What the server tells of the film itself, or of a part of it; null where it does not answer.
  async fetch(part = "") {
    const url = new URL(`lab/film/${this.key}${part}`, document.baseURI);
    if (this.road) url.searchParams.set("key", this.road);
    const answer = await fetch(url).catch(() => null);
    return answer?.ok ? answer.json() : null;
  }

  async #ask() {
    const told = await this.fetch();
    if (!told) return false;
    const { whole, names, rows, epochs, frames, spans } = told;
    this.meet(told.units);
    this.whole = whole;
    this.asked = true;
    const table = new Float32Array(bytes(rows));
    // Of a training that goes on the road knows more by now.
    if (whole || !this.columns) {
      this.columns = Object.fromEntries(names.map((name, at) => [name, [...table].filter((_, i) => i % names.length === at)]));
    }
    const places = new Uint16Array(bytes(frames)), ends = new Float32Array(bytes(spans)), size = places.length / epochs.length;
    epochs.forEach((epoch, at) => {
      const low = ends[2 * at], step = (ends[2 * at + 1] - low) / (GAP - 1);
      this.shots.set(epoch, Array.from(places.subarray(at * size, (at + 1) * size), (place) => (place === GAP ? NaN : low + place * step)));
    });
    this.shots = new Map([...this.shots].sort(([a], [b]) => a - b));
    return true;
  }

  #to(at) {
    // At the newest it follows.
    this.at = at >= this.newest ? null : Math.max(0, at);
  }

  async play() {
    if (!(await this.ready())) return false;
    if (this.at === null) this.at = 0;
    this.playing = true;
    this.scrubbing = false;
    this.before = null;
    this.tell();
    requestAnimationFrame(this.#tick);
    return true;
  }

  pause() {
    this.playing = this.scrubbing = false;
    if (this.at !== null) this.at = this.epoch;
    this.tell();
  }

  async step(by) {
    if (!(await this.ready())) return false;
    const from = this.epoch;
    this.pause();
    this.#to(from + by);
    this.tell();
    return true;
  }

  async scrub(epoch) {
    this.playing = false;
    if (!(await this.ready())) return false;
    this.scrubbing = true;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.scrubbing && this.pause(), REST);
    this.#to(epoch);
    this.tell();
    return true;
  }

  #tick = (now) => {
    if (!this.playing) return;
    const seconds = this.before === null ? 0 : Math.min((now - this.before) / 1000, LONGEST);
    this.before = now;
    this.#to(this.speed === null ? this.#later(seconds) : this.at + this.speed * seconds);
    if (this.at === null) return this.pause();
    this.tell();
    requestAnimationFrame(this.#tick);
  };

  // Where the training was so many seconds after the head's place, by its own clock.
  #later(seconds) {
    const clock = this.columns.seconds;
    let epoch = Math.floor(this.at);
    const time = clock[epoch] + (this.at - epoch) * (clock[epoch + 1] - clock[epoch]) + seconds;
    while (epoch < this.newest && clock[epoch + 1] <= time) epoch++;
    if (epoch === this.newest) return epoch;
    return epoch + (time - clock[epoch]) / (clock[epoch + 1] - clock[epoch]);
  }
}

export function reelOf(key) {
  if (!reels.has(key)) reels.set(key, new Reel(key));
  return reels.get(key);
}
