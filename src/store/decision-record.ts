// The durable record of one assessment: what is written before the answer leaves. Party strings pass through to be hashed and are never stored.

export type KeyMode = 'live' | 'test'
export const roles = ['courier', 'officer', 'ops', 'auditor', 'admin'] as const
export type Role = (typeof roles)[number]

/** Who is calling. Audience and ownership follow from it. */
export type Principal = {
  readonly keyId: string
  readonly clientId: string
  readonly role: Role
  readonly mode: KeyMode
}

/** Normalised party strings for linkage; the writer thread turns each into a keyed hash and forgets it. */
export type PartyStrings = {
  readonly role: 'sender' | 'addressee'
  readonly name: string | null
  readonly address: string | null
  readonly phone: string | null
  readonly email: string | null
}

/** Content hashes of what scored: packs and forest that a decision names are never deleted while it lives. */
export type EngineRef = {
  readonly customs: string
  readonly carrier: string | null
  readonly model: string | null
  readonly scorer: string
}

export type DecisionRecord = {
  /** UUIDv7. */
  readonly id: string
  readonly clientId: string
  readonly mode: KeyMode
  readonly decidedAtMs: number
  readonly itemId: string | null
  /** Id of the decision that this one replaces. */
  readonly supersedes: string | null
  readonly status: 'scored' | 'unscored'
  /** Indexes into the closed lists of scoring/assessment.ts; null when unscored. */
  readonly lane: number | null
  readonly evidenceLane: number | null
  readonly action: number | null
  readonly total: number | null
  readonly engine: EngineRef
  /** Compact JSON of the goods part (no party strings, personal data masked). */
  readonly goods: string
  /** Compact JSON of the rest of the context: asOf, draw, manifest counters. */
  readonly context: string
  /** Compact JSON of what the list view and the comparison in replay need: points, fired rules, selection. */
  readonly result: string
  /** Little-endian Float32 feature vector of the piece the forest weighed; null where none did. */
  readonly features: Uint8Array | null
  readonly parties: readonly PartyStrings[]
  readonly idempotency: { readonly keyHash: Uint8Array; readonly bodyHash: Uint8Array } | null
}

/** A record as it is read back. */
export type StoredDecision = Omit<DecisionRecord, 'parties' | 'idempotency'> & { readonly seq: number }
