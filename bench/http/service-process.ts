// The service as a process of the harness: the compiled server on a free port, with its commits counted. Durability is as shipped.

import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { parseArgs } from 'node:util'
import { loadModule } from '../code.ts'
import { microHistogram, recordMicros } from '../micro-histogram.ts'
import type { ServerQuestion, ServerReport } from './process-messages.ts'
import { createServerProbe } from './server-probe.ts'

const { values } = parseArgs({
  options: { dist: { type: 'string' }, data: { type: 'string' }, profile: { type: 'string' } },
})
const dist = values.dist!
const { readConfig } = await loadModule(dist, 'config')
const { startService } = await loadModule(dist, 'start-service')
const { releaseStartupMemory } = await loadModule(dist, 'release-memory')

const seen = { commits: 0, rows: 0 }
const commitTime = microHistogram()
const config = readConfig({
  BEAGLE_DATA_DIR: values.data!,
  BEAGLE_PORT: '0',
  BEAGLE_LOG_LEVEL: 'error',
})
const service = await startService(config, ({ rows, micros }) => {
  seen.commits++
  seen.rows += rows
  recordMicros(commitTime, micros)
})
releaseStartupMemory()
const url = await service.app.listen({ host: config.host, port: config.port })
const stats = createServerProbe()
const profiler = values.profile === undefined ? null : createProfiler(values.profile)

/** From the first question on, so that neither the start nor the first pass over the bodies is part of it. */
function createProfiler(file: string) {
  const session = new Session()
  session.connect()
  let started = false
  return {
    start: () => {
      if (started) return
      started = true
      void session.post('Profiler.enable').then(() => session.post('Profiler.start'))
    },
    stop: async () => {
      const { profile } = await session.post('Profiler.stop')
      writeFileSync(file, JSON.stringify(profile))
    },
  }
}

process.on('message', (question: ServerQuestion) => {
  if (question.kind !== 'stats') return
  profiler?.start()
  const report: ServerReport = {
    kind: 'stats',
    stats: stats(),
    ...seen,
    commitP50: commitTime.percentile(50),
    commitP99: commitTime.percentile(99),
  }
  commitTime.reset()
  seen.commits = 0
  seen.rows = 0
  process.send!(report)
})
process.on('disconnect', async () => {
  await profiler?.stop()
  await service.close()
  process.exit(0)
})
process.send!({ kind: 'ready', url, token: service.demo!.tokens.courier })
