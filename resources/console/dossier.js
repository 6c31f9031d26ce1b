// Drag and drop on a draft's page: files onto an item (new papers) or a paper (its next file), items and papers into
// another place. Everything here can be done with the page's buttons as well.
"use strict";

const list = document.querySelector(".dossiers");
const token = document.querySelector('meta[name="form-token"]').content;
const FILES = "Files";

function carriesFiles(event) {
  return Array.from(event.dataTransfer.types).includes(FILES);
}

function send(address, file, row) {
  // One file a call, so that each has a progress and a sentence of its own.
  return new Promise((resolve) => {
    const body = new FormData();
    body.append("file", file, file.name);
    const call = new XMLHttpRequest();
    call.open("POST", address);
    call.setRequestHeader("X-Form-Token", token);
    call.responseType = "json";
    call.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        row.progress.max = event.total;
        row.progress.value = event.loaded;
        row.said.textContent = event.loaded < event.total ? list.dataset.sending : list.dataset.checking;
      }
    });
    const end = (good, text) => {
      row.progress.hidden = true;
      row.said.textContent = text;
      row.said.classList.toggle("refused", !good);
      resolve(good);
    };
    call.addEventListener("load", () => {
      const told = call.response || {};
      const sentence = [told.text, told.more].filter(Boolean).join(". ");
      end(call.status === 200, sentence || list.dataset.fault);
    });
    for (const fault of ["error", "abort", "timeout"]) {
      call.addEventListener(fault, () => end(false, list.dataset.fault));
    }
    call.send(body);
  });
}

function newRow(holder, name) {
  const row = document.createElement("li");
  const title = document.createElement("span");
  const progress = document.createElement("progress");
  const said = document.createElement("span");
  title.textContent = name;
  progress.value = 0;
  progress.max = 1;
  progress.setAttribute("aria-label", name);
  said.textContent = list.dataset.sending;
  row.append(title, progress, said);
  holder.append(row);
  return { progress, said };
}

async function upload(address, files, holder) {
  holder.replaceChildren();
  const waiting = files.map((file) => [file, newRow(holder, file.name)]);
  let good = true;
  for (const [file, row] of waiting) {
    good = (await send(address, file, row)) && good;
  }
  if (good) {
    location.reload();
    return;
  }
  const again = document.createElement("button");
  again.type = "button";
  again.className = "quiet";
  again.textContent = list.dataset.reload;
  again.addEventListener("click", () => location.reload());
  holder.append(again);
}

function takeFiles(place, address, holder) {
  place.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      event.stopPropagation();
      event.dataTransfer.dropEffect = "copy";
      place.classList.add("over");
    }
  });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      event.stopPropagation();
      place.classList.remove("over");
      const files = Array.from(event.dataTransfer.files);
      upload(address, place.matches("tr") ? files.slice(0, 1) : files, holder);
    }
  });
}

for (const form of list.querySelectorAll(".drop")) {
  const holder = form.querySelector(".uploads");
  const chosen = form.querySelector('input[type="file"]');
  chosen.multiple = true;
  takeFiles(form, form.dataset.files, holder);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (chosen.files.length) {
      upload(form.dataset.files, Array.from(chosen.files), holder);
    }
  });
}

for (const row of list.querySelectorAll("tr[data-files]")) {
  takeFiles(row, row.dataset.files, row.closest(".dossier").querySelector(".uploads"));
}

// A file that misses its place must not take the page away.
for (const kind of ["dragover", "drop"]) {
  window.addEventListener(kind, (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      if (kind === "dragover") {
        event.dataTransfer.dropEffect = "none";
      }
    }
  });
}

let dragged = null;

async function place(before) {
  const answer = await fetch(dragged.dataset.move, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Form-Token": token },
    body: JSON.stringify({ way: "to", before: before ? before.dataset.item : "" }),
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect" || answer.ok) {
    location.reload();
    return;
  }
  const trouble = document.getElementById("trouble");
  trouble.textContent = list.dataset.fault;
  trouble.hidden = false;
}

function below(item, event) {
  const box = item.getBoundingClientRect();
  return event.clientY > box.top + box.height / 2;
}

for (const item of list.querySelectorAll("[data-movable]")) {
  const handle = item.querySelector(".handle");
  handle.draggable = true;
  handle.addEventListener("dragstart", (event) => {
    dragged = item;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", item.dataset.item);
    event.dataTransfer.setDragImage(item, 20, 20);
    item.classList.add("dragged");
  });
  handle.addEventListener("dragend", () => {
    item.classList.remove("dragged");
    for (const marked of list.querySelectorAll(".before")) {
      marked.classList.remove("before");
    }
    dragged = null;
  });
  item.addEventListener("dragover", (event) => {
    if (dragged && dragged !== item) {
      event.preventDefault();
      item.classList.toggle("before", !below(item, event));
    }
  });
  item.addEventListener("dragleave", () => item.classList.remove("before"));
  item.addEventListener("drop", (event) => {
    if (dragged && dragged !== item) {
      event.preventDefault();
      place(below(item, event) ? item.nextElementSibling : item);
    }
  });
}
