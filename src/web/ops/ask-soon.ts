// Pages never wait long for a thread: what is not there at once is asked for, the page says so, and its next visit finds it.

import { setTimeout } from 'node:timers/promises'
import type { AppError } from '../../errors.ts'
import { toAppError } from '../../routes/error-handler.ts'

export type Soon<T> =
  | { readonly kind: 'ready'; readonly value: T }
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly error: AppError }

/** `key` names the question with everything its answer hangs on. */
export type AskSoon = <T>(key: string, work: () => Promise<T>) => Promise<Soon<T>>

const patienceMs = 40
const keptMs = 2 * 60_000
const keptMax = 40

type Entry = { readonly atMs: number; state: Soon<unknown>; readonly settled: Promise<void> }

export function createAskSoon(nowMs: () => number): AskSoon {
  const entries = new Map<string, Entry>()
  const ask = (key: string, work: () => Promise<unknown>): Entry => {
    const entry: { -readonly [Name in keyof Entry]: Entry[Name] } = {
      atMs: nowMs(),
      state: { kind: 'pending' },
      settled: Promise.resolve(),
    }
    entry.settled = work().then(
      (value) => {
        entry.state = { kind: 'ready', value }
      },
      (fault: unknown) => {
        entry.state = { kind: 'failed', error: toAppError(fault) }
      },
    )
    entries.set(key, entry)
    for (const oldest of entries.keys()) {
      if (entries.size <= keptMax) break
      entries.delete(oldest)
    }
    return entry
  }
  return async <T>(key: string, work: () => Promise<T>): Promise<Soon<T>> => {
    const known = entries.get(key)
    const isFresh = known !== undefined && (known.state.kind === 'pending' || nowMs() - known.atMs < keptMs)
    const entry = isFresh ? known : ask(key, work)
    await Promise.race([entry.settled, setTimeout(patienceMs, undefined, { ref: false })])
    // Told once: the next visit tries again.
    if (entry.state.kind === 'failed') entries.delete(key)
    return entry.state as Soon<T>
  }
}
