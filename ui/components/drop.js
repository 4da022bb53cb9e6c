// A run file that is dropped anywhere on the page goes to the uploader that every page has for it (`ui/widgets/run_file.py`).
// All other files are left to what they are dropped on.
{
  const SUFFIX = ".lstmlab", UPLOADER = '.st-key-lab_drop input[type="file"]', MARK = "lab-dragging";
  const carriesFiles = (event) => event.dataTransfer?.types.includes("Files");
  const show = (on) => document.body?.classList.toggle(MARK, on);

  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    // Otherwise the browser would leave the page for the file.
    event.preventDefault();
    show(true);
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) show(false);
  });
  addEventListener("drop", (event) => {
    show(false);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const uploader = document.querySelector(UPLOADER), runs = [...event.dataTransfer.files].filter(isRun);
    if (!uploader || !runs.length) return;
    event.stopImmediatePropagation();
    const one = new DataTransfer();
    one.items.add(runs[0]);
    uploader.files = one.files;
    uploader.dispatchEvent(new Event("change", { bubbles: true }));
  }, { capture: true });

  const isRun = (file) => file.name.toLowerCase().endsWith(SUFFIX);
}
