// A client for a sorter, as docs/integration.md advises: one Idempotency-Key an item, the same key and the same bytes at every try, a time-out of
// 2 s, three more tries after 0.25, 1 and 4 s or longer where Retry-After says so. No dependency; Node 20 or newer.
//
//     BEAGLE=http://127.0.0.1:8787 KEY=bgl_... node examples/client.mjs < examples/manifest.ndjson

import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'

const timeoutMs = 2000
const waitsMs = [250, 1000, 4000]

/** Statuses after which the same key and body are sent again; `409` only while the first request is still running. */
const mayRepeat = (status, code) =>
  status === 429 || status === 500 || status === 503 || status === 408 || code === 'IDEMPOTENCY_RUNNING'

const retryAfterMs = (response) => {
  const seconds = Number(response.headers.get('retry-after'))
  return Number.isFinite(seconds) ? seconds * 1000 : 0
}

/**
 * Resolves to the decision, or to null when no answer could be had: the item is then unscored, and the sorter's own rule for that holds.
 * Throws where sending again cannot help (a parcel that cannot be read, a wrong key).
 */
export async function scoreParcel({ base, key, parcel, idempotencyKey, onRetry = () => {} }) {
  const body = JSON.stringify(parcel)
  const headers = {
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': idempotencyKey,
  }
  for (let tries = 0; ; tries += 1) {
    let waitMs = waitsMs[tries]
    try {
      const response = await fetch(`${base}/v1/score`, {
        method: 'POST',
        headers,
        body,
        signal: AbortSignal.timeout(timeoutMs),
      })
      const answer = await response.json()
      if (response.ok) return answer
      if (!mayRepeat(response.status, answer.code)) {
        throw Object.assign(new Error(`${answer.code}: ${answer.detail}`), { final: true })
      }
      if (waitMs !== undefined) waitMs = Math.max(waitMs, retryAfterMs(response))
    } catch (fault) {
      // No answer at all: refused, reset or timed out. The decision may be on disk; the same key finds out.
      if (fault.final) throw fault
    }
    if (waitMs === undefined) return null
    onRetry(tries + 1)
    await sleep(waitMs)
  }
}

async function main() {
  const { BEAGLE: base = 'http://127.0.0.1:8787', KEY: key } = process.env
  for await (const line of createInterface({ input: process.stdin })) {
    if (line.trim() === '') continue
    const parcel = JSON.parse(line)
    const idempotencyKey = `${parcel.itemId ?? crypto.randomUUID()}-1`
    const decision = await scoreParcel({ base, key, parcel, idempotencyKey })
    process.stdout.write(`${idempotencyKey} ${decision?.sortCode ?? decision?.instruction ?? 'unscored'}\n`)
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main()
