// What a training adds to a chart that the page has drawn: longer curves, a newer prediction, ticks that fit.
const MOST = 500; // more points than this cost time and show nothing more

const shown = (value) => (Number.isFinite(value) ? value : null);

// At most MOST of n positions, evenly spread, with the first and the last.
function evenly(n) {
  if (n <= MOST) return [...Array(n).keys()];
  return [...new Set([...Array(MOST).keys()].map((i) => Math.round((i * (n - 1)) / (MOST - 1))))];
}

// At most MOST positions that keep the largest of every stretch: thinning must not hide an explosion.
function peaks(values) {
  if (values.length <= MOST) return [...values.keys()];
  const size = values.length / MOST;
  return [...Array(MOST).keys()].map((i) => {
    let best = Math.floor(i * size);
    for (let at = best; at < Math.floor((i + 1) * size); at++) if (!(values[at] <= values[best])) best = at;
    return best;
  });
}

// Ticks of a log axis: 1, 2 and 5 of each power of ten over a short range, else whole powers. As `log_axis` in Python.
function logTicks(values) {
  const positive = values.filter((value) => value > 0);
  if (!positive.length) return {};
  const low = Math.log10(Math.min(...positive)), high = Math.log10(Math.max(...positive));
  const tickvals = [];
  for (let decade = Math.floor(low) - 1; decade <= Math.ceil(high) + 1; decade++) {
    if (high - low <= 2.3) for (const digit of [1, 2, 5]) tickvals.push(Number(`${digit}e${decade}`));
    else if (decade % Math.ceil((high - low) / 6) === 0) tickvals.push(10 ** decade);
  }
  const name = (tick) =>
    tick >= 1e-4 && tick < 1e5 ? String(Number(tick.toPrecision(6))) : `10<sup>${Math.round(Math.log10(tick))}</sup>`;
  return { tickvals, ticktext: tickvals.map(name) };
}

function curve(trace, bound, columns) {
  const values = columns[bound.y];
  const kept = bound.peaks ? peaks(values) : evenly(values.length);
  // Contenders of a race have marks along their lines.
  const mode = kept.length < 3 || trace.marker?.maxdisplayed ? "lines+markers" : "lines";
  return { ...trace, mode, x: kept.map((at) => columns.epoch[at]), y: kept.map((at) => shown(values[at])) };
}

function line(trace, base, prediction) {
  const y = [...prediction.slice(-trace.x.length)].map(shown);
  return { ...trace, y: y.length === trace.x.length ? y : trace.y };
}

// The axis stands still as long as the prediction stays near the truth.
export function widened(range, values) {
  const finite = values.filter(Number.isFinite), margin = (range[1] - range[0]) / 20;
  return [Math.min(range[0], ...finite.map((v) => v - margin)), Math.max(range[1], ...finite.map((v) => v + margin))];
}

// The figure with what the road knows; null where the page knows as much.
export function fed(figure, feed, known) {
  if (feed.name) {
    const item = known[0].items[feed.name];
    return item && item.version > feed.version && item.item ? item.item : null;
  }
  if (!known.some((one, at) => one.count > feed.counts[at])) return null;
  const data = [...figure.data], layout = { ...figure.layout };
  for (const bound of feed.traces ?? []) {
    const { columns, count } = known[bound.topic ?? 0];
    if (count) data[bound.at] = curve(data[bound.at], bound, columns);
  }
  for (const { at, topic = 0 } of feed.lines ?? []) {
    const { prediction } = known[topic];
    if (prediction) data[at] = line(data[at], figure, prediction);
    if (prediction && layout.yaxis.range) layout.yaxis = { ...layout.yaxis, range: widened(layout.yaxis.range, data[at].y) };
  }
  if (layout.yaxis.type === "log") layout.yaxis = { ...layout.yaxis, range: undefined, ...logTicks(data.flatMap((trace) => trace.y)) };
  return { data, layout };
}

// The chart in words after an epoch, by default the newest.
export function label(alt, columns, epoch = -1) {
  if (!columns?.epoch.length) return alt;
  const value = (name) => {
    const found = columns[name]?.at(epoch);
    return Number.isInteger(found) ? String(found) : String(Number(found?.toPrecision(3)));
  };
  return alt.replace(/{(\w+)}/g, (_, name) => value(name));
}
