// node serve.js FOLDER KEY CERTIFICATE: the databases of a folder over TLS; prints the port, ends with its input.
"use strict";
const fs = require("fs");
const https = require("https");
const path = require("path");
const express = require("express");
const PouchDB = require("pouchdb");

const [folder, key, cert] = process.argv.slice(2);
const databases = PouchDB.defaults({ prefix: folder + path.sep });
const options = { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: path.join(folder, "log") };
const app = express();
app.use("/", require("express-pouchdb")(databases, options));
const server = https.createServer({ key: fs.readFileSync(key), cert: fs.readFileSync(cert) }, app);
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
process.stdin.on("end", () => process.exit(0)).resume();
