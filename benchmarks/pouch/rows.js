// node rows.js PAGES FOLDER: rows a second of the pages in a JSON file, each by one bulkDocs into a new PouchDB.
"use strict";
const fs = require("fs");
const PouchDB = require("pouchdb");

async function main(file, folder) {
  const pages = JSON.parse(fs.readFileSync(file, "utf8"));
  const db = new PouchDB(folder);
  await db.info();
  const started = process.hrtime.bigint();
  for (const page of pages) {
    const answers = await db.bulkDocs(page);
    if (!answers.every((answer) => answer.ok)) throw new Error("a row was refused");
  }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const rows = pages.reduce((count, page) => count + page.length, 0);
  if ((await db.info()).doc_count !== rows) throw new Error("the rows did not arrive");
  await db.destroy();
  console.log(rows / seconds);
}

main(...process.argv.slice(2));
