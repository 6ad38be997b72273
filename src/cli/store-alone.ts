// A data folder opened for writing, as long as a command runs: no server may be using it.

import { openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { StoreError } from '../store/store-error.ts'

/** `instead` is what to ask a server that has the folder, where it can do the same. */
export async function withStoreAlone<T>(
  dataDir: string,
  instead: string,
  work: (store: Store) => Promise<T>,
): Promise<T> {
  let store: Store
  try {
    store = await openStore({ dataDir })
  } catch (fault) {
    if (!(fault instanceof StoreError) || fault.code !== 'STORE_LOCKED') throw fault
    throw new StoreError(
      'STORE_LOCKED',
      `A server is using the data folder ${dataDir}: ${instead}stop it first.`,
    )
  }
  try {
    return await work(store)
  } finally {
    await store.close()
  }
}
