"use strict";
// The office's keys in this browser: made here, kept here, never readable (docs/adr/0019). Other scripts use `officeKeys`.
const officeKeys = (() => {
  const STORE = "keys", P256 = { name: "ECDSA", namedCurve: "P-256" }, SHA = { name: "ECDSA", hash: "SHA-256" };
  const text = new TextEncoder();

  // ---- bytes ----
  const join = (...parts) => {
    const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { all.set(part, at); at += part.length; }
    return all;
  };
  const same = (a, b) => a.length === b.length && a.every((byte, at) => byte === b[at]);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const unhex = (digits) => Uint8Array.from(digits.match(/../g) || [], (pair) => parseInt(pair, 16));
  const toB64 = (bytes) => btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const fromB64 = (b64) => Uint8Array.from(atob(b64), (sign) => sign.charCodeAt(0));
  const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));

  // ---- DER (X.690), as much as a request and a reader of signed attributes need ----
  const der = (tag, ...parts) => {
    const content = join(...parts), size = content.length;
    if (size < 128) return join(Uint8Array.of(tag, size), content);
    const length = size < 256 ? [0x81, size] : [0x82, size >> 8, size & 255];
    return join(Uint8Array.of(tag, ...length), content);
  };
  const SEQUENCE = 0x30, SET = 0x31, OCTETS = 0x04, OID = 0x06;
  const number = (bytes) => {
    let at = 0;
    while (at < bytes.length - 1 && bytes[at] === 0) at += 1;
    const short = bytes.slice(at);
    return der(0x02, short[0] & 0x80 ? join(Uint8Array.of(0), short) : short);
  };
  const read = (data, at = 0) => {
    let size = data[at + 1], start = at + 2;
    if (size === 0x81) { size = data[at + 2]; start = at + 3; }
    else if (size === 0x82) { size = data[at + 2] * 256 + data[at + 3]; start = at + 4; }
    else if (!(size < 128)) throw new Error("DER");
    if (start + size > data.length) throw new Error("DER");
    return { tag: data[at], content: data.slice(start, start + size), end: start + size };
  };
  const members = (content) => {
    const found = [];
    for (let at = 0; at < content.length; at = found[found.length - 1].end) found.push(read(content, at));
    return found;
  };
  const only = (content, tag) => {
    const found = members(content);
    if (found.length !== 1 || found[0].tag !== tag) throw new Error("DER");
    return found[0].content;
  };

  // ---- a certificate request (PKCS#10) with the device as its subject ----
  const ECDSA_SHA256 = der(SEQUENCE, der(OID, unhex("2a8648ce3d040302")));
  const request = async (pair, device) => {
    const name = der(SEQUENCE, der(SET, der(SEQUENCE, der(OID, unhex("550403")), der(0x0c, text.encode(device)))));
    const key = new Uint8Array(await crypto.subtle.exportKey("spki", pair.publicKey));
    const info = der(SEQUENCE, number(Uint8Array.of(0)), name, key, Uint8Array.of(0xa0, 0));
    const plain = new Uint8Array(await crypto.subtle.sign(SHA, pair.privateKey, info));
    const signature = der(SEQUENCE, number(plain.slice(0, 32)), number(plain.slice(32)));
    return der(SEQUENCE, info, ECDSA_SHA256, der(0x03, Uint8Array.of(0), signature));
  };

  // ---- the sheet's code (protocol.md 10) ----
  const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  const readCode = (typed) => {
    const digits = typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");
    if (digits.length !== 16 || [...digits].some((digit) => !CROCKFORD.includes(digit))) return null;
    let value = 0n;
    for (const digit of digits) value = (value << 5n) | BigInt(CROCKFORD.indexOf(digit));
    return unhex(value.toString(16).padStart(20, "0"));
  };
  const writeCode = (bytes) => {
    let value = BigInt("0x" + hex(bytes)), digits = "";
    for (let at = 0; at < 16; at += 1) { digits = CROCKFORD[Number(value & 31n)] + digits; value >>= 5n; }
    return digits.match(/.{4}/g).join("-");
  };
  const codeId = async (code) => hex((await sha256(join(text.encode("hdnd-code-id/1\n"), code))).slice(0, 8));
  const proof = async (code, root, csr, device) => {
    const base = await crypto.subtle.importKey("raw", code, "HKDF", false, ["deriveKey"]);
    const kdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(32), info: text.encode("hdnd-enrol/1") };
    const mac = { name: "HMAC", hash: "SHA-256", length: 256 };
    const key = await crypto.subtle.deriveKey(kdf, base, mac, false, ["sign"]);
    const box = await sha256(new Uint8Array(0));  // an office has no box key
    const message = join(root, await sha256(csr), box, text.encode(device));
    return hex(new Uint8Array(await crypto.subtle.sign("HMAC", key, message)));
  };
  const comparison = async (code, root, csr) => {
    const box = await sha256(new Uint8Array(0));
    const whole = join(text.encode("hdnd-compare/1\n"), root, await sha256(csr), box, code);
    return writeCode((await sha256(whole)).slice(0, 10));
  };

  // ---- the browser's own store ----
  const open = () => new Promise((done, fail) => {
    const asked = indexedDB.open("nghi-truong", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore(STORE, { keyPath: "device" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const inStore = async (mode, work) => {
    const database = await open();
    try {
      return await new Promise((done, fail) => {
        const act = database.transaction(STORE, mode, { durability: "strict" });
        const asked = work(act.objectStore(STORE));
        act.oncomplete = () => done(asked.result);
        act.onerror = act.onabort = () => fail(act.error);
      });
    } finally {
      database.close();
    }
  };
  const find = (device) => inStore("readonly", (store) => store.get(device));
  const all = () => inStore("readonly", (store) => store.getAll());
  const keep = (key) => inStore("readwrite", (store) => store.put(key));
  const forget = (device) => inStore("readwrite", (store) => store.delete(device));

  // ---- signing (protocol.md 3.2; RFC 5652, 5.4) ----
  const ATTRIBUTES = ["2a864886f70d010903", "2a864886f70d010905", "2a864886f70d010904", "2a864886f70d010910022f"];
  const check = async (attributes, statement, certificate) => {
    const whole = read(attributes);
    if (whole.tag !== SET || whole.end !== attributes.length) throw new Error("attributes");
    const parts = members(whole.content).map((one) => members(one.content));
    if (parts.length !== 4 || parts.some((one, at) => one.length !== 2 || hex(one[0].content) !== ATTRIBUTES[at])) throw new Error("attributes");
    const digest = only(parts[2][1].content, OCTETS);
    if (!same(digest, await sha256(statement))) throw new Error("digest");
    const named = only(only(only(only(parts[3][1].content, SEQUENCE), SEQUENCE), SEQUENCE), OCTETS);
    if (hex(named) !== certificate) throw new Error("certificate");
    if (JSON.parse(new TextDecoder().decode(statement)).cert !== certificate) throw new Error("certificate");
  };
  const sign = async (key, attributes, statement) => {
    await check(attributes, statement, key.certificate);
    return new Uint8Array(await crypto.subtle.sign(SHA, key.privateKey, attributes));
  };

  const make = () => crypto.subtle.generateKey(P256, false, ["sign", "verify"]);
  const newDevice = () => "tb-" + hex(crypto.getRandomValues(new Uint8Array(6)));
  return { make, newDevice, request, readCode, codeId, proof, comparison, find, all, keep, forget, sign, unhex, toB64, fromB64, text };
})();
