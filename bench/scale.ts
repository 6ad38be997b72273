// npm run bench:scale [-- --json] [--quick] [--keep] [--only NAME] [--dist DIR]: how costs grow with rules, terms, trees, pieces, store (what is
// decided) and connections, each a NAME and a result, of which `npm run bench:docs` makes tables and plots.
// `--quick` measures less, for a look; `--keep` writes the result under bench/results/; `--dist` takes the compiled code of another tree.

import { scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { loadCode, ownDist } from './code.ts'
import { giveResult, nameOf, originLine, originOf } from './results.ts'
import { growConnections } from './scale/grow-connections.ts'
import { growPieces, growRules, growTerms, growTrees } from './scale/grow-scorer.ts'
import { growStore } from './scale/grow-store.ts'
import { type Growth, growthTable } from './scale/growth.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    ...benchOptions,
    /** One of rules, terms, trees, pieces, store, connections. */
    only: { type: 'string' },
  },
})
const { quick, dist, only } = values

const origin = originOf(new Date())
const progress = (text: string) => void process.stderr.write(`${text} ...\n`)
const code = await loadCode(dist)
const scorer = {
  dist,
  code,
  quick,
  progress,
  plan: { rounds: quick ? 21 : 101, batchMicros: 400, singles: 1 },
}
const kinds: Readonly<Record<string, () => Promise<readonly Growth[]>>> = {
  rules: () => growRules(scorer),
  terms: () => growTerms(scorer),
  trees: () => growTrees(scorer),
  pieces: () => growPieces(scorer),
  store: () =>
    growStore({ dist, code, progress, sizes: quick ? [1000, 10_000] : [1000, 10_000, 100_000, 1_000_000] }),
  connections: () =>
    growConnections({
      dist,
      progress,
      rounds: quick ? 1 : 3,
      seconds: quick ? 0.5 : 1,
      connections: quick ? [1, 32, 256] : [1, 2, 4, 8, 16, 32, 64, 128, 256, 512],
    }),
}
if (only !== undefined && kinds[only] === undefined) {
  process.stderr.write(`--only is one of ${Object.keys(kinds).join(', ')}\n`)
  process.exit(2)
}

for (const [kind, grow] of Object.entries(kinds)) {
  if (only !== undefined && kind !== only) continue
  const growths = await grow()
  const name = nameOf(`scale-${kind}`, { isWhole: !quick && dist === ownDist })
  const table = `${originLine(origin)}\n\n${growths.map(growthTable).join('\n\n')}\n\n`
  giveResult({ name, origin, figures: { growths }, table }, values)
}
