// One script tag per page, however many charts wait for it.
export function plotly() {
  if (window.Plotly) return Promise.resolve(window.Plotly);
  window.labPlotly ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL("vendor/plotly-cartesian.min.js", import.meta.url).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = reject;
    document.head.appendChild(script);
  });
  return window.labPlotly;
}

