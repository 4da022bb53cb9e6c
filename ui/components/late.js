// A slider tells the server of a move a moment after it, together with the page that it stood on. Another page that is
// asked for in that moment would be overtaken, and the click lost: so the click on a link waits for the slider.
{
  const LATE = 300; // ms; Streamlit's sliders tell after 200
  let moved = -LATE;
  const told = ({ target }) => {
    if (target.matches?.('input[type="range"], [role="slider"]')) moved = performance.now();
  };
  for (const act of ["keydown", "input", "pointerup"]) document.addEventListener(act, told, { capture: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]"), wait = moved + LATE - performance.now();
    if (!link || wait <= 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => link.click(), wait);
  }, { capture: true });
}
