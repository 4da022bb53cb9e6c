// How a component comes to the page: each of its files is fetched once, side by side, however often it is drawn.
// The script that Streamlit sends with every redraw (`ui/widgets/component.py`) does nothing but call this.

// files: what the component's folder holds: `<name>.js`, whose default export draws it, modules of its own, and html
// and css that stand in the page before the first drawing.
export async function component(name, files) {
  const at = (file) => new URL(`${name}/${file}`, import.meta.url).href;
  const got = await Promise.all(files.map((file) => (file.endsWith(".js") ? import(at(file)) : text(at(file)))));
  const draw = got[files.indexOf(`${name}.js`)].default;
  const content = (kind) => got.filter((_, i) => files[i].endsWith(kind)).join("\n");
  const page = document.createElement("template");
  page.innerHTML = `<style>${content(".css")}</style>${content(".html")}`;
  const newest = new WeakMap();
  return (given) => {
    const place = given.parentElement;
    if (!newest.has(place)) place.append(page.content.cloneNode(true));
    const end = draw(given);
    const turn = {};
    newest.set(place, turn);
    // Streamlit ends a redraw that another one overtook while the files were on their way; what the newer one has
    // drawn in the same place stays.
    return () => newest.get(place) === turn && end?.();
  };
}

async function text(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url}: ${answer.status}`);
  return answer.text();
}
