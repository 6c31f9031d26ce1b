"use strict";
// The page "this computer's key": makes a key, asks to enrol it by the printed sheet, and waits for the clerk's word.
(() => {
  const page = document.getElementById("key-page");
  if (!page) return;
  const { person, role } = page.dataset;
  const root = officeKeys.unhex(page.dataset.root);
  const form = document.getElementById("key-form");
  const show = (state) => {
    page.querySelectorAll("[data-state]").forEach((part) => { part.hidden = part.dataset.state !== state; });
    page.dataset.now = state;
  };
  const complain = (name) => {
    const place = document.getElementById("key-trouble");
    place.textContent = place.dataset[name];
    place.hidden = false;
  };
  const ask = (path, options = {}) => fetch(path, { ...options, headers: { "Sync-Protocol": "1", ...options.headers } });
  const wait = (milliseconds) => new Promise((done) => { setTimeout(done, milliseconds); });

  const remember = async (key) => {
    const token = document.querySelector("meta[name=form-token]").content;
    const headers = { "Content-Type": "application/json", "X-Form-Token": token };
    const answer = await fetch("/console/key", { method: "POST", headers, body: JSON.stringify({ device: key.device }) });
    if (!answer.ok) return null;
    return (await answer.json()).certificate;
  };

  const settle = async (key) => {
    document.getElementById("comparison").textContent = key.comparison;
    document.getElementById("device-waiting").textContent = key.deviceName;
    show("waiting");
    for (;;) {
      const answer = await ask(`/v1/enrolments/${key.enrolment}`).catch(() => null);
      const found = answer && answer.ok ? await answer.json() : { state: "pending" };
      if (found.state === "refused") {
        await officeKeys.forget(key.device);
        show("none");
        return complain("refused");
      }
      if (found.state === "enrolled") return finish(key);
      await wait(1500);
    }
  };

  const finish = async (key) => {
    const certificate = await remember(key);
    if (!certificate) {
      await officeKeys.forget(key.device);
      show("none");
      return complain("revoked");
    }
    await officeKeys.keep({ ...key, certificate });
    document.getElementById("device-ready").textContent = key.deviceName;
    show("ready");
    return undefined;
  };

  const begin = async () => {
    const code = officeKeys.readCode(form.elements.code.value);
    if (!code) return complain("code");
    const pair = await officeKeys.make();
    const device = officeKeys.newDevice();
    const deviceName = form.elements.device_name.value.trim() || form.elements.device_name.defaultValue;
    const csr = await officeKeys.request(pair, device);
    const key = {
      device, person, role, deviceName, privateKey: pair.privateKey, publicKey: pair.publicKey,
      comparison: await officeKeys.comparison(code, root, csr), enrolment: "", certificate: "",
    };
    await officeKeys.keep(key);
    const body = {
      code_id: await officeKeys.codeId(code), proof: await officeKeys.proof(code, root, csr, device),
      csr: officeKeys.toB64(csr), device, device_name: deviceName, box_key: "",
    };
    const headers = { "Content-Type": "application/json" };
    const answer = await ask("/v1/enrolments", { method: "POST", headers, body: JSON.stringify(body) }).catch(() => null);
    if (!answer || !answer.ok) {
      await officeKeys.forget(device);
      return complain(answer ? "sheet" : "line");
    }
    const asked = { ...key, enrolment: (await answer.json()).enrolment };
    await officeKeys.keep(asked);
    return settle(asked);
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    document.getElementById("key-trouble").hidden = true;
    const button = form.querySelector("button");
    button.disabled = true;
    begin().catch(() => complain("browser")).finally(() => { button.disabled = false; });
  });

  const start = async () => {
    const mine = (await officeKeys.all()).filter((key) => key.person === person && key.role === role && key.enrolment);
    const newest = mine[mine.length - 1];
    if (!newest) return show("none");
    return newest.certificate ? finish(newest) : settle(newest);
  };
  start().catch(() => { show("none"); complain("browser"); });
})();
