// node fill.js FILES FOLDER: a database with a document for each file of a folder of folders, the file attached to it.
"use strict";
const fs = require("fs");
const path = require("path");
const PouchDB = require("pouchdb");

async function main(files, folder) {
  const db = new PouchDB.defaults({ prefix: folder + path.sep })("papers");
  for (const part of fs.readdirSync(files)) {
    for (const name of fs.readdirSync(path.join(files, part))) {
      const data = fs.readFileSync(path.join(files, part, name));
      await db.put({ _id: name, _attachments: { paper: { content_type: "application/pdf", data } } });
    }
  }
  await db.close();
}

main(...process.argv.slice(2));
