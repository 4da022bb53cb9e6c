// On paper a page keeps the width that it has on the screen, made smaller as a whole: charts are pictures of that
// width and would be cut off. What is folded is open there.
let opened = [];

addEventListener("beforeprint", () => {
  const paper = 718; // pixels between the margins of an A4 page
  document.documentElement.style.setProperty("--lab-paper", Math.min(1, paper / innerWidth));
  // What is filled only once it is opened has nothing for the sheet.
  opened = [...document.querySelectorAll("details:not([open]):has([data-testid='stElementContainer'])")];
  for (const folded of opened) folded.open = true;
});

addEventListener("afterprint", () => {
  for (const folded of opened) folded.open = false;
  opened = [];
});
