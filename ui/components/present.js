// The presenter's look: large type, thick lines, no bars, and arrows that lead on. It is the browser's alone, and stands
// in the address as present=1, which the script writes along (`ui/state/address.py`).
{
  const NAME = "present", root = document.documentElement, heard = new EventTarget();
  const PAGES = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
  const STEPS = { ArrowDown: 1, ArrowUp: -1 };
  // What uses the arrows itself.
  const OWN = "input, textarea, select, [role=slider], [role=radio], [role=tab], [role=option], [role=combobox], [role=toolbar], .explorer";

  const look = (on) => {
    root.classList.toggle("lab-present", on);
    heard.dispatchEvent(new Event("change"));
  };

  window.labPresent = {
    get on() {
      return root.classList.contains("lab-present");
    },
    turn(on) {
      look(on);
      const url = new URL(location.href);
      if (on) url.searchParams.set(NAME, "1");
      else url.searchParams.delete(NAME);
      history.replaceState(history.state, "", url.href);
    },
    hear(listener) {
      heard.addEventListener("change", listener);
      return () => heard.removeEventListener("change", listener);
    },
  };
  look(new URL(location.href).searchParams.get(NAME) === "1");

  // The key, where it is nobody else's.
  const free = (event) => {
    const taken = event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.composedPath()[0].closest?.(OWN);
    return window.labPresent.on && !taken ? event.key : "";
  };

  document.addEventListener("keydown", (event) => {
    const key = free(event);
    if (key === "Escape") window.labPresent.turn(false);
    const link = key in PAGES && document.querySelector(PAGES[key] > 0 ? ".st-key-way_on_next a" : ".st-key-way_on_back a");
    if (link) {
      event.preventDefault();
      link.click();
    }
    // The first picture with steps that is in sight takes it.
    if (key in STEPS && !dispatchEvent(new CustomEvent("lab-step", { detail: STEPS[key], cancelable: true }))) event.preventDefault();
  });
}
