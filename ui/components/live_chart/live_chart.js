// One script tag per page, however many charts wait for it.
function plotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  window.labPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("app/static/plotly.min.js", document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.appendChild(script);
  });
  return window.labPlotly;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const place = parentElement.querySelector(".live-chart");
  place.style.height = `${data.height}px`;
  place.setAttribute("aria-label", data.alt);
  // A newer redraw may overtake one that still waits for plotly.js.
  place.wanted = data.figure;
  // What a cursor that moves leaves alone: where only the shapes are others, drawing them takes a tenth of the time.
  const { shapes = [], ...rest } = data.figure.layout;
  const still = JSON.stringify([data.figure.data, rest, data.height]);
  // One drawing after the other, and the purge after the last: Plotly breaks when one cuts into another.
  place.drawing = Promise.resolve(place.drawing).then(plotly).then((Plotly) => {
    if (!place.isConnected || place.wanted !== data.figure) return;
    if (place.still === still) return Plotly.relayout(place, { shapes });
    place.still = still;
    const layout = { uirevision: "stay", ...data.figure.layout, height: data.height };
    // On a touch screen a finger on a chart scrolls the page.
    if (matchMedia("(hover: none)").matches) layout.dragmode = false;
    return Plotly.react(place, data.figure.data, layout, { displaylogo: false, responsive: true });
  });
  if (data.answers) {
    place.drawing = place.drawing.then(() => {
      if (!place.removeAllListeners) return;
      place.removeAllListeners("plotly_click");
      place.on("plotly_click", ({ points: [point] }) => {
        setTriggerValue("pick", { x: point.x, y: point.y, name: point.data.name ?? "" });
      });
    });
  }
  return () => place.drawing.then(() => window.Plotly?.purge(place));
}
