// npm run fuzz [-- --seconds 60] [--seed N] [--inputs N]: bad requests of every kind against a real process, then raw bytes on its sockets, then damaged
// packs and forests at their loaders. Prints what it sent and what came back; at a fault the seed and the smallest request that shows it, and exit code 1.

import { bodiesByPath, fuzzBodies } from '../test/fuzz-bodies.ts'
import { fuzzLoaders } from '../test/fuzz-loaders.ts'
import { type FuzzTally, fuzzRequests } from '../test/fuzz-run.ts'
import { startFuzzServer } from '../test/fuzz-server.ts'
import { fuzzSockets } from '../test/fuzz-sockets.ts'
import { countOption, scriptOptions, timeOption } from './script-options.ts'

const { values } = scriptOptions(import.meta.filename, {
  options: {
    seconds: { type: 'string', default: '60' },
    seed: { type: 'string' },
    /** Stops the requests after so many. */
    inputs: { type: 'string' },
  },
})
const seconds = timeOption('seconds', values.seconds)
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed)
const say = (text: string): void => void process.stdout.write(`${text}\n`)

const line = (tally: FuzzTally): string =>
  `${tally.inputs} requests, ${tally.refused} refused, ${tally.shed} shed; by status ${JSON.stringify(tally.statuses)}; slowest ` +
  `${Math.round(tally.slowestMs)} ms, ${tally.slowest} (work of threads ${Math.round(tally.slowestLongMs)} ms), /healthz at most ${Math.round(tally.stallMs)} ms; ` +
  `memory ${Math.round(tally.rssStartMiB)} MiB at the start, ${Math.round(tally.rssPeakMiB)} at most`

const fail = (what: string, request: string): void => {
  process.exitCode = 1
  say(`\nFAULT, seed ${seed}: ${what}\n\n${request}\n`)
}

say(`seed ${seed}`)
const bodies = fuzzBodies()
const server = await startFuzzServer()
try {
  const requests = await fuzzRequests({
    server,
    seed,
    seconds: seconds * 0.7,
    ...(values.inputs === undefined ? {} : { inputsMax: countOption('inputs', values.inputs) }),
    bodies: bodiesByPath(bodies),
    onProgress: (tally) => process.stderr.write(`${line(tally)}\n`),
  })
  say(line(requests.tally))
  if (requests.fault !== null) fail(requests.fault.what, requests.fault.smallest)
  const token = server.tokens.get('officer')!
  const sockets = await fuzzSockets({ port: server.port, token, seed, seconds: seconds * 0.15 })
  const { inputs, answered, closed, slowestMs } = sockets.tally
  say(
    `${inputs} broken connections: ${answered} answered, ${closed} closed without; slowest ${Math.round(slowestMs)} ms`,
  )
  if (sockets.fault !== null) fail(sockets.fault.what, sockets.fault.sent)
  const loaders = fuzzLoaders({ bodies, seed, seconds: seconds * 0.15 })
  say(
    `${loaders.tally.inputs} damaged packs and forests: ${loaders.tally.refused} refused, slowest ${Math.round(loaders.tally.slowestMs)} ms`,
  )
  if (loaders.fault !== null) fail(loaders.fault.what, loaders.fault.input)
  const refused = requests.tally.refused + inputs + loaders.tally.refused
  say(
    `${requests.tally.inputs + inputs + loaders.tally.inputs} inputs, ${refused} of them refused; seed ${seed}`,
  )
} finally {
  for (const fault of server.faults().slice(-2)) say(`the server said: ${fault.slice(0, 1000)}`)
  const code = await server.stop()
  if (code !== 0) fail(`the process ended with ${code}`, 'on SIGTERM, at the end')
}
