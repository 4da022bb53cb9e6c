// Back and Forward lead, whatever else is on its way to the server: an address from the past says so with a mark of its
// own, which the script takes off again, and the script says of each address which page it is of, or one that comes
// late would be another page's. Stands in the page before Streamlit's scripts: its listener must come first.
// What a page looks at (`ui/state/places.py`) changes its entry: looking through forty windows is not forty steps.
{
  const MARK = "past", PLACE = "at.", PAGE = "on", FIRST = "start";
  const push = history.pushState.bind(history), replace = history.replaceState.bind(history);
  let led = ""; // the page that Back or Forward has led to, until the learner acts
  let fresh = ""; // the page that has just come, whose settings a slow server adds to the address a moment later
  let marks = 0; // so many times it has led: the script follows each of them once

  const experiment = (address) => {
    const url = new URL(address);
    for (const key of [...url.searchParams.keys()]) if (key.startsWith(PLACE)) url.searchParams.delete(key);
    return url.pathname + url.searchParams;
  };

  // Another page comes without settings, which a slow server adds a moment later. Until then they are those of now, or
  // a reload, or Back and Forward, in that moment would lead to the defaults.
  const carry = (there) => {
    for (const [key, text] of new URL(location.href).searchParams)
      if (key !== MARK && !key.startsWith(PLACE)) there.searchParams.append(key, text);
    return there.href;
  };

  // What an address says of another page than the one it leads to is not for here.
  const own = (url) => {
    const there = new URL(url ?? "", location.href), page = there.searchParams.get(PAGE);
    const stays = there.pathname === location.pathname;
    there.searchParams.delete(PAGE);
    if (page !== null && page !== (there.pathname.split("/").pop() || FIRST)) there.search = stays ? location.search : "";
    // The script of a page that has just been asked for knows nothing of the look.
    if (window.labPresent?.on && (stays || there.search)) there.searchParams.set("present", "1");
    return there;
  };

  history.replaceState = (state, title, url) => replace(state, title, own(url).href);

  history.pushState = (state, title, url) => {
    const there = own(url), { pathname } = there;
    url = !there.search && pathname !== location.pathname ? carry(there) : there.href;
    if (!led) {
      // Another page is one entry.
      const looks = experiment(there) === experiment(location.href), another = pathname !== location.pathname;
      (looks || pathname === fresh ? replace : push)(state, title, url);
      if (!looks) fresh = another ? pathname : "";
    }
    // The answer makes no entry of its own, and one to an earlier step, from another page, comes too late.
    else if (pathname === led) replace(state, title, url);
  };

  for (const act of ["pointerdown", "keydown"]) document.addEventListener(act, () => (led = fresh = ""), { capture: true });

  addEventListener("popstate", () => {
    const url = new URL(location.href);
    led = url.pathname;
    url.searchParams.set(MARK, String((marks += 1)));
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
