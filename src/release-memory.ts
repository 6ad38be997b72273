// Gives the memory of starting up back to the machine: compiling packs leaves some 100 MB of garbage that an idle V8 keeps for long.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** Runs one full collection (tens of milliseconds), so call it before the first request, never between two. */
export function releaseStartupMemory(): void {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
}
