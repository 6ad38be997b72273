// The README's figures: fresh clone to first decision, start to ready, resident memory when idle. Prints a table; --json for machines.
// Clones the committed state of this repository into a temporary folder, so the figures are those of a newcomer.

import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout } from 'node:timers/promises'

const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'beagle-figures-'))
/** V8 gives the memory of starting up back over the first minute. */
const idleSeconds = [5, 60]

try {
  const clone = join(folder, 'clone')
  const begun = performance.now()
  execFileSync('git', ['clone', '--quiet', root, clone])
  const first = await start(clone, join(folder, 'data'))
  await score(first.curl)
  const cloneToDecisionSeconds = (performance.now() - begun) / 1000
  await first.stop()
  const second = await start(clone, join(folder, 'data'))
  const residentMiB = []
  let waited = 0
  for (const seconds of idleSeconds) {
    await setTimeout((seconds - waited) * 1000)
    waited = seconds
    const status = readFileSync(`/proc/${second.pid}/status`, 'utf8')
    residentMiB.push(Number(/VmRSS:\s+(\d+)/.exec(status)[1]) / 1024)
  }
  await second.stop()
  print({ cloneToDecisionSeconds, readyInMs: second.readyInMs, residentMiB })
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** Runs `npm start` and waits for its curl line and its own word on how long it took. */
async function start(clone, dataDir) {
  const child = spawn('npm', ['start'], {
    cwd: clone,
    env: { ...process.env, BEAGLE_DATA_DIR: dataDir, BEAGLE_PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = new Promise((done) => child.on('exit', done))
  let curl = ''
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('curl ')) curl = line
    const ready = /"pid":(\d+).*"readyInMs":(\d+)/.exec(line)
    if (ready === null) continue
    const pid = Number(ready[1])
    const stop = () => {
      process.kill(pid, 'SIGTERM')
      return exited
    }
    return { curl, pid, readyInMs: Number(ready[2]), stop }
  }
  throw new Error('npm start ended before it was ready')
}

async function score(curl) {
  const decision = JSON.parse(execFileSync('bash', ['-c', curl], { encoding: 'utf8' }))
  if (decision.status !== 'scored') throw new Error(`no decision: ${JSON.stringify(decision)}`)
}

function print(figures) {
  if (process.argv.includes('--json')) return process.stdout.write(`${JSON.stringify(figures)}\n`)
  process.stdout.write(
    `fresh clone to first decision  ${figures.cloneToDecisionSeconds.toFixed(1)} s\n` +
      `start to ready                 ${figures.readyInMs} ms\n` +
      idleSeconds
        .map(
          (seconds, index) =>
            `resident memory, idle for ${seconds} s  ${figures.residentMiB[index].toFixed(0)} MiB\n`,
        )
        .join(''),
  )
}
