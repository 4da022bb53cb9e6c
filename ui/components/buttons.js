// Buttons that several players have.

export const PLAY = "M7 4.5v15l13-7.5z";
export const PAUSE = "M6 5h4.5v14H6zM13.5 5H18v14h-4.5z";

// A row of buttons of which one is pressed, none where there is nothing to choose. options: value → label.
export function choice(root, options, choose) {
  const offered = Object.keys(options);
  root.hidden = offered.length < 2;
  if (offered.join() !== Array.from(root.children, (button) => button.dataset.value).join()) {
    root.replaceChildren();
    for (const [value, label] of Object.entries(options)) {
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      button.dataset.value = value;
      root.append(button);
    }
  }
  for (const button of root.children) button.onclick = () => choose(button.dataset.value);
  return (chosen) => {
    for (const button of root.children) button.setAttribute("aria-pressed", String(button.dataset.value === String(chosen)));
  };
}

// The presenter's arrows move what is in sight, the first one on the page that has such a step. Returns how to leave.
export function takeSteps(root, move, goes = () => true) {
  const take = (event) => {
    const { top, bottom } = root.getBoundingClientRect();
    if (event.defaultPrevented || !root.checkVisibility() || bottom < 0 || top > innerHeight || !goes(event.detail)) return;
    event.preventDefault();
    move(event.detail);
  };
  addEventListener("lab-step", take);
  return () => removeEventListener("lab-step", take);
}
