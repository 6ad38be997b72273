// Which of the terms found in a text stand: those inside a longer one, or crossing the one before, are that one's business.

import type { Hit } from './hit.ts'
import { asInflected, asWritten } from './word-list.ts'

const fewHits = 32

/** "Tiger balm" leaves no tiger and "snow leopard" no leopard: what lies wholly inside a longer term is that term's business. */
export function withoutSwallowed(hits: Hit[]): readonly Hit[] {
  sortByPlace(hits)
  const kept: Hit[] = []
  let reach: Hit | null = null
  for (let at = 0; at < hits.length; at++) {
    const hit = hits[at]!
    if (isWrittenAsInnocent(hits, at)) continue
    if (reach !== null && hit.start < reach.end) {
      const shorter = hit.end - hit.start < reach.end - reach.start
      if (hit.end <= reach.end && shorter) continue
      const crossing = hit.start > reach.start && hit.term.role === 'name' && reach.term.role === 'name'
      if (crossing) continue
    }
    kept.push(hit)
    if (reach === null || hit.end > reach.end) reach = hit
  }
  return kept
}

function byPlace(a: Hit, b: Hit): number {
  return a.start - b.start || b.end - a.end
}

/** Few terms, found nearly in order: moving them by hand is twice as fast as the engine's sort, which copies. Stable as that is. */
function sortByPlace(hits: Hit[]): void {
  if (hits.length > fewHits) {
    hits.sort(byPlace)
    return
  }
  for (let from = 1; from < hits.length; from++) {
    const hit = hits[from]!
    let to = from
    for (; to > 0 && byPlace(hits[to - 1]!, hit) > 0; to--) hits[to] = hits[to - 1]!
    hits[to] = hit
  }
}

/** A hoodie is a hoodie, though it could be the plural of hoodia. Terms of the same place stand side by side. */
function isWrittenAsInnocent(hits: readonly Hit[], at: number): boolean {
  const hit = hits[at]!
  if (hit.term.role !== 'name' || hit.match !== asInflected) return false
  const says = (other: Hit) => other.term.role === 'benign' && other.match === asWritten
  for (let to = at + 1; isSamePlace(hits[to], hit); to++) if (says(hits[to]!)) return true
  for (let to = at - 1; isSamePlace(hits[to], hit); to--) if (says(hits[to]!)) return true
  return false
}

function isSamePlace(other: Hit | undefined, hit: Hit): boolean {
  return other !== undefined && other.start === hit.start && other.end === hit.end
}
