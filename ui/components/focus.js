// Where the keyboard is after the page has changed under it: on the title of a new page, in the row of a button that
// gave way to another one, and on what follows a button that can be pressed no more. The browser itself would start
// again at the top.
{
  let row = null; // the button in focus, what stands round it, and its place in it
  const changes = new MutationObserver(() => row && settle());

  const lost = () => document.activeElement === document.body || document.activeElement?.disabled;
  const enabled = (place) => [...place.querySelectorAll("button:enabled")];
  const seen = (place) => place.isConnected && place.checkVisibility({ visibilityProperty: true });

  function settle() {
    if (!lost()) return;
    const { button, place, at, alone } = row;
    if (alone) {
      // What it has begun is drawn below it, in a moment.
      const next = enabled(place).find((one) => button.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
      if (button.isConnected && next) next.focus();
      return;
    }
    const left = place.isConnected ? enabled(place) : [];
    if (left.length) left[Math.min(at, left.length - 1)].focus();
    else if (!seen(place)) toTitle();
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
    const button = target.closest?.("button"), own = button && target.closest('[class*="st-key-"]');
    const keyed = own?.parentElement.closest('[class*="st-key-"]');
    const place = keyed ?? own?.closest('[data-testid="stMainBlockContainer"]');
    if (!place) return;
    row = { button, place, at: enabled(place).indexOf(target), alone: !keyed };
    changes.observe(place, { subtree: true, childList: true, attributeFilter: ["disabled"] });
    // The row itself may go, too.
    const around = place.parentElement?.parentElement;
    if (around && keyed) changes.observe(around, { childList: true });
  });

  // The frame of a page says which one it is whenever it is drawn, its title being there already. A learner who has
  // gone on into the page meanwhile stays there. Who left the first page before its frame had a script has come to
  // another one, too: the address says so.
  const here = () => location.pathname.replace(/\/$/, "");
  const first = here();
  let page = null;
  window.labArrive = (at) => {
    const another = page === null ? here() !== first : page !== at;
    page = at;
    // Streamlit makes what scrolls a stop of the Tab key, which shows nothing; "Skip to main content" still leads there.
    const main = document.querySelector("[data-testid=stMain]");
    if (main) main.tabIndex = -1;
    if (another && !document.activeElement?.closest('[data-testid="stMain"] *')) toTitle();
  };
}
