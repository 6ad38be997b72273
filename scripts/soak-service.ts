// The compiled service as a process of the soak: listens as ever, and purges and makes backups when it is told to, as its own clock would.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { loadModule } from '../bench/code.ts'
import { createServerProbe, type ServerStats } from '../bench/http/server-probe.ts'

export type SoakQuestion = { readonly kind: 'stats' | 'purge' | 'backup' }
export type SoakReady = {
  readonly url: string
  readonly tokens: Readonly<Record<'courier' | 'officer' | 'ops', string>>
}
export type SoakReport = {
  readonly fault: string | null
  readonly stats?: ServerStats
  readonly purged?: number
  readonly decisions?: number
}

/** What is older goes at each purge, so that the file comes to a steady size within the run. */
const keptMs = 60_000

const [dist = '', dataDir = ''] = process.argv.slice(2)
const { readConfig } = await loadModule(dist, 'config')
const { startService } = await loadModule(dist, 'start-service')
const { releaseStartupMemory } = await loadModule(dist, 'release-memory')

const config = readConfig({ BEAGLE_DATA_DIR: dataDir, BEAGLE_PORT: '0', BEAGLE_LOG_LEVEL: 'error' })
const service = await startService(config)
releaseStartupMemory()
const url = await service.app.listen({ host: config.host, port: config.port })
const stats = createServerProbe()
const { meta, decisions } = service.store

async function answer({ kind }: SoakQuestion): Promise<Omit<SoakReport, 'fault'>> {
  if (kind === 'stats') return { stats: stats(), decisions: decisions.count() }
  if (kind === 'purge') {
    const by = { actor: 'soak', reason: 'older than a minute' }
    return { purged: (await meta.purge({ beforeMs: Date.now() - keptMs, by })).decisions }
  }
  const folder = mkdtempSync(join(tmpdir(), 'beagle-soak-backup-'))
  try {
    await meta.backup(join(folder, 'copy'))
    return {}
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

process.on('message', (question: SoakQuestion & { readonly id: number }) => {
  const said = (report: SoakReport) => process.send!({ id: question.id, ...report })
  answer(question).then(
    (report) => said({ fault: null, ...report }),
    (fault: unknown) => said({ fault: String(fault) }),
  )
})
process.on('disconnect', async () => {
  await service.close()
  process.exit(0)
})
process.send!({ url, tokens: service.demo!.tokens } satisfies SoakReady)
