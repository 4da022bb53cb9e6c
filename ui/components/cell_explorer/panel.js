// The panel beside the drawing: the formula of a node with its numbers, or what the operation does.

import { brief, factor, fill, full, percent, shown, shownSum, subscript } from "./numbers.js";
import { isMissing } from "./cell.js";
import { element } from "./levels.js";

export class Panel {
  constructor(root, look, close) {
    this.root = root;
    this.look = look;
    this.close = close;
  }

  // number: the operation whose words stand here. known: the last one whose values are there.
  operation(number, known, values, place, text) {
    const { title, formulas, sentence } = text.operations[number - 1];
    const words = { g: values.g };
    const now = values.cell(place);
    this.#fresh("muted", fill(title, words));
    element("p", {}, this.root, fill(sentence, words));
    for (const formula of formulas) {
      const line = element("p", { class: "symbols" }, this.root, fill(formula.text, words));
      line.style.setProperty("--color", this.look.colors[values.kind.nodes[formula.node].meaning]);
      element("span", {}, line, " = ");
      element("strong", { class: "result" }, line, known < number || isMissing(now[formula.node]) ? "…" : brief(now[formula.node]));
    }
    this.#quiet(text.notes.legend);
  }

  note(title, sentence) {
    if (this.noted === sentence) return;
    this.#fresh("muted", title);
    this.noted = sentence;
    element("p", {}, this.root, sentence);
  }

  node(name, values, place, text) {
    const words = text.nodes[name === "x" && place.layer > 0 ? "below" : name];
    const { kind } = values;
    const now = values.cell(place);
    const node = kind.nodes[name];
    this.#fresh(node?.meaning ?? "data", fill(words.title, { g: values.g }), true);
    if (node && isMissing(this.#needed(name, now, kind))) { element("p", {}, this.root, text.notes.wait); return; }
    const result = this.#formula(name, values, place, text);
    const changed = this.#changed(name, values, place, text, now);
    if (!(name === "hidden" && changed)) {
      const numbers = Object.fromEntries(Object.entries(now).map(([key, value]) => [key, full(value)]));
      element("p", {}, this.root, fill(words.sentence, {
        ...numbers, unit: place.unit + 1, units: values.units, below: place.layer, step: place.step + 1, g: values.g, value: result,
        percent: percent(name === "attention" ? values.attention.weights[place.step] : now[name] ?? 0),
      }));
    }
    if (words.warning) element("p", {}, this.root, words.warning);
    if (name === "x" || name === "previous") this.#list(values, place, name);
    if (name in kind.sums) this.#quiet(words.note ?? text.notes.terms);
    if (node?.recalls && values.startsEmpty(place.step)) this.#quiet(place.step === 0 ? text.notes.start : text.notes.reset);
  }

  // A value that is missing as long as the weights of its formula are.
  #needed(name, now, { sums, formulas }) {
    if (name in sums) return now[`x>${sums[name].block}`];
    return name in formulas ? formulas[name].of.reduce((sum, key) => sum + now[key], 0) : 0;
  }

  #quiet(sentence) {
    element("p", { class: "quiet" }, this.root, sentence);
  }

