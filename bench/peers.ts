// npm run bench:peers [-- --json] [--quick] [--keep] [--dist DIR]: the same rules, forest and words in other people's engines. Answers are
// checked equal before anything is timed.

import { scriptOptions } from '../scripts/script-options.ts'
import { loadCode, ownDist } from './code.ts'
import { runPeers } from './peers/run-peers.ts'
import { keepResult, originLine, originOf } from './results.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    dist: { type: 'string', default: ownDist },
  },
})

const origin = originOf(new Date())
const plan = {
  rounds: values.quick ? 11 : 61,
  ruleCounts: [10, 150, 1000],
  words: true,
  progress: (text: string) => void process.stderr.write(`${text} ...\n`),
}
const races = await runPeers(values.dist, await loadCode(values.dist), plan)
if (values.json) process.stdout.write(`${JSON.stringify({ name: 'peers', origin, races }, null, 2)}\n`)
else {
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
  process.stdout.write(`${lines.join('\n')}\n`)
}
if (values.keep)
  process.stderr.write(`Kept in ${keepResult('peers', origin, { rounds: plan.rounds, races })}\n`)
