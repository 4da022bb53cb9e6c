// Back and Forward lead, whatever else is on its way to the server: an address from the past says so with a mark, which
// the script takes off again. And only states are entries: Streamlit writes two when one goes to another page, the page
// without its experiment, then, once the script has run, with it. Stands in the page before Streamlit's scripts, because
// its listener must come first.
{
  const MARK = "past";
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let arrived = "";

  const forget = () => {
    arrived = "";
  };

  history.pushState = (state, title, url) => {
    const next = new URL(url ?? "", location.href), here = new URL(location.href);
    const same = next.pathname === here.pathname;
    const completes = same && ((arrived === here.pathname && !here.search) || here.searchParams.has(MARK));
    arrived = !same && !next.search ? next.pathname : "";
    if (completes) replace(state, title, url);
    else push(state, title, url);
  };

  // What the learner does on the page makes an entry of its own.
  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, forget, { capture: true });

  function lead() {
    forget();
    const url = new URL(location.href);
    url.searchParams.set(MARK, "1");
    replace(history.state, "", url);
  }
  addEventListener("popstate", lead);
}
