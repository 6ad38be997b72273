// Names of keys for readers: as their admin wrote them, with the client where it is known.

import type { Store } from '../store/store.ts'

/** Of `client/key`, or of a key alone, as outcomes name theirs. What is no key (`shipped`) stays as it is. */
export function keyNames(store: Store): (by: string) => string {
  const labels = new Map(store.keys.list().map(({ id, label }) => [id, label]))
  return (by) => {
    const [client, key] = by.includes('/') ? by.split('/') : [null, by]
    const label = labels.get(key!)
    if (client == null) return label || by
    return label ? `${client} (${label})` : client
  }
}
