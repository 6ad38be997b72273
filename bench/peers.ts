// npm run bench:peers [-- --json] [--quick] [--keep] [--dist DIR]: the same rules, forest and words in other people's engines. Answers are
// checked equal before anything is timed.
// `--quick` measures less, for a look; `--keep` writes the result under bench/results/; `--dist` takes the compiled code of another tree.

import { scriptOptions } from '../scripts/script-options.ts'
import { benchOptions } from './bench-options.ts'
import { loadCode, ownDist } from './code.ts'
import { runPeers } from './peers/run-peers.ts'
import { giveResult, nameOf, originLine, originOf } from './results.ts'

const { values } = scriptOptions(import.meta.filename, { options: benchOptions })

const origin = originOf(new Date())
const plan = {
  rounds: values.quick ? 11 : 61,
  ruleCounts: [10, 150, 1000],
  words: true,
  progress: (text: string) => void process.stderr.write(`${text} ...\n`),
}
const races = await runPeers(values.dist, await loadCode(values.dist), plan)
const name = nameOf('peers', { isWhole: !values.quick && values.dist === ownDist })
giveResult({ name, origin, figures: { rounds: plan.rounds, races }, table: table() }, values)

function table(): string {
  const lines = [
    originLine(origin),
    'Microseconds a call, median of rounds; times: how many times as long as the first.',
  ]
  for (const { name, note, results } of races) {
    lines.push('', `${name} (${note})`)
    for (const { name: contender, micros, timesSlower } of results) {
      lines.push(
        `  ${contender.padEnd(36)}${micros.toFixed(3).padStart(12)}${timesSlower.toFixed(1).padStart(10)}`,
      )
    }
  }
  return `${lines.join('\n')}\n`
}
