// 2,000 swaps of the shipped pack under load: no error, no answer of two versions, flat memory.

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import t from 'tap'
import { startTestService } from '../helper.ts'
import { swapUnderLoad } from '../pack-swap-runner.ts'

// Collected before each look at the heap, so that what is measured is what is held.
setFlagsFromString('--expose-gc')
;(globalThis as { gc?: unknown }).gc = runInNewContext('gc')

const swaps = Number(process.env.BEAGLE_LONG_SWAPS ?? 2000)

t.test(`${swaps.toLocaleString('en')} swaps under load`, { timeout: 300_000 }, async (t) => {
  const service = await startTestService(t)
  const { scored, byPack, errors, mixed, heapMib } = await swapUnderLoad(t, service, swaps)
  t.comment(`${scored} parcels; heap MiB: ${heapMib.map((mib) => mib.toFixed(0)).join(' ')}`)
  t.same(errors, [])
  t.same(mixed, [])
  t.equal(byPack.size, 2, 'both packs answered')
  t.ok(Math.min(...byPack.values()) > scored / 10, 'each its share')
  t.ok(scored > swaps, 'more parcels than swaps')
  const [early, late] = [heapMib[2]!, heapMib.at(-1)!]
  t.ok(late <= early * 1.1 + 10, `${late.toFixed(0)} MiB at the end, ${early.toFixed(0)} early on`)
})
