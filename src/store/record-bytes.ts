// One decision record as bytes: what goes to the writer thread in one transferred buffer, and what the salted digest is taken over.
// The body is canonical (equal records, equal bytes) and holds nothing of a person; the tail carries idempotency hashes and the party strings.

import type { DecisionRecord, EngineRef, PartyStrings, StoredDecision } from './decision-record.ts'
import { StoreError } from './store-error.ts'
import { putUuid } from './uuid-bytes.ts'

/** Start and length inside the buffer a record was read from; length -1 for null. */
export type Span = { start: number; length: number }

export const partyFields = ['name', 'address', 'phone', 'email'] as const
const partyRoles = ['sender', 'addressee'] as const

type Body = Omit<DecisionRecord, 'parties' | 'idempotency'> | StoredDecision

const none = 255
const noTotal = -0x80000000
const noText = 0xffffffff
/** Id, supersedes, then mode, lane, evidence lane and action, total, time. */
const fixedBytes = 16 + 1 + 16 + 4 + 4 + 8
const keyHashBytesMax = 64

const engineTexts = new WeakMap<EngineRef, string>()

/** The engine as one text; remembered by object, since one engine scores many parcels. */
const engineText = (engine: EngineRef): string => {
  let text = engineTexts.get(engine)
  if (text === undefined) {
    text = JSON.stringify([engine.customs, engine.carrier, engine.model, engine.scorer])
    engineTexts.set(engine, text)
  }
  return text
}

const textBytesMax = (text: string | null): number => 4 + (text === null ? 0 : text.length * 3)

/** An upper bound of the bytes that `writeRecord` will take, without looking at the characters. */
export const recordBytesBound = (record: DecisionRecord): number => {
  let bytes = 8 + fixedBytes + 4 + (record.features?.byteLength ?? 0)
  // The tail: both hashes, each after its length, and how many parties there are.
  bytes += 2 * (1 + keyHashBytesMax) + 1
  bytes +=
    textBytesMax(record.clientId) + textBytesMax(record.itemId) + textBytesMax(engineText(record.engine))
  bytes += textBytesMax(record.goods) + textBytesMax(record.context) + textBytesMax(record.result)
  for (const party of record.parties) {
    bytes += 1
    for (const field of partyFields) bytes += textBytesMax(party[field])
  }
  return bytes
}

const writeText = (out: Buffer, at: number, text: string | null): number => {
  if (text === null) {
    out.writeUInt32LE(noText, at)
    return at + 4
  }
  const length = out.write(text, at + 4, 'utf8')
  out.writeUInt32LE(length, at)
  return at + 4 + length
}

const writeUuid = (out: Buffer, at: number, text: string, field: string): number => {
  if (!putUuid(out, at, text)) throw new StoreError('RECORD_INVALID', `${field} of a decision is not a UUID.`)
  return at + 16
}

/** The canonical body; returns where it ends. */
const writeBody = (out: Buffer, start: number, record: Body): number => {
  let at = writeUuid(out, start, record.id, 'id')
  out[at] = record.supersedes === null ? 0 : 1
  if (record.supersedes === null) out.fill(0, at + 1, at + 17)
  else writeUuid(out, at + 1, record.supersedes, 'supersedes')
  at += 17
  out[at] = record.mode === 'test' ? 1 : 0
  out[at + 1] = record.lane ?? none
  out[at + 2] = record.evidenceLane ?? none
  out[at + 3] = record.action ?? none
  out.writeInt32LE(record.total ?? noTotal, at + 4)
  out.writeDoubleLE(record.decidedAtMs, at + 8)
  at = writeText(out, at + 16, record.clientId)
  at = writeText(out, at, record.itemId)
  at = writeText(out, at, engineText(record.engine))
  at = writeText(out, at, record.goods)
  at = writeText(out, at, record.context)
  at = writeText(out, at, record.result)
  if (record.features === null) {
    out.writeUInt32LE(noText, at)
    return at + 4
  }
  out.writeUInt32LE(record.features.byteLength, at)
  out.set(record.features, at + 4)
  return at + 4 + record.features.byteLength
}

/** Ends each field of a party: eight texts go through one call of the encoder, which costs 0.1 us whatever it writes. */
export const fieldEnd = 0

const fieldText = (text: string | null): string => {
  if (text === null) return '\0'
  return text.includes('\0') ? `${text.replaceAll('\0', '')}\0` : `${text}\0`
}

/** [parties][role of each][fields of each, in their order, each ended; one that is not given is empty]. The sender goes first: the stored hashes lie in this order. */
const writeParties = (out: Buffer, start: number, parties: readonly PartyStrings[]): number => {
  let at = start
  out[at] = parties.length
  at += 1
  let text = ''
  for (let role = 0; role < partyRoles.length; role += 1) {
    for (const party of parties) {
      if (party.role !== partyRoles[role]) continue
      out[at] = role
      at += 1
      text +=
        fieldText(party.name) + fieldText(party.address) + fieldText(party.phone) + fieldText(party.email)
    }
  }
  return text === '' ? at : at + out.write(text, at, 'utf8')
}

const isSmall = (value: number | null): boolean =>
  value === null || (Number.isInteger(value) && value >= 0 && value < none)

const isWhole = (value: number, bound: number): boolean => Number.isInteger(value) && Math.abs(value) < bound

