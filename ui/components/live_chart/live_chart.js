import { end, show } from "../live/drawing.js";
import { follow } from "../live/road.js";
import { fed, label } from "./feed.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".live-chart");
  place.style.height = `${data.height}px`;
  // What cannot be read in less width is scrolled sideways.
  place.style.minWidth = `${data.narrowest}px`;
  parentElement.style.overflowX = data.narrowest ? "auto" : "";
  show(place, data.figure, data.height, data.alt);
  const { feed } = data;
  place.leave?.();
  place.leave = feed && follow(feed.topics, feed.key, (known) => {
    const figure = fed(data.figure, feed, known);
    if (figure) show(place, figure, data.height, feed.alt ? label(feed.alt, known) : data.alt);
  }, feed.version);
  if (data.answers) {
    place.drawing = place.drawing.then(() => {
      if (!place.removeAllListeners) return;
      place.removeAllListeners("plotly_click");
      place.on("plotly_click", ({ points: [point] }) => {
        setTriggerValue("pick", { x: point.x, y: point.y, name: point.data.name ?? "" });
      });
    });
  }
  return () => {
    place.leave?.();
    return end(place);
  };
}
