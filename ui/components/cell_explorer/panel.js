// The panel beside the drawing: the formula of a node with its numbers, or what the operation does.

class Panel {
  constructor(root, look, close) {
    this.root = root;
    this.look = look;
    this.close = close;
  }

  // number: the operation whose words stand here. known: the last one whose values are there.
  operation(number, known, values, place, text) {
    const { title, formulas, sentence } = text.operations[number - 1];
    this.#fresh("muted", title);
    element("p", {}, this.root, sentence);
    for (const formula of formulas) {
      const line = element("p", { class: "symbols" }, this.root, fill(formula.text, { g: values.g }));
      line.style.setProperty("--color", this.look.colors[formula.node]);
      const result = known < number ? "…" : brief(values.get(formula.node, place));
      element("span", {}, line, " = ");
      element("strong", { class: "result" }, line, result);
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
    const meaning = { kept: "cell", before: "cell", squashed: "cell", added: "candidate", previous: "hidden", x: "data", prediction: "data" }[name] ?? name;
    this.#fresh(meaning, words.title, true);
    if (GATES.includes(name) && !values.hasWeights(place)) { element("p", {}, this.root, text.notes.wait); return; }
    const result = this.#formula(name, values, place);
    const now = values.cell(place);
    const changed = this.#changed(name, values, place, text, now);
    if (!(name === "hidden" && changed)) {
      element("p", {}, this.root, fill(words.sentence, {
        unit: place.unit + 1, units: values.units, below: place.layer, g: values.g, cell: full(now.cell), value: result,
        before: full(now.before), percent: GATES.includes(name) ? percent(now[name]) : "",
      }));
    }
    if (name === "x" || name === "previous") this.#list(values, place, name);
    const empty = values.startsEmpty(place.step) && ["before", "previous", "kept", "cell", ...GATES].includes(name);
    if (GATES.includes(name)) this.#quiet(text.notes.terms);
    if (empty) this.#quiet(place.step === 0 ? text.notes.start : text.notes.reset);
  }

  #quiet(sentence) {
    element("p", { class: "quiet" }, this.root, sentence);
  }

  // What the learner holds or silenced; returns whether there is something.
  #changed(name, values, place, text, now) {
    let sentence = "";
    if (GATES.includes(name) && values.isClamped(name, place)) {
      const { terms, bias } = values.terms(name, place);
      const own = values.activation(name)(total(terms) + bias);
      sentence = fill(text.notes.held, { value: full(now[name]), own: full(own) });
    } else if (name === "hidden" && values.isSilenced(place)) {
      sentence = fill(text.notes.silenced, { own: full(now.output * now.squashed) });
    }
    if (sentence) element("p", { class: "changed" }, this.root, sentence);
    return sentence !== "";
  }

  #fresh(meaning, title, canClose = false) {
    this.noted = null;
    this.root.replaceChildren();
    this.root.style.setProperty("--color", this.look.colors[meaning]);
    const line = element("div", { class: "title" }, this.root);
    element("h4", {}, line, title);
    if (!canClose) return;
    const button = element("button", { type: "button", class: "close", "aria-label": "Close the formula" }, line, "×");
    button.onclick = this.close;
  }

  // Draws the formula and returns its result as text.
  #formula(name, values, place) {
    const { g } = values;
    const now = values.cell(place);
    const identity = (z) => z;
    if (GATES.includes(name)) {
      const around = name === "candidate" ? g : "σ";
      return this.#sum(this.look.letters[name], around, values.terms(name, place), values.activation(name));
    }
    if (name === "prediction") return this.#sum("ŷ", "", values.outputTerms(), identity);
    const product = (a, b) => a * b;
    const formulas = {
      kept: ["f · C(t−1)", product, [now.forget, now.before], ([f, c]) => `${f} · ${factor(c)}`],
      added: ["i · c", product, [now.input, now.candidate], ([i, c]) => `${i} · ${factor(c)}`],
      cell: ["C(t) = f · C(t−1) + i · c", (f, b, i, c) => f * b + i * c, [now.forget, now.before, now.input, now.candidate],
        ([f, b, i, c]) => `${f} · ${factor(b)} + ${i} · ${factor(c)}`],
      squashed: [`${g}(C(t))`, (c) => values.squash(c), [now.cell], ([c]) => `${g}(${c})`],
      hidden: [`h(t) = o · ${g}(C(t))`, (o, c) => o * values.squash(c), [now.output, now.cell], ([o, c]) => `${factor(o)} · ${g}(${c})`],
    };
    if (!(name in formulas)) return full(now[name] ?? 0);
    const [symbols, formula, factors, write] = formulas[name];
    const { factors: texts, result } = shown(formula, factors);
    element("p", { class: "symbols" }, this.root, symbols);
    const line = element("p", { class: "numbers" }, this.root, `= ${write(texts)} = `);
    element("strong", { class: "result" }, line, result);
    return result;
  }

  #sum(letter, around, sum, activation) {
    const { top, rest, bias, sum: sumText, result } = shownSum(sum, activation);
    const widest = Math.max(...top.map((t) => Math.abs(t.size)), Math.abs(bias.size), 1e-9);
    const line = element("div", { class: "sum" }, this.root);
    element("span", { class: "sign" }, line, around ? `${letter} = ${around}(` : `${letter} =`);
    const term = (text, label, size, source, data) => {
      const group = element("span", { class: "group" }, line);
      if (line.childElementCount > 2) element("span", { class: "sign" }, group, "+");
      const box = element("span", { class: `term ${source}`, ...data }, group);
      element("span", { class: "value" }, box, text);
      element("span", { class: "name" }, box, label);
      box.style.setProperty("--size", `${Math.max(2, (100 * Math.abs(size)) / widest)}%`);
    };
    for (const t of top) term(`${factor(t.texts[0])} · ${factor(t.texts[1])}`, t.name, t.size, t.source, { "data-product": t.texts.join(" ") });
    if (rest) term(factor(rest.text), `${rest.count} smaller terms`, rest.size, "rest", { "data-number": rest.text });
    term(factor(bias.text), "b", bias.size, "bias", { "data-number": bias.text });
    if (around) {
      const group = element("span", { class: "group" }, line, `) = ${around}(`);
      element("span", { class: "total" }, group, sumText);
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
