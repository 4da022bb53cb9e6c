import { accompany, standing } from "../cell_explorer/places.js";
import { filmed, goAlong, inFilm } from "../film/layer.js";
import { answer, end, remark, show } from "../live/drawing.js";
import { follow } from "../live/road.js";
import { fed, label } from "./feed.js";

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".live-chart");
  // What cannot be read in less width is scrolled sideways.
  place.style.minWidth = `${data.narrowest}px`;
  parentElement.style.overflowX = data.narrowest ? "auto" : "";
  const { feed, film } = data;
  let { figure, alt } = data;
  const draw = () => {
    if (film && inFilm(film)) show(place, ...filmed(figure, film, data.height));
    else show(place, figure, data.height, alt);
  };
  draw();
  place.leave?.();
  place.leave = feed && follow(feed.topics, feed.key, (known) => {
    const newer = fed(data.figure, feed, known);
    if (!newer) return;
    figure = newer;
    if (feed.alt) alt = label(feed.alt, known[0].columns);
    draw();
  }, feed.version);
  place.along?.();
  place.along = film && goAlong(place, film, draw);
  place.stay?.();
  const { walks } = data;
  const mark = (step) => remark(place, shifted(data.figure, walks, step));
  place.stay = walks && accompany(walks.key, mark);
  // Drawn while an explorer plays: the page does not know how far it is.
  if (walks && standing(walks.key, walks.at) !== walks.at) mark(standing(walks.key, walks.at));
  if (data.answers) answer(place, (point) => setTriggerValue("pick", point));
  return () => {
    place.leave?.();
    place.stay?.();
    place.along?.();
    return end(place);
  };
}

// The figure's shapes with those that mark a step of the window at another one, counted from 0. walks: at, the step
// that they mark now; x, where each step stands on the time axis, null where the axis counts steps.
function shifted(figure, { at, x }, step) {
  return figure.layout.shapes.map((shape) => {
    if (shape.name !== "step") return shape;
    if (x) return { ...shape, x0: x[step], x1: x[step] };
    return { ...shape, x0: shape.x0 + step - at, x1: shape.x1 + step - at };
  });
}