/** Why a record cannot be kept, or null. Routes never send such a record; this guards the file against a fault of ours. */
const fault = (record: DecisionRecord): string | null => {
  if (!isSmall(record.lane) || !isSmall(record.evidenceLane) || !isSmall(record.action))
    return 'lane or action'
  if (record.total !== null && !isWhole(record.total, 0x7fffffff)) return 'total'
  if (!isWhole(record.decidedAtMs, Number.MAX_SAFE_INTEGER)) return 'decidedAtMs'
  if ((record.status === 'scored') !== (record.action !== null)) return 'status (scored means: has an action)'
  if (!record.goods.startsWith('{')) return 'goods (a JSON object)'
  if (record.features !== null && record.features.byteLength % 4 !== 0) return 'features'
  const first = record.parties[0]
  const second = record.parties[1]
  if (record.parties.length > 2 || (second !== undefined && first?.role === second.role)) return 'parties'
  const keys = record.idempotency
  if (keys !== null && Math.max(keys.keyHash.byteLength, keys.bodyHash.byteLength) > keyHashBytesMax)
    return 'idempotency'
  return null
}

/** Writes the record at `start` (room: `recordBytesBound`) as [length][body length][body][tail]; returns where it ends. */
export const writeRecord = (out: Buffer, start: number, record: DecisionRecord): number => {
  const wrong = fault(record)
  if (wrong !== null) throw new StoreError('RECORD_INVALID', `A decision cannot be kept: bad ${wrong}.`)
  let at = writeBody(out, start + 8, record)
  out.writeUInt32LE(at - start - 8, start + 4)
  const keys = record.idempotency
  out[at] = keys === null ? none : keys.keyHash.byteLength
  at += 1
  if (keys !== null) {
    out.set(keys.keyHash, at)
    at += keys.keyHash.byteLength
    out[at] = keys.bodyHash.byteLength
    out.set(keys.bodyHash, at + 1)
    at += 1 + keys.bodyHash.byteLength
  }
  at = writeParties(out, at, record.parties)
  out.writeUInt32LE(at - start, start)
  return at
}

/** The canonical body of a decision read back: what its digest was taken over. */
export const bodyBytes = (decision: Body): Buffer => {
  const texts = [decision.clientId, decision.itemId, engineText(decision.engine)]
  const jsons = [decision.goods, decision.context, decision.result]
  let bound = fixedBytes + 4 + (decision.features?.byteLength ?? 0)
  for (const text of [...texts, ...jsons]) bound += textBytesMax(text)
  const out = Buffer.allocUnsafe(bound)
  return out.subarray(0, writeBody(out, 0, decision))
}

/** A record as the writer sees it: places in the buffer rather than strings, so that nothing is decoded to be encoded again. */
export type RecordView = {
  end: number
  bodyStart: number
  bodyEnd: number
  supersedes: boolean
  test: number
  lane: number | null
  evidenceLane: number | null
  action: number | null
  total: number | null
  decidedAtMs: number
  client: Span
  item: Span
  engine: Span
  goods: Span
  context: Span
  result: Span
  features: Span
  keyHash: Span
  bodyHash: Span
  partiesStart: number
}

const span = (): Span => ({ start: 0, length: -1 })

export const emptyView = (): RecordView => ({
  end: 0,
  bodyStart: 0,
  bodyEnd: 0,
  supersedes: false,
  test: 0,
  lane: null,
  evidenceLane: null,
  action: null,
  total: null,
  decidedAtMs: 0,
  client: span(),
  item: span(),
  engine: span(),
  goods: span(),
  context: span(),
  result: span(),
  features: span(),
  keyHash: span(),
  bodyHash: span(),
  partiesStart: 0,
})

const readSpan = (bytes: Buffer, at: number, into: Span): number => {
  const length = bytes.readUInt32LE(at)
  into.start = at + 4
  into.length = length === noText ? -1 : length
  return length === noText ? at + 4 : at + 4 + length
}

const small = (value: number): number | null => (value === none ? null : value)

/** Reads the record at `start` into `view`, which is used again for the next one. */
export const readRecord = (bytes: Buffer, start: number, view: RecordView): void => {
  view.end = start + bytes.readUInt32LE(start)
  view.bodyStart = start + 8
  view.bodyEnd = view.bodyStart + bytes.readUInt32LE(start + 4)
  let at = view.bodyStart + 16
  view.supersedes = bytes[at] === 1
  at += 17
  view.test = bytes[at]!
  view.lane = small(bytes[at + 1]!)
  view.evidenceLane = small(bytes[at + 2]!)
  view.action = small(bytes[at + 3]!)
  const total = bytes.readInt32LE(at + 4)
  view.total = total === noTotal ? null : total
  view.decidedAtMs = bytes.readDoubleLE(at + 8)
  at = readSpan(bytes, at + 16, view.client)
  at = readSpan(bytes, at, view.item)
  at = readSpan(bytes, at, view.engine)
  at = readSpan(bytes, at, view.goods)
  at = readSpan(bytes, at, view.context)
  at = readSpan(bytes, at, view.result)
  readSpan(bytes, at, view.features)
  at = view.bodyEnd
  const keyLength = bytes[at]!
  at += 1
  view.keyHash.length = -1
  if (keyLength !== none) {
    view.keyHash.start = at
    view.keyHash.length = keyLength
    at += keyLength
    view.bodyHash.length = bytes[at]!
    view.bodyHash.start = at + 1
    at += 1 + view.bodyHash.length
  }
  view.partiesStart = at
}
