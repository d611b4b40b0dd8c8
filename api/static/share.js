// Copies the address of a page. Without it the address stands in a field, from which it can be copied by hand.
"use strict";

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  const status = document.getElementById("copied");
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Copied.";
    } catch {
      // Some browsers allow it on secure pages only: the field is selected.
      status.textContent = "Press Ctrl and C to copy it.";
    }
  });
}
