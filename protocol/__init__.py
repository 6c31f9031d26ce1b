"""What client, server and an outside verifier must agree on (docs/protocol.md).

Pure: bytes and values in, values or a `ProtocolError` out; no clock, no file, no network, no
random source except where a function says that it draws one.
"""
