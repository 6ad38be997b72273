// What the service is like at the moment somebody asks for metrics: queue, checkpoints, shadows, disk. Read at the scrape, at no cost between.

import { stat, statfs } from 'node:fs/promises'
import { Gauge, Histogram, type Registry } from 'prom-client'
import type { PackLife } from '../jobs/pack-life.ts'
import { dataFolder } from '../store/data-folder.ts'
import type { Store } from '../store/store.ts'

export type ServiceGaugesDeps = {
  readonly registry: Registry
  readonly store: Store
  readonly packs: Pick<PackLife, 'shadow' | 'modelShadow'>
  /** Sentences that readiness shows. */
  readonly problems: () => readonly string[]
}

export function registerServiceGauges({ registry, store, packs, problems }: ServiceGaugesDeps): void {
  const registers = [registry]
  const gauge = (name: string, help: string, read: () => number | Promise<number>) => {
    const made: Gauge = new Gauge({
      name,
      help,
      registers,
      collect: async () => {
        made.set(await read())
      },
    })
  }
  const stats = () => store.meta.stats()
  gauge('beagle_queue_rows', 'Decisions that wait for the disk', () => stats().queueRows)
  gauge('beagle_queue_rows_max', 'Beyond this many, parcels are refused as busy', () => stats().queueRowsMax)
  gauge('beagle_queue_bytes', 'Bytes that wait for the disk', () => stats().queueBytes)
  gauge(
    'beagle_checkpoints',
    'Rounds of moving the log into the database since the start',
    () => stats().checkpoints,
  )
  gauge('beagle_checkpoint_failures', 'Rounds that failed since the start', () => stats().checkpointFailures)
  gauge('beagle_writer_restarts', 'Times the writer thread was started again', () => stats().writerRestarts)
  gauge('beagle_gap', '1 when it was started although acknowledged decisions are missing', () =>
    store.meta.gap === null ? 0 : 1,
  )
  gauge('beagle_problems', 'Sentences that readiness shows', () => problems().length)
  gauge('beagle_wal_bytes', 'Size of the write-ahead log', () =>
    sizeOf(`${dataFolder(store.meta.dataDir).database}-wal`),
  )
  gauge('beagle_database_bytes', 'Size of the database file', () =>
    sizeOf(dataFolder(store.meta.dataDir).database),
  )
  gauge('beagle_disk_free_bytes', 'Free on the disk of the data folder', () => freeOf(store.meta.dataDir))
  const dropped = new Gauge({
    name: 'beagle_shadow_dropped',
    help: 'Parcels the shadow that runs now did not get to see',
    labelNames: ['shadow'],
    registers,
    collect: () => {
      dropped.set({ shadow: 'pack' }, packs.shadow.state()?.dropped ?? 0)
      dropped.set({ shadow: 'model' }, packs.modelShadow.state()?.dropped ?? 0)
    },
  })
  watchCommits(registry, store)
}

function watchCommits(registry: Registry, store: Store): void {
  const registers = [registry]
  const rows = new Histogram({
    name: 'beagle_commit_rows',
    help: 'Decisions that shared a commit',
    buckets: [1, 2, 5, 10, 25, 50, 100, 250, 500, 1024],
    registers,
  })
  const seconds = new Histogram({
    name: 'beagle_commit_seconds',
    help: 'Time of a commit at the writer, its sync included',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
    registers,
  })
  store.meta.onCommit((seen) => {
    rows.observe(seen.rows)
    seconds.observe(seen.micros / 1e6)
  })
}

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  )

const freeOf = (folder: string): Promise<number> =>
  statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  )
