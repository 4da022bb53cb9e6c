// Stepping and playing: what a grain means, the buttons, the strip of the window's input.

import { svg } from "./cell.js";

export const GRAINS = { operation: "operation", step: "time step", window: "window" };
export const SPEEDS = [1, 2, 4];

// Milliseconds that one move takes at speed 1; a whole window takes about five seconds.
export function duration(grain, steps) {
  return { operation: 1100, step: 700, window: Math.max(60, 5000 / steps) }[grain];
}

// The next position by a grain, or null at the end. operation: from 1; the last of them completes the step.
export function moved({ step, operation }, by, grain, steps, operations) {
  const last = steps - 1;
  if (grain === "operation") {
    if (by > 0) return operation < operations ? { step, operation: operation + 1 } : step < last ? { step: step + 1, operation: 1 } : null;
    return operation > 1 ? { step, operation: operation - 1 } : step > 0 ? { step: step - 1, operation: operations } : null;
  }
  if (by > 0 && step === last && operation === operations) return null;
  if (by < 0 && step === 0) return null;
  if (grain === "window") return { step: by > 0 ? last : 0, operation: operations };
  if (by > 0 && operation < operations) return { step, operation: operations };
  return { step: step + by, operation: operations };
}

// The window's input over time, with the step marked; its ends stand under the ends of the slider.
export class Strip {
  constructor(root, values, look) {
    const steps = Math.max(1, values.steps - 1);
    const values_ = Array.from(values.x);
    const low = Math.min(...values_);
    const high = Math.max(...values_);
    this.y = (value) => (high > low ? 38 - (34 * (value - low)) / (high - low) : 20);
    root.setAttribute("viewBox", `0 0 ${steps} 40`);
    root.setAttribute("preserveAspectRatio", "none");
    root.replaceChildren();
    for (let feature = values.features - 1; feature >= 0; feature--) {
      const points = Array.from({ length: values.steps }, (_, t) => `${t} ${this.y(values.x[t * values.features + feature])}`);
      svg("polyline", { points: points.join(" "), stroke: look.colors[feature ? "muted" : "data"], opacity: feature ? 0.4 : 1 }, root);
    }
    this.cursor = svg("line", { y1: 0, y2: 40, stroke: look.colors.text }, root);
  }

  show(step) {
    this.cursor.setAttribute("x1", step);
    this.cursor.setAttribute("x2", step);
  }
}
