// A way past the controls, a button for light and dark and one for the presenter's look; all work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
export default function ({ data, setTriggerValue, parentElement }) {
  const app = document.querySelector(".stApp");
  const ground = () => getComputedStyle(app).backgroundColor;
  window.labArrive(data.page);
  const skip = parentElement.querySelector(".lab-skip");
  skip.hidden = !data.skip;
  skip.onclick = () => document.querySelector(`.st-key-${data.skip} button:enabled`)?.focus();
  const button = parentElement.querySelector(".lab-theme");
  const offer = () => {
    const other = window.labTheme.matches ? "Light" : "Dark";
    button.lastElementChild.textContent = other;
    button.setAttribute("aria-label", `${other} colours`);
  };
  offer();
  button.onclick = () => window.labTheme.choose(window.labTheme.matches ? "light" : "dark");
  const turn = parentElement.querySelector(".lab-present-turn");
  const name = () => {
    const { on } = window.labPresent;
    turn.firstElementChild.textContent = on ? "End" : "Present";
    turn.title = on ? "← → pages, ↑ ↓ steps, Esc ends" : "";
    turn.setAttribute("aria-label", on ? "End the presenter's look" : "Present: large, without bars");
    for (const other of [skip, button]) other.classList.toggle("gone", on);
  };
  name();
  turn.onclick = () => window.labPresent.turn(!window.labPresent.on);
  parentElement.unhear?.();
  parentElement.unhear = window.labPresent.hear(name);
  let drawn = ground();
  parentElement.observer?.disconnect();
  const observer = (parentElement.observer = new MutationObserver(() => {
    offer();
    if (ground() === drawn) return;
    drawn = ground();
    setTriggerValue("flipped", drawn);
  }));
  observer.observe(app, { attributes: true });
  return () => {
    observer.disconnect();
    parentElement.unhear();
  };
}
