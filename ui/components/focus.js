// Where the keyboard is after the page has changed under it: on the title of a new page, and in the row of a button
// that gave way to another one. The browser itself would start again at the top.
{
  let row = null; // what stands round the button in focus, and the button's place in it
  const changes = new MutationObserver(() => row && settle());

  const lost = () => document.activeElement === document.body || document.activeElement?.disabled;
  const enabled = (place) => [...place.querySelectorAll("button:enabled")];

  function settle() {
    if (!lost()) return;
    const { place, at } = row;
    const left = place.isConnected ? enabled(place) : [];
    if (left.length) left[Math.min(at, left.length - 1)].focus();
    else if (!place.isConnected || !place.checkVisibility({ visibilityProperty: true })) toTitle();
  }

  function toTitle() {
    const title = document.querySelector("h1");
    if (!title) return;
    title.tabIndex = -1;
    title.focus();
  }

  document.addEventListener("focusin", ({ target }) => {
    changes.disconnect();
    row = null;
    const own = target.closest?.("button") && target.closest('[class*="st-key-"]');
    const place = own?.parentElement.closest('[class*="st-key-"]');
    if (!place) return;
    row = { place, at: enabled(place).indexOf(target) };
    changes.observe(place, { subtree: true, childList: true, attributeFilter: ["disabled"] });
    // The row itself may go, too.
    const around = place.parentElement?.parentElement;
    if (around) changes.observe(around, { childList: true });
  });

  // The frame of a page says which one it is whenever it is drawn, its title being there already. A learner who has
  // gone on into the page meanwhile stays there.
  let page = null;
  window.labArrive = (at) => {
    const another = page !== null && page !== at;
    page = at;
    // Streamlit makes what scrolls a stop of the Tab key, which shows nothing; "Skip to main content" still leads there.
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.tabIndex = -1;
    if (another && !document.activeElement?.closest('[data-testid="stMain"] *')) toTitle();
  };
}
