// beagle pack test | diff | bundle | build: what an author of rules runs before anything is switched on. Lint has a file of its own.

import { runPackCases } from '../jobs/pack-cases.ts'
import { diffPacks, formatDiff } from '../rules/diff.ts'
import { formatProblems } from '../rules/lint-problems.ts'
import type { Pack, RulePlaces } from '../rules/pack-bundle.ts'
import { bundleToJson } from '../rules/pack-hash.ts'
import { parsePack } from '../rules/parse-pack.ts'
import { writeBuiltPack } from '../store/built-packs.ts'
import { readPackFolder } from '../store/pack-folder.ts'
import { loadEngine } from './load-engine.ts'
import { UsageError } from './usage-error.ts'

type PackStreams = { readonly stdout: NodeJS.WritableStream; readonly stderr: NodeJS.WritableStream }

export type LoadedPack = { readonly pack: Pack; readonly places: RulePlaces }

export async function loadPack(folder: string): Promise<LoadedPack> {
  const parsed = parsePack(await readPackFolder(folder))
  if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems))
  return parsed
}

/** Runs every case of every rule through the whole scorer; exit code 1 when one fails. */
export async function packTest(
  folder: string,
  options: { readonly json?: boolean },
  { stdout }: PackStreams,
): Promise<number> {
  const { pack } = await loadPack(folder)
  const isCarrier = pack.bundle.manifest.kind === 'carrier'
  const engine = await loadEngine({
    ...(isCarrier ? { carrierPack: folder } : { pack: folder }),
    model: false,
  })
  const report = runPackCases(engine, isCarrier ? 'carrier' : 'customs')
  if (options.json === true) stdout.write(`${JSON.stringify(report, null, 2)}\n`)
  else {
    for (const { rule, name, expected, message } of report.failures)
      stdout.write(`${rule}: "${name}" should ${expected ? 'fire' : 'stay silent'}: ${message}\n`)
    if (report.thin.length > 0) stdout.write(`too few cases: ${report.thin.join(', ')}\n`)
    stdout.write(`${report.run - report.failures.length} of ${report.run} cases hold\n`)
  }
  return report.failures.length === 0 ? 0 : 1
}

/** Readable difference of rules, terms and policy between two pack folders. */
export async function packDiff(before: string, after: string, { stdout }: PackStreams): Promise<number> {
  const [old, next] = [await loadPack(before), await loadPack(after)]
  stdout.write(`${formatDiff(diffPacks(old.pack.bundle, next.pack.bundle))}\n`)
  return 0
}

/** The one canonical JSON of a folder: same folder, same hash, anywhere. */
export async function packBundle(folder: string, { stdout, stderr }: PackStreams): Promise<number> {
  const { pack } = await loadPack(folder)
  stdout.write(`${bundleToJson(pack)}\n`)
  stderr.write(`${pack.bundle.manifest.id} ${pack.bundle.manifest.version} sha256 ${pack.sha256}\n`)
  return 0
}

/** Reads packs ahead of time, for a quick start of the compiled service; part of the build. */
export async function packBuild(folders: readonly string[], { stdout }: PackStreams): Promise<number> {
  for (const folder of folders) {
    const files = await readPackFolder(folder)
    const parsed = parsePack(files)
    if (!parsed.ok) throw new UsageError(formatProblems(parsed.problems))
    stdout.write(`${writeBuiltPack(folder, files, parsed.pack)}\n`)
  }
  return 0
}
