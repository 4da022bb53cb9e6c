// A text about one step of a window: it has the words of all steps and speaks of the one at which an explorer stands.

import { accompany, standing } from "../cell_explorer/places.js";

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".lab-told");
  const say = (step) => {
    const at = Math.min(step, data.steps - 1);
    const words = data.html.replace(/\{(\w+)\}/g, (whole, name) => data.values[name]?.[at] ?? whole) + (data.notes[at] ?? "");
    if (words !== place.words) place.innerHTML = place.words = words;
  };
  say(standing(data.key, data.step));
  place.leave?.();
  place.leave = accompany(data.key, say);
  return () => place.leave();
}
