// Asks for a redraw when the page changes between light and dark: charts are drawn by the server, in its colours.
export default function ({ setTriggerValue, parentElement }) {
  const app = document.querySelector(".stApp");
  const ground = () => getComputedStyle(app).backgroundColor;
  let drawn = ground();
  parentElement.observer?.disconnect();
  const observer = (parentElement.observer = new MutationObserver(() => {
    if (ground() === drawn) return;
    drawn = ground();
    setTriggerValue("flipped", drawn);
  }));
  observer.observe(app, { attributes: true });
  return () => observer.disconnect();
}
