// Notices a client that feels its way along the rules: many parcels that are nearly, but not quite, the same, around one that was stopped.
// Counts only; nothing is refused. Bounded in clients, clusters and variants, whatever is sent.

import type { GoodsPart } from '../parcel/goods-part.ts'
import type { Lane } from '../scoring/assessment.ts'

export const probingBounds = {
  /** Different parcels of one cluster within the window, from which on somebody should look. */
  variants: 20,
  windowMs: 3_600_000,
  clients: 64,
  /** Newest clusters a client is watched with. */
  clusters: 128,
} as const

/** Of a parcel as it was decided; nothing of a party is looked at. */
export type ProbedParcel = {
  readonly clientId: string
  readonly decisionId: string
  readonly goods: GoodsPart
  /** Null where it could not be scored. */
  readonly evidenceLane: Lane | null
  readonly atMs: number
}

export type ProbingReport = {
  readonly clientId: string
  readonly sinceMs: number
  readonly lastMs: number
  /** Different parcels; counted up to a bound. */
  readonly variants: number
  readonly lanes: readonly Lane[]
  readonly firstDecisionId: string
  readonly lastDecisionId: string
}

export type Probing = {
  /** Cheap, and never throws; runs after the commit. */
  readonly saw: (parcel: ProbedParcel) => void
  /** Clusters that began within the last two hours and reached the bound. */
  readonly reports: (nowMs: number) => readonly ProbingReport[]
}

export type ProbingDeps = {
  /** A parcel nearly equal to one that was stopped, and not equal to any of its cluster. */
  readonly onVariant: (clientId: string) => void
  /** Once a cluster, when it reaches the bound. */
  readonly onProbing: (report: ProbingReport) => void
}

type Cluster = {
  readonly clientId: string
  readonly sinceMs: number
  readonly seen: Set<number>
  readonly lanes: Set<Lane>
  readonly firstDecisionId: string
  lastMs: number
  lastDecisionId: string
}

/** Bands of two minimum hashes each: parcels that share 7 of 10 words meet in one of four with 93 %, such that share 2 of 10 with 15 %. */
const bands = 4
const seenMax = 256

type Sketch = { readonly bands: Int32Array; exact: number }

const fnvStart = 0x811c9dc5
const fnvPrime = 0x01000193
const seeds = Int32Array.from({ length: 2 * bands }, (_, i) => Math.imul(i + 1, 0x9e3779b1) | 1)

