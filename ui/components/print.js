// On paper a page keeps the width that it has on the screen, made smaller as a whole: charts are pictures of that
// width and would be cut off.
addEventListener("beforeprint", () => {
  const paper = 718; // pixels between the margins of an A4 page
  document.documentElement.style.setProperty("--lab-paper", Math.min(1, paper / innerWidth));
});
