"""The shell script beside evidence about a hall's word: the same check without our program (protocol.md 13.10).

It runs the record bundle's own `verify-record.sh` first, then checks the vote, the hall's receipt and certificate, a
refusal, and says what the record made of the vote. It needs openssl, sha256sum and jq.
"""

from __future__ import annotations

SCRIPT = r"""#!/usr/bin/env bash
# Kiểm tra biên nhận của phòng họp so với sổ biểu quyết, không cần chương trình nào của Hội đồng.
# Checks a hall's receipt beside the vote record with openssl (3.0 or newer), sha256sum and jq.
#
#   bash verify-evidence.sh [SHA-256 of the council's root certificate, as printed]
set -u
cd "$(dirname "$0")" || exit 2
export LC_ALL=C
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT
fail() { echo "KHÔNG ĐẠT (does not hold): $*" >&2; exit 1; }

# 1. The whole record: every signature, the tree, the log's signature, every tally.
bash verify-record.sh "$@" > "$work/record" || fail "the record"
tail -n 2 "$work/record"
origin=$(cat origin)
cat root.pem > "$work/roots.pem"
mkdir "$work/keys"
for entry in $(printf '%s\0' entries/*.json | xargs -0 grep -l '"type":"hdnd-root/1"'); do
  jq -r .root_cert "$entry" | openssl base64 -d -A | openssl x509 -inform DER >> "$work/roots.pem"
  { printf '\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00'; jq -r .log_key "$entry" | openssl base64 -d -A; } \
    | openssl pkey -pubin -inform DER -pubout > "$work/keys/$(basename "$entry")"
done

# 2. The vote: signed by the delegate's machine that the record enrolled.
openssl cms -verify -cades -binary -inform DER -in phieu.p7s -content phieu.json \
  -CAfile "$work/roots.pem" -purpose any -no_check_time -signer "$work/voter.pem" -out /dev/null \
  2> /dev/null || fail "the vote's signature"
vote=$(sha256sum < phieu.json | cut -c1-64)
[ "$(jq -r .type phieu.json)" = hdnd-vote/1 ] || fail "phieu.json is no vote"
[ "$(jq -r .log phieu.json)" = "$origin" ] || fail "a vote of another record"
enrolled() {  # certificate, role, device: whether an `enrol` entry holds exactly this
  local der
  der=$(openssl x509 -in "$1" -outform DER | openssl base64 -A)
  printf '%s\0' entries/*.json | xargs -0 cat | jq -es --arg der "$der" --arg role "$2" --arg device "$3" \
    'any(.[]; .type == "hdnd-enrol/1" and .member_cert == $der and .role == $role and .device == $device)' > /dev/null
}
enrolled "$work/voter.pem" delegate "$(jq -r .device phieu.json)" || fail "the vote's signer is not enrolled"

# 3. The hall's receipt: signed by a hall that the record enrolled, for exactly this vote.
sed -n 1p bien-nhan-phong-hop.txt | openssl base64 -d -A > "$work/receipt.json"
sed -n 2p bien-nhan-phong-hop.txt | openssl base64 -d -A > "$work/receipt.sig"
openssl x509 -in phong-hop.pem -pubkey -noout > "$work/hall.pub" || fail "phong-hop.pem"
openssl dgst -sha256 -verify "$work/hall.pub" -signature "$work/receipt.sig" "$work/receipt.json" > /dev/null 2>&1 \
  || fail "the receipt's signature"
jq -e --arg vote "$vote" --arg log "$origin" \
  '.type == "hdnd-hall-receipt/1" and .statement == $vote and .log == $log' "$work/receipt.json" > /dev/null \
  || fail "the receipt is of another vote or record"
enrolled phong-hop.pem hall "$(jq -r .hall "$work/receipt.json")" || fail "the hall is not enrolled"

# 4. A refusal: a note that the log's key signed, about this vote.
refused=
if [ -e tu-choi.txt ]; then
  sed '/^$/,$d' tu-choi.txt > "$work/refusal"
  grep "^— $origin " tu-choi.txt | head -n 1 | sed "s|^— $origin ||" | openssl base64 -d -A | tail -c 64 > "$work/refusal.sig"
  good=
  for key in "$work"/keys/*; do
    openssl pkeyutl -verify -pubin -inkey "$key" -rawin -in "$work/refusal" -sigfile "$work/refusal.sig" \
      > /dev/null 2>&1 && good=1
  done
  [ -n "$good" ] || fail "the refusal's signature"
  [ "$(sed -n 1p "$work/refusal") $(sed -n 2p "$work/refusal") $(sed -n 3p "$work/refusal")" \
    = "hdnd-refusal/1 $origin $vote" ] || fail "a refusal of something else"
  refused=$(sed -n 4p "$work/refusal")
fi

# 5. What the record made of it.
index=$(printf '%s\0' entries/*.json | xargs -0 sha256sum | grep -n "^$vote " | head -n 1 | cut -d: -f1)
[ -z "$index" ] || index=$((index - 1))
IFS=' ' read -r other closed < <(printf '%s\0' entries/*.json | xargs -0 cat | jq -nr --slurpfile vote phieu.json '
  reduce inputs as $s ({n: 0, other: "-", closed: "-"};
    (if $s.device == $vote[0].device and $s.seq == $vote[0].seq then .other = .n else . end)
    | (if $s.type == "hdnd-close/1" and $s.poll == $vote[0].poll then .closed = .n else . end) | .n += 1)
  | "\(.other) \(.closed)"')
[ "$other" != - ] || other=
[ "$closed" != - ] || closed=
echo "phòng họp nhận lúc (the hall took it at): $(jq -r .received_at "$work/receipt.json")"
[ -z "$closed" ] || echo "đóng ở mục (closed by entry) $closed: $(jq -r .closed_at "$(printf 'entries/%06d.json' "$closed")")"
if [ -n "$index" ]; then echo "phiếu ở mục (the vote is entry): $index"
else echo "phiếu không có trong sổ (the vote is not in the record)"; fi
if [ -z "$index" ] && [ -n "$other" ]; then echo "cùng số thứ tự của máy là mục (in its place stands entry): $other"; fi
[ -z "$refused" ] || echo "Hội đồng từ chối, mã (refused by the council, code): $refused"
if [ -n "$index" ] && [ -n "$closed" ] && [ "$index" -gt "$closed" ]; then echo "=> đứng sau mục đóng (after the close)"; fi
echo "ĐẠT (holds): mọi chữ ký đúng; đọc doc-toi.txt (every signature holds; read doc-toi.txt)"
"""
