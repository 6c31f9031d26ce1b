"use strict";
// The confirm page: signs exactly the bytes that stand on it, with this browser's own key.
(() => {
  const form = document.getElementById("signing");
  if (!form) return;
  const button = form.querySelector("button[type=submit]");
  const trouble = document.getElementById("signing-trouble");
  const tell = (name) => {
    trouble.textContent = trouble.dataset[name];
    trouble.hidden = false;
    button.disabled = name === "nokey" || name === "differs";
    button.removeAttribute("aria-busy");
    document.body.dataset.signing = name;
  };

  const statements = () => Array.from(document.querySelectorAll("[data-attributes]"), (part) => ({
    statement: officeKeys.text.encode(part.querySelector("pre").textContent),
    attributes: officeKeys.fromB64(part.dataset.attributes),
  }));

  const signAll = async (key) => {
    const signed = [];
    for (const one of statements()) signed.push(officeKeys.toB64(await officeKeys.sign(key, one.attributes, one.statement)));
    return signed;
  };

  const ready = officeKeys.find(form.dataset.device).catch(() => null);
  ready.then((key) => {
    if (!key || !key.certificate) return tell("nokey");
    button.disabled = false;
    document.body.dataset.signing = "ready";
    return undefined;
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    const key = await ready;
    if (!key) return tell("nokey");
    let signed;
    try {
      signed = await signAll(key);
    } catch {
      return tell("differs");
    }
    form.querySelectorAll("input[name=value]").forEach((old) => old.remove());
    for (const value of signed) {
      const field = document.createElement("input");
      field.type = "hidden";
      field.name = "value";
      field.value = value;
      form.append(field);
    }
    form.submit();
    return undefined;
  });
})();
