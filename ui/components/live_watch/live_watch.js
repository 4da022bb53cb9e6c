import { follow } from "../live/road.js";

// Asks for a redraw of the page when what it depends on has changed: a training that paused or ended, say. The road
// carries the state, so a redraw that gets lost is asked for again, ever more patiently.
const AGAIN = 5000;
// Milliseconds between two looks whether the hand rests: Streamlit cannot tell two parts of a page in one message.
const LOOK = 100;

export default function ({ data, parentElement, setTriggerValue }) {
  parentElement.leave?.();
  const changed = (one, at) => one.gone || (one.stage !== undefined && one.stage !== data.stages[at]);
  let timer = null;
  const ask = (patience) => {
    if (window.labRests && !window.labRests()) {
      timer = setTimeout(ask, LOOK, patience);
      return;
    }
    setTriggerValue("moved", `${performance.now()}`);
    timer = setTimeout(ask, patience, 2 * patience);
  };
  const unfollow = follow(data.topics, data.key, (known) => {
    if (!timer && known.some(changed)) ask(AGAIN);
  }, data.version);
  parentElement.leave = () => {
    clearTimeout(timer);
    unfollow();
  };
  return () => parentElement.leave();
}
