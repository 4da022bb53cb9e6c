import { follow } from "../live/road.js";

// A text, or how far something is: drawn by the page, then kept up to date by the road.
export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".lab-slot");
  const draw = ({ html = "", share = null, text = "" } = {}) => {
    place.hidden = !html && share === null;
    if (html !== (place.html ?? "")) place.innerHTML = place.html = html;
    if (share === null) return;
    if (!place.bar) {
      place.innerHTML = '<p></p><div class="lab-bar" role="progressbar" aria-valuemin="0" aria-valuemax="100"><i></i></div>';
      place.bar = place.querySelector(".lab-bar");
    }
    place.querySelector("p").textContent = text;
    place.bar.setAttribute("aria-valuenow", Math.round(100 * share));
    place.bar.setAttribute("aria-label", text);
    place.bar.firstElementChild.style.width = `${100 * share}%`;
  };
  place.draw = draw;
  draw(data.item);
  parentElement.leave?.();
  parentElement.leave = data.topic && follow([data.topic], data.key, ([known]) => {
    if (data.name) {
      const found = known.items[data.name];
      if (found && found.version > data.version) draw(found.item ?? {});
    } else if (known.text !== undefined) {
      draw(data.alarms ? { html: (known.alarms ?? []).map((text) => `<div class="lab-warning">${text}</div>`).join("") } : known);
    }
  }, data.version);
  return () => parentElement.leave?.();
}
