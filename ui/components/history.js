// Back and Forward lead, whatever else is on its way to the server: an address from the past says so with a mark, which
// the script takes off again. Stands in the page before Streamlit's scripts, because its listener must come first.
{
  const MARK = "past";
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let led = ""; // the page that Back or Forward has led to, until the learner acts

  history.pushState = (state, title, url) => {
    const { pathname } = new URL(url ?? "", location.href);
    if (!led) push(state, title, url);
    // The answer makes no entry of its own, and one to an earlier step, from another page, comes too late.
    else if (pathname === led) replace(state, title, url);
  };

  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, () => (led = ""), { capture: true });

  addEventListener("popstate", () => {
    const url = new URL(location.href);
    led = url.pathname;
    url.searchParams.set(MARK, "1");
    replace(history.state, "", url);
  });
}

// A page begins at its top, also where a button far down has led to it.
{
  const push = history.pushState.bind(history);
  history.pushState = (...entry) => {
    const before = location.pathname;
    push(...entry);
    if (location.pathname !== before) document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
  };
}
