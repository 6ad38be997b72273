// The table of error codes in docs/integration.md: codes and statuses from src/errors.ts, what to do from here. A new code without advice does not compile.

import { type ErrorCode, errorCodes } from '../src/errors.ts'

const no = 'no'
const sameKey = 'yes, same key, same body'

const advice: Readonly<Record<ErrorCode, { retry: string; text: string }>> = {
  INVALID_JSON: { retry: no, text: 'Mend the body.' },
  INVALID_PARCEL: { retry: no, text: '`errors` says where. Mend the declaration; use a new key.' },
  INVALID_MANIFEST: { retry: no, text: '`errors` says where. More than 1,000 parcels: send NDJSON.' },
  INVALID_REQUEST: { retry: no, text: 'A header, parameter or query is wrong; `errors` says which.' },
  UNAUTHENTICATED: {
    retry: no,
    text: 'Key missing, wrong, expired or revoked; demo keys work on loopback only.',
  },
  FORBIDDEN: { retry: no, text: 'The role of the key may not do that.' },
  NOT_FOUND: { retry: no, text: "No such path or id; also for another client's decision." },
  IDEMPOTENCY_RUNNING: {
    retry: sameKey,
    text: 'The first request is still running: wait `Retry-After`, then ask again.',
  },
  REQUEST_TIMEOUT: { retry: sameKey, text: 'The body took longer than 30 s to arrive.' },
  JOB_GONE: { retry: no, text: 'Jobs live as long as the process: start it anew.' },
  PURGED: { retry: no, text: 'Kept no longer than the retention says, or erased on request.' },
  BODY_TOO_LARGE: { retry: no, text: 'Body 1 MiB, NDJSON line 256 KiB.' },
  UNSUPPORTED_MEDIA_TYPE: { retry: no, text: '`application/json`, or `application/x-ndjson` for manifests.' },
  IDEMPOTENCY_MISMATCH: {
    retry: no,
    text: 'The key was used with another body. A corrected declaration needs a new key.',
  },
  INVALID_PACK: { retry: no, text: '`errors` names every problem with its file and line. Mend the pack.' },
  PACK_GATES_FAILED: { retry: no, text: '`errors` names each failed gate.' },
  PACK_CONFLICT: {
    retry: 'later, when the other switch is done',
    text: 'The pack is active already, another one is being switched, or there is none to go back to.',
  },
  INVALID_MODEL: { retry: no, text: '`errors` names every fault with its place in the file.' },
  MODEL_GATES_FAILED: { retry: no, text: '`errors` names each failed gate.' },
  MODEL_CONFLICT: {
    retry: 'later, when the other switch is done',
    text: 'The forest is active already, another switch runs, or there is none to go back to.',
  },
  TOO_FEW_OUTCOMES: { retry: no, text: 'Record more outcomes, or train with `force`.' },
  CLAIM_CONFLICT: {
    retry: 'after the claim has ended',
    text: '`errors` says since and until when another officer has it; or it is checked already: take the next one.',
  },
  HEADERS_TOO_LARGE: { retry: no, text: 'Request line and headers together: 16 KiB.' },
  RATE_LIMITED: { retry: sameKey, text: 'Wait `Retry-After`.' },
  INTERNAL: { retry: sameKey, text: 'Twice at most, then treat as unscored and report `requestId`.' },
  BUSY: { retry: sameKey, text: 'The write queue is full: wait `Retry-After`, send slower.' },
  STORE_UNAVAILABLE: {
    retry: sameKey,
    text: 'The disk refuses. The decision may or may not be written: the same key finds out.',
  },
  DEADLINE_EXCEEDED: {
    retry: sameKey,
    text: 'Only with `Beagle-Deadline-Ms`. The decision may be written by now: the same key finds out.',
  },
  NOT_READY: { retry: sameKey, text: 'Starting or stopping.' },
}

export function errorTable(): string {
  const rows = (Object.keys(errorCodes) as ErrorCode[])
    .map((code) => ({ code, ...errorCodes[code], ...advice[code] }))
    .sort((a, b) => a.status - b.status)
    .map(({ code, status, retry, text }) => `| ${status} | \`${code}\` | ${retry} | ${text} |`)
  return ['| status | code | send again? | what to do |', '|---|---|---|---|', ...rows].join('\n')
}
