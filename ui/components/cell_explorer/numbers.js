// Numbers as text, with as many decimals as it takes for a formula to add up to what it shows.

const MOST_DECIMALS = 8;
const LARGEST_TERMS = 4;

export function subscript(n) {
  return String(n).replace(/\d/g, (digit) => "₀₁₂₃₄₅₆₇₈₉"[digit]);
}

// A number with a true minus; a rounded zero has no sign.
function fixed(value, decimals) {
  if (!Number.isFinite(value)) return "too large";
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? text.replace("-", "") : text.replace("-", "−");
}

// Two decimals, or two significant digits below 0.1.
function decimalsOf(value) {
  if (value === 0 || !Number.isFinite(value)) return 2;
  return Math.min(MOST_DECIMALS, Math.max(2, 1 - Math.floor(Math.log10(Math.abs(value)))));
}

export function full(value) {
  return fixed(value, decimalsOf(value));
}

// For the drawing, where room is short.
export function brief(value) {
  const size = Math.abs(value);
  if (size >= 1e5) return value.toExponential(1).replace("e+", "e").replace("-", "−");
  return fixed(value, size >= 1000 ? 0 : size >= 100 ? 1 : Math.min(3, decimalsOf(value)));
}

// A contribution: two decimals and always a sign.
export function signed(value) {
  const text = Math.abs(value) < 100 ? fixed(value, 2) : brief(value);
  return text.startsWith("−") ? text : `+${text}`;
}

// Near both ends a tenth more, so that almost nothing is not called nothing.
export function percent(share) {
  return `${fixed(100 * share, (share > 0 && share < 0.01) || (share > 0.99 && share < 1) ? 1 : 0)}\u00a0%`;
}

function round(value, decimals) {
  return Number(value.toFixed(decimals));
}

// A factor in a product or sum: a negative one in brackets.
export function factor(text) {
  return text.startsWith("−") ? `(${text})` : text;
}

// The fewest decimals for which the formula of the rounded factors shows the same result as the exact one.
export function shown(formula, factors) {
  const exact = formula(...factors);
  const decimals = decimalsOf(exact);
  let more = decimals;
  while (more < MOST_DECIMALS && fixed(formula(...factors.map((f) => round(f, more))), decimals) !== fixed(exact, decimals)) more++;
  return { factors: factors.map((f) => fixed(f, more)), result: fixed(exact, decimals) };
}

// A sum of weight · value and biases (`Values.sum`) through an activation: per part the largest terms first, the rest
// as one. Reading the shown numbers gives the shown sum, and that sum gives the shown result.
export function shownSum({ parts }, activation) {
  const most = parts.length > 1 ? LARGEST_TERMS - 1 : LARGEST_TERMS;
  const split = parts.map((part) => ({ ...part, ...largestFirst(part.terms, most) }));
  const sum = parts.reduce((z, { terms, bias, by }) => z + by * (total(terms) + bias), 0);
  const { factors: [sumText], result } = shown(activation, [sum]);
  const decimals = (sumText.split(".")[1] ?? "").length;
  const readPart = ({ top, restSum, bias, by }, d) =>
    round(by, d) * top.reduce((z, t) => z + round(t.weight, d) * round(t.value, d), round(restSum, d) + round(bias, d));
  const read = (d) => split.reduce((z, part) => z + readPart(part, d), 0);
  let d = 2;
  while (d < MOST_DECIMALS && fixed(read(d), decimals) !== sumText) d++;
  return {
    parts: split.map(({ top, rest, restSum, bias, b, times, by }) => ({
      top: top.map((t) => ({ ...t, texts: [fixed(t.weight, d), fixed(t.value, d)], size: by * t.weight * t.value })),
      rest: rest ? { count: rest, text: fixed(restSum, d), size: by * restSum } : null,
      bias: { text: fixed(bias, d), size: by * bias, name: b },
      times: times && { name: times, text: fixed(by, d) },
    })),
    sum: sumText,
    result,
  };
}

// { top, rest: how many others, restSum }; one left over stands for itself.
function largestFirst(terms, most) {
  const sorted = terms.filter((t) => t.value !== 0).sort((a, b) => Math.abs(b.weight * b.value) - Math.abs(a.weight * a.value));
  const count = sorted.length > most + 1 ? most : sorted.length;
  return { top: sorted.slice(0, count), rest: sorted.length - count, restSum: total(sorted.slice(count)) };
}

export function total(terms) {
  return terms.reduce((sum, { weight, value }) => sum + weight * value, 0);
}

export function fill(template, values) {
  return template.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}
