// node replicate.js ADDRESS FOLDER COUNT SIZE: seconds until a new database holds every document with its attachment.
"use strict";
const PouchDB = require("pouchdb");

async function main(address, folder, count, size) {
  const db = new PouchDB(folder);
  await db.info();
  const started = process.hrtime.bigint();
  const result = await PouchDB.replicate(address + "/papers", db);
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const rows = (await db.allDocs({ include_docs: true })).rows;
  const right = rows.filter((row) => row.doc._attachments.paper.length === Number(size));
  if (!result.ok || right.length !== Number(count)) throw new Error("not everything came");
  await db.destroy();
  console.log(seconds);
}

main(...process.argv.slice(2));
