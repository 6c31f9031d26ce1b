"use strict";
// The roll: counts the ticks while they are made.
(() => {
  const place = document.getElementById("roll-count");
  const boxes = Array.from(document.querySelectorAll("#roll input[name=present]"));
  const count = () => {
    const present = boxes.filter((box) => box.checked).length;
    place.textContent = place.dataset.text.replace("{present}", present).replace("{of}", boxes.length);
  };
  boxes.forEach((box) => box.addEventListener("change", count));
  count();
})();
