"""The shell script of a record bundle: the check by openssl, sha256sum and jq alone.

It checks what a reader without our program can check: every signature and certificate, every leaf,
the tree's root, the log's signature, every tally. It leaves out the devices' chains and the logs that
signers had seen, which `python -m protocol.verify` checks as well.
"""

from __future__ import annotations

SCRIPT = r"""#!/usr/bin/env bash
# Kiểm tra hồ sơ biểu quyết mà không cần chương trình nào của Hội đồng.
# Checks this vote record with openssl (3.0 or newer), sha256sum and jq (1.6 or newer).
#
#   bash verify-record.sh [SHA-256 of the council's root certificate, as printed]
set -u
cd "$(dirname "$0")" || exit 2
export LC_ALL=C
work=$(mktemp -d) || exit 2
trap 'rm -rf "$work"' EXIT

fail() { echo "KHÔNG ĐẠT (does not hold): $*" >&2; exit 1; }
escaped() {  # hex digits as escapes for printf
  local rest=$1
  hex=
  while [ -n "$rest" ]; do hex+="\\x${rest:0:2}"; rest=${rest:2}; done
}
unhex() { escaped "$1"; printf '%b' "$hex"; }
node() { escaped "$1$2"; printf '%b' "\\x01$hex" | sha256sum | cut -c1-64; }

# 1. The root certificate and the log's key.
root=$(openssl x509 -in root.pem -outform DER | sha256sum | cut -c1-64)
if [ $# -gt 0 ] && [ "$root" != "$1" ]; then fail "root.pem is not the printed certificate"; fi
key=$(openssl pkey -pubin -in log_key.pem -outform DER | tail -c 32 | openssl base64 -A)
[ "$(jq -r .type entries/000000.json)" = hdnd-root/1 ] || fail "entry 0 is no root"
[ "$(jq -r .root_cert entries/000000.json | openssl base64 -d -A | sha256sum | cut -c1-64)" \
  = "$root" ] || fail "entry 0 names another root certificate"
origin=$(cat origin)
cat root.pem > "$work/roots.pem"

# 2. Every entry: its signature, its signer, its leaf; the tree grows as a stack of hashes.
fields='[.type, .log, .cert, .role // "-", .voter // .person // "-", .device // "-",
         .member_cert // "-", .root_cert // "-", .log_key // "-"] | map(if . == "" then "-" else . end) | @tsv'
declare -A signer
declare -a stack
signer[$root]=root
levels=0
count=0
printf -v entry 'entries/%06d' 0
while [ -e "$entry.json" ]; do
  openssl cms -verify -cades -binary -inform DER -in "$entry.p7s" -content "$entry.json" \
    -CAfile "$work/roots.pem" -purpose any -no_check_time -signer "$work/signer.pem" -out /dev/null \
    2> "$work/error" || fail "signature of entry $count: $(head -n 1 "$work/error")"
  { read -r cert _; read -r id _; read -r sig _; } < <(
    openssl x509 -in "$work/signer.pem" -outform DER | sha256sum - "$entry.json" "$entry.p7s")
  IFS=$'\t' read -r type log named new person device member crown log_key < <(jq -r "$fields" "$entry.json") \
    || fail "entry $count is no JSON"
  [ "$log" = "$origin" ] || fail "entry $count is of another log"
  [ "$named" = "$cert" ] || fail "entry $count is signed by another certificate than it names"
  role=${signer[$cert]-}
  [ -n "$role" ] || fail "entry $count is signed by a certificate that is not in the record"
  case "$type:$role" in
    hdnd-root/1:root) ;;
    hdnd-enrol/1:root)
      [[ "$new" =~ ^(secretary|hall)$ ]] || fail "entry $count: root enrols a $new" ;;
    hdnd-enrol/1:secretary)
      [[ "$new" =~ ^(delegate|chair)$ ]] || fail "entry $count enrols a $new" ;;
    hdnd-revoke/1:root|hdnd-revoke/1:secretary) ;;
    hdnd-manifest/1:secretary|hdnd-attendance/1:secretary|hdnd-handvote/1:secretary) ;;
    hdnd-poll/1:chair|hdnd-poll/1:secretary) ;;
    hdnd-open/1:chair|hdnd-closing/1:chair|hdnd-close/1:chair) ;;
    hdnd-void/1:chair|hdnd-result/1:chair) ;;
    hdnd-vote/1:delegate:*|hdnd-objection/1:delegate:*)
      [ "$role" = "delegate:$person:$device" ] \
        || fail "entry $count speaks for another delegate" ;;
    *) fail "entry $count: $role may not say $type" ;;
  esac
  if [ "$type" = hdnd-enrol/1 ]; then
    [ "$new" = delegate ] && new=delegate:$person:$device
    printf '%s' "$member" | openssl base64 -d -A > "$work/member.der"
    read -r cert _ < <(sha256sum "$work/member.der")
    if [ -e "$work/standing.pem" ]; then
      openssl x509 -inform DER -in "$work/member.der" > "$work/member.pem" \
        && openssl verify -partial_chain -no_check_time -CAfile "$work/standing.pem" \
          "$work/member.pem" > /dev/null 2>&1 \
        || fail "entry $count enrols a certificate that the standing root did not issue"
    fi
    signer[$cert]=$new
  elif [ "$type" = hdnd-root/1 ]; then
    printf '%s' "$crown" | openssl base64 -d -A > "$work/crown.der"
    read -r cert _ < <(sha256sum "$work/crown.der")
    if [ "$cert" != "$named" ]; then
      [ -z "${signer[$cert]-}" ] || fail "entry $count brings back a certificate"
      openssl x509 -inform DER -in "$work/crown.der" > "$work/standing.pem" \
        && openssl verify -no_check_time -CAfile "$work/standing.pem" "$work/standing.pem" \
          > /dev/null 2>&1 || fail "entry $count names no root certificate"
      cat "$work/standing.pem" >> "$work/roots.pem"
      unset "signer[$named]"
      signer[$cert]=root
    fi
    standing_key=$log_key
  elif [ "$type" = hdnd-revoke/1 ]; then
    unset "signer[$member]"
  fi
  printf '%s\n' "$id" >> "$work/ids"
  kind=${type#hdnd-}
  read -r leaf _ < <(
    printf '\000hdnd-leaf/1\n%s\n%s\n%s\n' "${kind%/1}" "$id" "$sig" | sha256sum)
  size=$count
  while [ $((size % 2)) = 1 ]; do
    levels=$((levels - 1))
    leaf=$(node "${stack[$levels]}" "$leaf")
    size=$((size / 2))
  done
  stack[$levels]=$leaf
  levels=$((levels + 1))
  count=$((count + 1))
  printf -v entry 'entries/%06d' $count
done
shopt -s nullglob dotglob
found=(entries/*)
[ ${#found[@]} = $((2 * count)) ] || fail "files in entries/ that are no entries"

# 3. The root of the tree is the one that the log signed, with the key that the record names last.
[ "$standing_key" = "$key" ] || fail "log_key.pem is not the record's key"
tree=${stack[$((levels - 1))]}
for ((level = levels - 2; level >= 0; level--)); do tree=$(node "${stack[$level]}" "$tree"); done
head -n 3 checkpoint > "$work/body"
printf '%s\n%s\n%s\n' "$origin" $count "$(unhex "$tree" | openssl base64 -A)" > "$work/expected"
cmp -s "$work/body" "$work/expected" || fail "the checkpoint is not about these entries"
sed -n 5p checkpoint | sed "s|^— $origin ||" | openssl base64 -d -A | tail -c 64 > "$work/sig"
openssl pkeyutl -verify -pubin -inkey log_key.pem -rawin -in "$work/body" -sigfile "$work/sig" \
  > /dev/null 2>&1 || fail "the log's signature of the checkpoint"

# 4. Every tally, recounted.
cat > "$work/tally.jq" <<'JQ'
def passes($r; $approve; $total; $ballots):
  (if $r.base == "total" then $total else $ballots end) as $base
  | if $r.strict then $r.den * $approve > $r.num * $base
    else $r.den * $approve >= $r.num * $base end;
def counts($poll): [$poll.def.choices[].code as $code
  | {code: $code, count: ([$poll.standing[] | select(.choice == $code)] | length)}];
def late($poll): $poll.stage == "CLOSED" or $poll.stage == "RESULT";
($ids | split("\n")) as $names
| reduce inputs as $s ({index: 0, polls: {}, roll: {}, bad: []};
  {id: $names[.index], index: .index} as $e | .polls[$s.poll // ""] as $p
  | .index += 1
  | if $s.type == "hdnd-poll/1" then
      .polls[$s.poll] = {def: $s, id: $e.id, stage: "DEFINED", standing: {}, late: [],
                         roll: .roll[$s.session]}
    elif $s.type == "hdnd-attendance/1" then
      .roll[$s.session] = $s.present
      | .polls |= map_values(if .def.session == $s.session and (.size | not)
                             then .roll = $s.present else . end)
    elif ($s.poll | not) then .
    elif $s.type == "hdnd-vote/1" then
      if ($p | not) or $s.poll_def != $p.id or $s.session != $p.def.session
         or $p.stage == "DEFINED" or $p.stage == "VOID" or $s.opened != $p.opened
         or ($p.def.electorate | index($s.voter) | not)
         or ([$p.def.choices[].code] | index($s.choice) | not) then .
      elif late($p) then .polls[$s.poll].late += [$s.voter]
      else $p.standing[$s.voter] as $before
        | if $before.hand then .
          elif $s.supersedes != "" and $s.supersedes != $before.id then .
          elif $before and ($s.supersedes == "" or ($p.def.revote | not)) then .
          else .polls[$s.poll].standing[$s.voter] =
                 {choice: $s.choice, id: $e.id, hand: false} end
      end
    elif ($p | not) or $s.poll_def != $p.id then .bad += [$e.index]
    elif $s.type == "hdnd-open/1" then
      if $p.stage != "DEFINED" then .bad += [$e.index]
      else .polls[$s.poll] += {stage: "OPEN", opened: $e.id} end
    elif $s.type == "hdnd-closing/1" then
      if $p.stage != "OPEN" then .bad += [$e.index]
      else .polls[$s.poll].stage = "CLOSING" end
    elif $s.type == "hdnd-handvote/1" then
      if $p.stage != "OPEN" and $p.stage != "CLOSING" and $p.stage != "GRACE"
         or ($p.def.electorate | index($s.voter) | not) then .bad += [$e.index]
      else .polls[$s.poll].standing[$s.voter] = {choice: $s.choice, id: $e.id, hand: true} end
    elif $s.type == "hdnd-close/1" then
      if $s.phase == "vote" and $p.stage != "OPEN" and $p.stage != "CLOSING"
         or $s.phase == "grace" and $p.stage != "GRACE" then .bad += [$e.index]
      elif $s.phase == "vote" and $p.def.late != "none" then .polls[$s.poll].stage = "GRACE"
      else .polls[$s.poll] += {stage: "CLOSED", size: ($e.index + 1)} end
    elif $s.type == "hdnd-void/1" then
      if $p.stage == "RESULT" or $p.stage == "VOID" then .bad += [$e.index]
      else .polls[$s.poll].stage = "VOID" end
    elif $s.type == "hdnd-result/1" then
      counts($p) as $counts
      | ([$counts[] | select(.code == "APPROVE").count] | add) as $approve
      | ($p.standing | length) as $ballots
      | (if $p.roll then [$p.def.electorate[] | select(. as $v | $p.roll | index($v))] | length
         else -1 end) as $present
      | (if passes($p.def.rule; $approve; $p.def.total; $ballots) then "passed"
         else "not-passed" end) as $outcome
      | if $p.stage == "CLOSED" and $s.size == $p.size and $s.counts == $counts
           and $s.total == $p.def.total and $s.present == $present and $s.outcome == $outcome
        then .polls[$s.poll] += {stage: "RESULT", outcome: $outcome}
        else .bad += [$e.index] end
    else . end)
| if .bad != [] then error("entry " + (.bad[0] | tostring)) else
    .polls[] | "\(.def.poll) [\(.stage)] " + ([counts(.)[] | "\(.code) \(.count)"] | join(", "))
    + (if .outcome then " -> \(.outcome)" else "" end)
    + (if .late != [] then "; late: " + (.late | join(", ")) else "" end) end
JQ
printf '%s\0' entries/*.json | xargs -0 cat \
  | jq -nr --rawfile ids "$work/ids" -f "$work/tally.jq" 2> "$work/error" > "$work/tallies" \
  || fail "$(cat "$work/error")"
cat "$work/tallies"
for name in ket-qua.txt tom-tat.html tom-tat.pdf; do
  [ ! -e "$name" ] || echo "$name: để đọc, không phải chứng cứ (for reading, not evidence)"
done
echo "ĐẠT (holds): $count"
echo "root.pem SHA-256: $root"
"""
