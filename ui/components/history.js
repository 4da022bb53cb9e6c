// Back and Forward lead, whatever else is on its way to the server: an address from the past says so with a mark, which
// the script takes off again. Stands in the page before Streamlit's scripts, because its listener must come first.
// What a page looks at (`ui/places.py`) changes its entry: looking through forty windows is not forty steps.
{
  const MARK = "past", PLACE = "at.";
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let led = ""; // the page that Back or Forward has led to, until the learner acts

  const experiment = (address) => {
    const url = new URL(address);
    for (const key of [...url.searchParams.keys()]) if (key.startsWith(PLACE)) url.searchParams.delete(key);
    return url.pathname + url.searchParams;
  };

  history.pushState = (state, title, url) => {
    const there = new URL(url ?? "", location.href), { pathname } = there;
    if (!led && experiment(there) !== experiment(location.href)) push(state, title, url);
    else if (!led) replace(state, title, url);
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
