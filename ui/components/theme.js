// Light or dark as the learner chose it, before as the system says. Streamlit asks the system and follows it at once;
// here the answer is the learner's. Stands in the page before Streamlit's scripts, which ask when they start.
{
  const DARK = "(prefers-color-scheme: dark)", KEPT = "lab-theme";
  const ask = matchMedia.bind(window);
  const system = ask(DARK);

  class Wish extends EventTarget {
    media = DARK;
    chosen = localStorage.getItem(KEPT);
    get matches() {
      return this.chosen ? this.chosen === "dark" : system.matches;
    }
    choose(theme) {
      this.chosen = theme;
      localStorage.setItem(KEPT, theme);
      this.tell();
    }
    tell() {
      this.dispatchEvent(new MediaQueryListEvent("change", { media: DARK, matches: this.matches }));
    }
  }

  const wish = (window.labTheme = new Wish());
  system.addEventListener("change", () => wish.chosen || wish.tell());
  window.matchMedia = (query) => (query === DARK ? wish : ask(query));
}
