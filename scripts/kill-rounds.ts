// npm run kill-rounds [-- --rounds 1000] [--minutes N]: kills a process that writes, again and again, and after each restart compares what is there
// with what was acknowledged. Stops at the first difference and says where the folder lies.

import { type KillTally, runKillRounds } from '../test/kill-rounds.ts'
import { countOption, scriptOptions, timeOption } from './script-options.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    rounds: { type: 'string', default: '1000' },
    /** No round begins later than that. */
    minutes: { type: 'string', default: '120' },
  },
})

const started = performance.now()
const secondsSince = () => Math.round((performance.now() - started) / 1000)

const line = ({ rounds, killedOpening, acknowledged, decisions, outcomes, underWay }: KillTally): string =>
  `${rounds} kills (${killedOpening} while opening): ${acknowledged} acknowledged writes, ${decisions} of them decisions and ` +
  `${outcomes} outcomes; 0 lost, 0 doubled, 0 half there; ${underWay} more were under way and are whole; ${secondsSince()} s`

const tally = await runKillRounds({
  rounds: countOption('rounds', values.rounds),
  msMax: timeOption('minutes', values.minutes) * 60_000,
  onRound: (tally) => {
    if (tally.rounds % 20 === 0) process.stderr.write(`${line(tally)}\n`)
  },
})
process.stdout.write(`${line(tally)}\n`)
