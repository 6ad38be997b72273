// The party keys in force: the last one hashes, the earlier ones find what they hashed, and each goes when nothing it hashed is left.

import type { PartyKey } from './party-hash.ts'
import { retirePartyKey, type Secrets } from './secrets.ts'

export type PartyKeys = {
  /** Oldest first. */
  readonly live: () => readonly PartyKey[]
  /** Drops keys that were followed before this moment and that no kept row names; tells their ids. */
  readonly retire: (beforeMs: number) => Promise<readonly number[]>
}

type Options = {
  readonly file: string
  readonly secrets: Secrets
  /** Walks all rows: asked once for a key, after its time. */
  readonly isUsed: (keyId: number) => Promise<boolean>
}

export const createPartyKeys = ({ file, secrets, isUsed }: Options): PartyKeys => {
  let live = secrets.partyKeys
  return {
    live: () => live,
    retire: async (beforeMs) => {
      const retired: number[] = []
      const ended = live.filter((_, index) => {
        const next = live[index + 1]
        return next !== undefined && Date.parse(next.createdAt) < beforeMs
      })
      for (const { id } of ended) {
        if (await isUsed(id)) continue
        live = retirePartyKey(file, id).partyKeys
        retired.push(id)
      }
      return retired
    },
  }
}
