"use strict";
// Keeps parts of a page fresh: <div data-live="/path"> is asked for again every second; countdowns run in between.
(() => {
  const EVERY = 1000;
  let ahead = 0;  // the server's clock minus this one, in milliseconds
  const count = () => {
    document.querySelectorAll("[data-ends]").forEach((place) => {
      const left = Math.max(0, Math.ceil((Number(place.dataset.ends) - (Date.now() + ahead)) / 1000));
      const shown = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
      if (place.textContent !== shown) place.textContent = shown;
      document.querySelectorAll("[data-when-over]").forEach((button) => { button.disabled = left > 0; });
    });
  };
  const refresh = async (part) => {
    const answer = await fetch(part.dataset.live, { cache: "no-store" });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) return location.reload();
    if (!answer.ok || answer.redirected) return undefined;
    const found = await answer.text();
    const at = Number(answer.headers.get("X-Time"));
    if (at) ahead = at - Date.now();
    if (part.dataset.shown === found) return undefined;
    const before = part.dataset.stage, now = answer.headers.get("X-Stage") || "";
    if (before !== undefined && before !== now && part.dataset.reload !== undefined) return location.reload();
    part.dataset.shown = found;
    part.innerHTML = found;
    count();
    return undefined;
  };
  const parts = Array.from(document.querySelectorAll("[data-live]"));
  const turn = async () => {
    for (const part of parts) {
      try {
        await refresh(part);
        document.body.dataset.line = "up";
      } catch {
        document.body.dataset.line = "down";
      }
    }
    setTimeout(turn, EVERY);
  };
  setInterval(count, 250);
  if (parts.length) turn();
  else count();
})();
