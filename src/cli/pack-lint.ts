// beagle pack lint: problems of a pack folder, and for each change against a base how often it hits and on what.

import { statSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { lintDraft, readShippedCatalogue } from '../jobs/lint-draft.ts'
import { formatChanges, type SampledLint } from '../jobs/pack-lint.ts'
import { formatProblems } from '../rules/lint-problems.ts'
import type { Pack } from '../rules/pack-bundle.ts'
import { parseBundle } from '../rules/pack-hash.ts'
import { packLimits } from '../rules/pack-limits.ts'
import { buildEngine } from '../scoring/build-engine.ts'
import type { Engine } from '../scoring/engine.ts'
import { loadPack as loadStoredPack } from '../store/engines.ts'
import { type CatalogueLine, readGoodsCatalogue } from '../store/goods-catalogue.ts'
import { packFromFolder, problemLine } from '../store/load-shipped.ts'
import { StoreError } from '../store/store-error.ts'
import { shippedPack } from './load-engine.ts'
import { type LoadedPack, loadPack } from './pack-commands.ts'
import { type CommandOutput, runCommand, writeLine } from './store-output.ts'
import { openStoreToRead } from './store-to-read.ts'
import { UsageError } from './usage-error.ts'

export type PackLintOptions = {
  readonly base?: string
  readonly dataDir?: string
  readonly catalogue?: string
  readonly json?: boolean
}

/** Exit code 0 without errors, 1 with any; warnings never fail. */
export const packLint = (folder: string, options: PackLintOptions, output: CommandOutput): Promise<number> =>
  runCommand(output, async () => {
    const draft = await loadPack(folder)
    const base = options.base === undefined ? null : await packAt(options.base)
    const catalogue =
      options.catalogue === undefined ? readShippedCatalogue() : catalogueAt(options.catalogue)
    const report = await lintBeside(draft, base, catalogue, options.dataDir)
    // Without anything to compare with every line of the pack would be new, which tells nobody anything.
    const compared = base !== null || options.dataDir !== undefined
    const told = compared ? report : { ...report, changes: { total: 0, listed: [] } }
    await writeLine(output.stdout, options.json === true ? JSON.stringify(told, null, 2) : format(told))
    return report.errors === 0 ? 0 : 1
  })

async function lintBeside(
  { pack, places }: LoadedPack,
  base: Pack | null,
  catalogue: readonly CatalogueLine[],
  dataDir: string | undefined,
): Promise<SampledLint> {
  const customs = pack.bundle.manifest.kind === 'carrier' ? await readable(shippedPack) : pack
  const strengthPoints = customs.bundle.manifest.policy?.strengthPoints
  const options = { nowMs: Date.now(), places, ...(strengthPoints === undefined ? {} : { strengthPoints }) }
  const compile = () => compileDraft(pack, customs)
  const beside = { pack, compile, catalogue, options }
  if (dataDir === undefined) return lintDraft({ ...beside, base: base?.bundle ?? null, decisions: null })
  const { shelf, decisions, close } = openStoreToRead(dataDir)
  try {
    const { active } = shelf.pointers(pack.bundle.manifest.kind)
    const live = base ?? (active === null ? null : loadStoredPack(active, shelf))
    return lintDraft({ ...beside, base: live?.bundle ?? null, decisions })
  } finally {
    close()
  }
}

function compileDraft(pack: Pack, customs: Pack): Engine {
  const built = buildEngine({ customs, carrier: pack === customs ? null : pack, model: null })
  if (built.ok) return built.engine
  throw new StoreError('RECORD_INVALID', built.problems.map(problemLine).join('\n'))
}

async function readable(folder: string): Promise<Pack> {
  const pack = await packFromFolder(folder)
  if (!('bundle' in pack)) throw new UsageError(pack.join('\n'))
  return pack
}

/** A folder, or a bundle as `beagle pack bundle` prints it. */
async function packAt(path: string): Promise<Pack> {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() !== true) return readable(path)
  if (stats.size > packLimits.totalBytes)
    throw new UsageError(`${path} has more than ${packLimits.totalBytes} bytes.`)
  const parsed = parseBundle(await readFile(path, 'utf8'))
  if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems))
  return parsed.pack
}

function catalogueAt(folder: string): readonly CatalogueLine[] {
  try {
    return readGoodsCatalogue(folder)
  } catch (fault) {
    throw new UsageError((fault as Error).message)
  }
}

function format({ problems, errors, warnings, sampled, changes }: SampledLint): string {
  const { catalogue, stored, cases } = sampled
  const count = (number: number) => number.toLocaleString('en')
  return [
    ...(problems.length === 0 ? [] : [formatProblems(problems)]),
    ...(changes.total === 0 ? [] : [formatChanges(changes, sampled)]),
    `${errors} errors, ${warnings} warnings; tried on ${count(catalogue)} catalogue lines, ${count(stored)} stored parcels, ${count(cases)} cases`,
  ].join('\n')
}
