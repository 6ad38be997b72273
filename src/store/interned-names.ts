// Clients and engines are written once and named by small integers in the rows. Writer side; forgets all after a rollback.

import type { Database } from 'better-sqlite3'
import type { Span } from './record-bytes.ts'

export type InternedNames = {
  readonly client: (bytes: Buffer, span: Span) => number
  readonly clientByName: (name: string) => number
  readonly engine: (bytes: Buffer, span: Span) => number
  readonly forget: () => void
}

/** Remembers the last name by its bytes: rows of one batch mostly share it, and comparing is cheaper than decoding. */
const remembered = (resolve: (text: string) => number) => {
  let lastBytes: Buffer | null = null
  let lastId = 0
  return {
    get: (bytes: Buffer, span: Span): number => {
      const end = span.start + span.length
      if (lastBytes?.compare(bytes, span.start, end) === 0) return lastId
      const own = Buffer.from(bytes.subarray(span.start, end))
      lastId = resolve(own.toString('utf8'))
      lastBytes = own
      return lastId
    },
    forget: () => {
      lastBytes = null
    },
  }
}

export const createInternedNames = (db: Database): InternedNames => {
  const clients = new Map<string, number>()
  const engines = new Map<string, number>()
  const findClient = db.prepare('SELECT id FROM clients WHERE name = ?').pluck()
  const addClient = db.prepare('INSERT INTO clients (name) VALUES (?)')
  const findEngine = db
    .prepare('SELECT id FROM engines WHERE customs = ? AND carrier IS ? AND model IS ? AND scorer = ?')
    .pluck()
  const addEngine = db.prepare('INSERT INTO engines (customs, carrier, model, scorer) VALUES (?, ?, ?, ?)')

  const clientByName = (name: string): number => {
    let id = clients.get(name) ?? (findClient.get(name) as number | undefined)
    id ??= Number(addClient.run(name).lastInsertRowid)
    clients.set(name, id)
    return id
  }
  const engineByText = (text: string): number => {
    const known = engines.get(text)
    if (known !== undefined) return known
    const parts = JSON.parse(text) as (string | null)[]
    const found = findEngine.get(...parts) as number | undefined
    const id = found ?? Number(addEngine.run(...parts).lastInsertRowid)
    engines.set(text, id)
    return id
  }
  const client = remembered(clientByName)
  const engine = remembered(engineByText)
  return {
    client: client.get,
    clientByName,
    engine: engine.get,
    forget: () => {
      clients.clear()
      engines.clear()
      client.forget()
      engine.forget()
    },
  }
}
