// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
export default function ({ data, setTriggerValue, parentElement }) {// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const app = document.querySelector(".stApp");// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const ground = () => getComputedStyle(app).backgroundColor;// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  labArrive(data.page);// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const skip = parentElement.querySelector(".lab-skip");// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  skip.hidden = !data.skip;// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  skip.onclick = () => document.querySelector(`.st-key-${data.skip} button:enabled`)?.focus();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const button = parentElement.querySelector(".lab-theme");// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const offer = () => {// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    const other = labTheme.matches ? "Light" : "Dark";// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    button.lastElementChild.textContent = other;// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    button.setAttribute("aria-label", `${other} colours`);// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  };// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  offer();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  button.onclick = () => labTheme.choose(labTheme.matches ? "light" : "dark");// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  let drawn = ground();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  parentElement.observer?.disconnect();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  const observer = (parentElement.observer = new MutationObserver(() => {// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    offer();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    if (ground() === drawn) return;// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    drawn = ground();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
    setTriggerValue("flipped", drawn);// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  }));// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  observer.observe(app, { attributes: true });// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
  return () => observer.disconnect();// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
}// A way past the controls, and a button for light and dark; both work without a script run. Asks for a redraw when the
// page has changed between these, by the button or by the system: charts are drawn by the server, in its colours.
