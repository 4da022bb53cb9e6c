// The clock: a window that plays, and the pulse through the wires after a single step.

import { duration } from "./controls.js";

const PULSE = 450; // milliseconds that the wires run after a single step

export class Player {
  // host: the explorer, which knows where it stands (`state`), how far it can go (`next`, `again`) and how it is
  // drawn (`draw`, `pulse`), and hears of the end (`pause`).
  constructor(host) {
    this.host = host;
    this.playing = false;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  start() {
    this.playing = true;
    this.since = null;
    this.pulseFrom = null;
    this.#loop();
  }

  stop() {
    this.playing = false;
    this.host.pulse(null);
  }

  // The present move starts its time anew: its grain or speed is another.
  restart() {
    this.since = null;
  }

  // The wires of the present operation run once.
  pulse() {
    if (this.still.matches) return;
    this.pulseFrom = performance.now();
    this.#loop();
  }

  endPulse() {
    this.pulseFrom = null;
    this.host.pulse(null);
  }

  destroy() {
    this.playing = false;
    cancelAnimationFrame(this.frame);
  }

  #loop() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame((now) => this.#tick(now));
  }

  #tick(now) {
    if (this.playing) this.#playTick(now);
    else if (this.pulseFrom === null || !this.#pulseTick(now)) return;
    this.#loop();
  }

  #pulseTick(now) {
    const part = (now - this.pulseFrom) / PULSE;
    if (part >= 1) this.host.pulse(null);
    else this.host.pulse(this.host.state.operation, part);
    return part < 1;
  }

  // In the first part of an operation its wires run; then its values appear.
  #playTick(now) {
    const { grain, speed, level } = this.host.state;
    const length = duration(grain, this.host.data.steps) / speed;
    this.since ??= now;
    if (now - this.since >= length) {
      // Window by window is a film of time steps.
      const next = this.host.next(1, grain === "window" ? "step" : grain) ?? this.host.again();
      if (!next) { this.host.pause(); return; }
      this.since = Math.max(this.since + length, now - length);
      this.runs = false;
      Object.assign(this.host.state, next);
      this.host.draw(grain === "operation" && !this.still.matches ? next.operation - 1 : next.operation);
    }
    if (grain !== "operation" || level !== "cell" || this.still.matches) return;
    const part = (now - this.since) / length / 0.6;
    if (part < 1) this.host.pulse(this.host.state.operation, part);
    else if (!this.runs) {
      this.runs = true;
      this.host.pulse(null);
      this.host.draw();
    }
  }
}