  // What the learner holds or silenced; returns whether there is something.
  #changed(name, values, place, text, now) {
    let sentence = "";
    if (name in values.kind.sums && values.isClamped(name, place)) {
      sentence = fill(text.notes.held, { value: full(now[name]), own: full(values.ofSum(name, place)) });
    } else if (name === "hidden" && values.isSilenced(place)) {
      sentence = fill(text.notes.silenced, { own: full(now.own) });
    }
    if (sentence) element("p", { class: "changed" }, this.root, sentence);
    return sentence !== "";
  }

  #fresh(meaning, title, canClose = false) {
    this.noted = null;
    this.root.replaceChildren();
    this.root.style.setProperty("--color", this.look.colors[meaning]);
    const line = element("div", { class: "title" }, this.root);
    element("h2", {}, line, title);
    if (!canClose) return;
    const button = element("button", { type: "button", class: "close", "aria-label": "Close the formula" }, line, "×");
    button.onclick = this.close;
  }

  // Draws the formula and returns its result as text.
  #formula(name, values, place, text) {
    const { kind, g } = values;
    if (name === "prediction") return this.#sum("ŷ", g, values.outputSum(place.step), values.activation(""));
    if (name === "attention") return this.#attention(values.attention, place.step);
    if (name in kind.sums) {
      const sum = values.sum(name, place);
      return this.#sum(symbol(name, text, this.look, g), g, sum, values.activation(sum.around));
    }
    const now = values.cell(place);
    if (!(name in kind.formulas)) return full(now[name] ?? 0);
    const { symbols, of, result, write } = kind.formulas[name];
    return this.#product(fill(symbols, { g }), write, (...factors) => result(factors, values.activation("g")), of.map((key) => now[key]), g);
  }

  // A formula of a few numbers; write: {0}, {1} … for them.
  #product(symbols, write, formula, factors, g) {
    const { factors: texts, result } = shown(formula, factors);
    const written = fill(write, { ...texts.map(factor), g }).replace(/\(\((−[\d.]+)\)\)/g, "($1)");
    element("p", { class: "symbols" }, this.root, symbols);
    const line = element("p", { class: "numbers" }, this.root, `= ${written} = `);
    element("strong", { class: "result" }, line, result);
    return result;
  }

  // One step's score, and its share of all steps.
  #attention(attention, step) {
    this.#product("score(t) = s · h(T)·h(t)", "{0} · {1}", (s, product) => s * product, [attention.scale, attention.product(step)]);
    const scores = attention.scores();
    const most = Math.max(...scores);
    const sum = scores.reduce((all, score) => all + Math.exp(score - most), 0);
    return this.#product(
      "a(t) = e^(score(t) − largest score) / the sum of these over all steps", "e^({0}) / {1}",
      (score, all) => Math.exp(score) / all, [scores[step] - most, sum],
    );
  }

  #sum(letter, g, found, activation) {
    const { parts, sum, result } = shownSum(found, activation);
    const around = found.around === "g" ? g : found.around;
    const sizes = parts.flatMap(({ top, bias }) => [...top, bias]).map((t) => Math.abs(t.size));
    const widest = Math.max(...sizes, 1e-9);
    const line = element("div", { class: "sum" }, this.root);
    element("span", { class: "sign" }, line, around ? `${letter} = ${around}(` : `${letter} =`);
    let plus = false;
    const term = (text, label, size, source, data) => {
      const group = element("span", { class: "group" }, line);
      if (plus) element("span", { class: "sign" }, group, "+");
      plus = true;
      const box = element("span", { class: `term ${source}`, ...data }, group);
      element("span", { class: "value" }, box, text);
      element("span", { class: "name" }, box, label);
      box.style.setProperty("--size", `${Math.max(2, (100 * Math.abs(size)) / widest)}%`);
      return group;
    };
    parts.forEach(({ top, rest, bias, times }, i) => {
      const data = { "data-part": i };
      if (times) {
        const group = term(factor(times.text), this.look.letters[times.name], 0, "times", { ...data, "data-times": times.text });
        element("span", { class: "sign" }, group, "· (");
        plus = false;
      }
      for (const t of top) term(`${factor(t.texts[0])} · ${factor(t.texts[1])}`, t.name, t.size, t.source, { ...data, "data-product": t.texts.join(" ") });
      if (rest) term(factor(rest.text), `${rest.count} smaller terms`, rest.size, "rest", { ...data, "data-number": rest.text });
      const last = term(factor(bias.text), bias.name, bias.size, "bias", { ...data, "data-number": bias.text });
      if (times) element("span", { class: "sign" }, last, ")");
    });
    if (around) {
      const group = element("span", { class: "group" }, line, `) = ${around}(`);
      element("span", { class: "total" }, group, sum);
      group.append(")");
    }
    const end = element("span", { class: "group" }, line, "=");
    element("strong", { class: "result" }, end, result);
    return result;
  }

  // The numbers that a whole road carries, largest first.
  #list(values, place, name) {
    const row = Array.from(name === "x" ? values.inputs(place) : values.previous(place), (value, i) => ({
      value, label: name === "x" ? values.inputName(place.layer, i) : `h${subscript(i + 1)}`,
    }));
    row.sort((a, b) => Math.abs(b.value) - Math.abs(a.value));
    const list = element("dl", { class: "list" }, this.root);
    for (const { value, label } of row.slice(0, 8)) {
      const pair = element("div", {}, list);
      element("dt", {}, pair, label);
      element("dd", {}, pair, full(value));
    }
  }
}

// What a node is called where room is short.
export function symbol(name, text, look, g) {
  return fill(text.nodes[name].symbol ?? look.letters[name], { g });
}