/** One sketch that is used again for every parcel: letters and digits by word, whatever stands between them. */
const createSketcher = () => {
  const mins = new Int32Array(2 * bands)
  const sketch: Sketch = { bands: new Int32Array(bands), exact: 0 }

  const addWord = (word: number): void => {
    for (let i = 0; i < mins.length; i += 1) {
      let mixed = Math.imul(word ^ (word >>> 15), seeds[i]!)
      mixed ^= mixed >>> 13
      if (mixed < mins[i]!) mins[i] = mixed
    }
  }

  const addText = (text: string): void => {
    let word = fnvStart
    let letters = 0
    for (let at = 0; at < text.length; at += 1) {
      let unit = text.charCodeAt(at)
      if (unit >= 65 && unit <= 90) unit += 32
      const isWordUnit = unit > 127 || (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
      sketch.exact = Math.imul(sketch.exact ^ unit, fnvPrime)
      if (isWordUnit) {
        word = Math.imul(word ^ unit, fnvPrime)
        letters += 1
      } else if (letters > 0) {
        addWord(word)
        word = fnvStart
        letters = 0
      }
    }
    if (letters > 0) addWord(word)
  }

  const addNumber = (value: number | null): void => {
    sketch.exact = Math.imul(sketch.exact ^ (value === null ? 7 : value | 0), fnvPrime)
  }

  return (goods: GoodsPart): Sketch => {
    mins.fill(0x7fffffff)
    sketch.exact = fnvStart
    for (const piece of goods.contents) {
      addText(piece.description)
      if (piece.hsCode !== null) addText(piece.hsCode)
      if (piece.originCountry !== null) addText(piece.originCountry)
      addNumber(piece.quantity)
      addNumber(piece.netWeightGrams)
      addNumber(piece.value?.minorUnits ?? null)
    }
    if (goods.sale?.title) addText(goods.sale.title)
    addText(goods.category ?? '-')
    addText(goods.service ?? '-')
    addText(goods.declarationType ?? '-')
    for (const country of goods.route) addText(country)
    for (const { code } of goods.documents) addText(code)
    for (let band = 0; band < bands; band += 1) {
      sketch.bands[band] = Math.imul(mins[2 * band]! ^ (band * fnvPrime), seeds[0]!) ^ mins[2 * band + 1]!
    }
    return sketch
  }
}

export function createProbing({ onVariant, onProbing }: ProbingDeps): Probing {
  /** By client, oldest use first; in each the bands of its clusters, oldest first. */
  const clients = new Map<string, Map<number, Cluster>>()
  const sketchOf = createSketcher()

  const bandsOf = (clientId: string): Map<number, Cluster> => {
    const known = clients.get(clientId) ?? new Map<number, Cluster>()
    clients.delete(clientId)
    clients.set(clientId, known)
    if (clients.size > probingBounds.clients) clients.delete(clients.keys().next().value!)
    return known
  }

  const open = (known: Map<number, Cluster>, sketch: Sketch, parcel: ProbedParcel): void => {
    const { clientId, decisionId, atMs } = parcel
    const cluster: Cluster = {
      clientId,
      sinceMs: atMs,
      seen: new Set([sketch.exact]),
      lanes: new Set([parcel.evidenceLane!]),
      firstDecisionId: decisionId,
      lastMs: atMs,
      lastDecisionId: decisionId,
    }
    for (const band of sketch.bands) {
      known.delete(band)
      known.set(band, cluster)
    }
    while (known.size > probingBounds.clusters * bands) known.delete(known.keys().next().value!)
  }

  const join = (cluster: Cluster, sketch: Sketch, parcel: ProbedParcel): void => {
    if (parcel.evidenceLane !== null) cluster.lanes.add(parcel.evidenceLane)
    cluster.lastMs = parcel.atMs
    cluster.lastDecisionId = parcel.decisionId
    if (cluster.seen.has(sketch.exact) || cluster.seen.size >= seenMax) return
    cluster.seen.add(sketch.exact)
    onVariant(parcel.clientId)
    if (cluster.seen.size === probingBounds.variants) onProbing(reportOf(cluster))
  }

  return {
    saw: (parcel) => {
      const stopped = parcel.evidenceLane !== null && parcel.evidenceLane !== 'green'
      // Ordinary goods of a client with nothing to watch cost one look into a map.
      if (!stopped && !clients.has(parcel.clientId)) return
      const sketch = sketchOf(parcel.goods)
      const known = stopped ? bandsOf(parcel.clientId) : clients.get(parcel.clientId)!
      for (const band of sketch.bands) {
        const cluster = known.get(band)
        if (cluster === undefined || parcel.atMs - cluster.sinceMs > probingBounds.windowMs) continue
        join(cluster, sketch, parcel)
        return
      }
      // Clusters begin with a parcel that was stopped: what is near it and passes is what somebody looks for.
      if (stopped) open(known, sketch, parcel)
    },
    reports: (nowMs) => {
      const all = new Set<Cluster>()
      for (const known of clients.values()) for (const cluster of known.values()) all.add(cluster)
      return [...all]
        .filter(
          ({ seen, sinceMs }) =>
            seen.size >= probingBounds.variants && nowMs - sinceMs <= 2 * probingBounds.windowMs,
        )
        .map(reportOf)
        .sort((a, b) => b.lastMs - a.lastMs)
    },
  }
}

function reportOf(cluster: Cluster): ProbingReport {
  const { clientId, sinceMs, lastMs, seen, lanes, firstDecisionId, lastDecisionId } = cluster
  return {
    clientId,
    sinceMs,
    lastMs,
    variants: seen.size,
    lanes: [...lanes],
    firstDecisionId,
    lastDecisionId,
  }
}

/** Sentences for readiness. */
export function probingNotices(probing: Probing, nowMs: number): readonly string[] {
  return probing
    .reports(nowMs)
    .map(
      ({ clientId, variants }) =>
        `Client ${clientId} sent ${variants} nearly equal parcels around one that was stopped: see /v1/analytics/probing.`,
    )
}
