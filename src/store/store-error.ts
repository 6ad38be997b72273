// The faults of the store that a caller can act on. Routes map the code to a status; `retryAfterSeconds` is set where waiting helps.

export type StoreErrorCode =
  | 'STORE_LOCKED'
  | 'STORE_BUSY'
  | 'STORE_FULL'
  | 'STORE_READ_ONLY'
  | 'STORE_IO'
  | 'STORE_OUTCOME_UNKNOWN'
  | 'STORE_CLOSED'
  | 'STORE_DAMAGED'
  | 'STORE_GAP'
  | 'STORE_TOO_NEW'
  | 'STORE_MISSING'
  | 'SECRETS_EXPOSED'
  | 'SECRETS_DAMAGED'
  | 'RECORD_INVALID'
  | 'RECORD_TOO_LARGE'
  | 'DUPLICATE_DECISION'
  | 'IDEMPOTENCY_CONFLICT'
  | 'BAD_CURSOR'
  | 'NOT_FOUND'
  | 'DECISION_GONE'
  | 'BUNDLE_IN_USE'
  | 'KEY_INVALID'
  | 'SUBJECT_INVALID'

const retryAfter: Partial<Record<StoreErrorCode, number>> = {
  STORE_BUSY: 1,
  STORE_FULL: 10,
  STORE_READ_ONLY: 10,
  STORE_IO: 5,
  STORE_OUTCOME_UNKNOWN: 1,
  STORE_CLOSED: 5,
}

export class StoreError extends Error {
  readonly code: StoreErrorCode
  /** Seconds after which the same call may work; null where it never will by itself. */
  readonly retryAfterSeconds: number | null

  constructor(code: StoreErrorCode, message: string) {
    super(message)
    this.name = 'StoreError'
    this.code = code
    this.retryAfterSeconds = retryAfter[code] ?? null
  }
}

/** What crosses a thread border in place of an error. */
export type WireError = { readonly code: StoreErrorCode; readonly message: string }

export const fromWire = ({ code, message }: WireError): StoreError => new StoreError(code, message)

export const isSqliteFault = (fault: unknown): boolean =>
  String((fault as { code?: unknown } | null)?.code ?? '').startsWith('SQLITE_')

/** Any fault as one of ours; SQLite's own message never holds a value, so it may be shown. */
export const toStoreError = (fault: unknown): StoreError => {
  if (fault instanceof StoreError) return fault
  const code = String((fault as { code?: unknown } | null)?.code ?? '')
  const message = fault instanceof Error ? fault.message : String(fault)
  if (code === 'SQLITE_FULL' || code === 'ENOSPC' || code === 'EDQUOT') {
    return new StoreError('STORE_FULL', `The disk or the database is full: ${message}.`)
  }
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS' || code === 'EACCES' || code === 'EPERM') {
    return new StoreError('STORE_READ_ONLY', `The data folder cannot be written: ${message}.`)
  }
  if (code.startsWith('SQLITE_BUSY')) {
    return new StoreError('STORE_BUSY', 'Another process holds the database for too long.')
  }
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') {
    return new StoreError('STORE_DAMAGED', `The database file is damaged: ${message}.`)
  }
  return new StoreError('STORE_IO', `The store failed: ${message}.`)
}
