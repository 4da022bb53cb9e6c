// Where the keyboard is after the page has changed under it: on the title of a new page, in the row of a button that
// gave way to another one, and on what follows a button that can be pressed no more, a link where there is no button.
// The browser itself would start again at the top.
{
  let row = null; // the button in focus, what stands round it, and its place in it
  let waiting = 0;
  // On a phone a button stands at hand for the first one of a row far down, where all goes on once it is pressed.
  const AT_HAND = ".st-key-train_at_hand", ITS_ROW = ".st-key-train_buttons";
  const REST = 1500; // milliseconds in which what a button has begun may still come, if only with the next redraw
  const changes = new MutationObserver(() => row && settle());

  const lost = () => document.activeElement === document.body || document.activeElement?.disabled;
  // What is folded away takes no focus.
  const enabled = (place) => [...place.querySelectorAll("button:enabled")].filter((one) => one.checkVisibility());
  const isBelow = (one, button) => button.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
  const ways = (place) => [...place.querySelectorAll("button, a[href]")].filter((one) => one.tabIndex >= 0);
  const seen = (place) => place.isConnected && place.checkVisibility({ visibilityProperty: true });

  const rest = () => {
    clearTimeout(waiting);
    waiting = 0;
  };
  // Whom the mouse has brought here reads on where they are.
  const take = (one) => one?.focus({ preventScroll: !row.byKeys });

  function settle() {
    if (!row || !lost()) return rest();
    const { button, place, at, alone } = row;
    if (alone) {
      // What it has begun is drawn below it, in a moment.
      const next = enabled(place).find((one) => isBelow(one, button));
      if (button.isConnected && next) take(next);
      else waiting ||= setTimeout(goOn, REST);
      return;
    }
    rest();
    const left = place.isConnected ? enabled(place) : [];
    if (left.length) take(left[Math.min(at, left.length - 1)]);
    else if (!seen(place)) button.closest(AT_HAND) ? toItsRow() : toTitle();
  }

  // Nothing to press has come below it, or it has gone itself: what stood below it is next, at last the way on.
  function goOn() {
    waiting = 0;
    if (!row?.alone || !lost() || (row.button.isConnected && !row.button.disabled)) return;
    const drawn = document.querySelector("[data-test-script-state]")?.dataset.testScriptState === "notRunning";
    if (drawn) take(row.after.find((one) => one.isConnected && !one.disabled && one.checkVisibility()));
    else waiting = setTimeout(goOn, REST);
  }

  // The row far down may be drawn a moment later.
  function toItsRow() {
    const its = document.querySelector(ITS_ROW), first = its && enabled(its)[0];
    if (first) first.focus();
    else if (its) waiting = setTimeout(settle, 250);
    else toTitle();
  }

  function toTitle() {
    const title = document.querySelector("h1");
    if (!title) return;
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
  }

  document.addEventListener("focusin", ({ target }) => {
    changes.disconnect();
    rest();
    row = null;
    const button = target.closest?.("button"), own = button && target.closest('[class*="st-key-"]');
    const around = own?.parentElement.closest('[class*="st-key-"]');
    // Where there is something to fill in, too, it is no row of buttons.
    const keyed = around?.querySelector("input, textarea") ? null : around;
    const place = keyed ?? own?.closest('[data-testid="stMainBlockContainer"]');
    if (!place) return;
    const after = keyed ? [] : ways(place).filter((one) => isBelow(one, button));
    const byKeys = target.matches(":focus-visible");
    row = { button, place, at: enabled(place).indexOf(target), alone: !keyed, after, byKeys };
    changes.observe(place, { subtree: true, childList: true, attributeFilter: ["disabled"] });
    // The row itself may go, too.
    const outside = place.parentElement?.parentElement;
    if (outside && keyed) changes.observe(outside, { childList: true });
  });

  // A page that grows begins to scroll, and Streamlit makes it a stop once more.
  const noStop = new MutationObserver(([{ target }]) => target.tabIndex < 0 || leave(target));
  const leave = (main) => Object.assign(main, { tabIndex: -1 });

  // A table that goes on to the right is a stop, so that the arrows reach what is out of sight.
  const grown = new ResizeObserver(() => {
    for (const place of document.querySelectorAll('[data-testid="stTable"], [data-testid="stTable"] div'))
      if (place.scrollWidth > place.clientWidth && getComputedStyle(place).overflowX === "auto") place.tabIndex = 0;
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
    if (main) noStop.observe(leave(main), { attributeFilter: ["tabindex"] });
    const block = document.querySelector("[data-testid=stMainBlockContainer]");
    if (block) grown.observe(block);
    if (another && !document.activeElement?.closest('[data-testid="stMain"] *')) toTitle();
  };
}
