// What a hand has moved is told before another page is asked for. Streamlit sends a slider's value a moment later, and
// a server that has not yet begun with it draws the other page alone: then the value would be lost.
{
  const MOMENT = 300; // milliseconds after a move in which it may not be on its way yet
  const PATIENCE = 600; // and after which the other page waits no longer
  let moved = -Infinity;
  let passes = null; // the link that may go

  // Whether a hand has let go for so long that what it moved last is on its way.
  const RESTS = 400;
  let acted = -Infinity;
  window.labRests = () => performance.now() - acted > RESTS;
  const act = ({ target }) => target.closest?.("input, [role=slider]") && (acted = performance.now());
  for (const kind of ["input", "keydown", "pointerdown", "pointerup"]) document.addEventListener(kind, act, { capture: true });

  const runs = () => document.querySelector("[data-test-script-state]")?.dataset.testScriptState === "running";
  document.addEventListener("input", ({ target }) => target.type === "range" && (moved = performance.now()), { capture: true });

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    const asked = performance.now();
    if (!link || link === passes || asked - moved > MOMENT || link.origin !== location.origin) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const go = () => {
      if (!runs() && performance.now() - asked < PATIENCE) return requestAnimationFrame(go);
      passes = link;
      link.click();
      passes = null;
    };
    go();
  }, { capture: true });
}
