import { follow } from "../live/road.js";

// Asks for a redraw of the page when what it depends on has changed: a training that paused or ended, say. The road
// carries the state, so a redraw that gets lost is asked for again.
const AGAIN = 10000;

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.leave?.();
  clearInterval(parentElement.again);
  let asked = 0;
  const ask = () => setTriggerValue("moved", `${performance.now()}`);
  parentElement.leave = follow(data.topics, data.key, (known) => {
    const changed = known.some((one, at) => one.gone || (one.stage !== undefined && one.stage !== data.stages[at]));
    if (!changed || asked) return;
    asked = 1;
    ask();
    parentElement.again = setInterval(ask, AGAIN);
  });
  return () => {
    clearInterval(parentElement.again);
    parentElement.leave?.();
  };
}
