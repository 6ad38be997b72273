// Damaged packs and forests at their loaders, without HTTP: each is read or refused with located errors, soon; nothing is thrown.

import { createHash } from 'node:crypto'
import stringify from 'safe-stable-stringify'
import { readLibraryForest } from '../src/forest/interchange.ts'
import { bundleToJson, parseBundle, readSealedBundle } from '../src/rules/pack-hash.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { buildEngine, engineModel } from '../src/scoring/build-engine.ts'
import { parseServableModel } from '../src/scoring/servable-model.ts'
import type { FuzzBodies } from './fuzz-bodies.ts'
import { type Chance, createChance, damageBytes, nastyText } from './fuzz-random.ts'
import { encodeJson, mutateJson } from './fuzz-schema.ts'

export type LoaderTally = { inputs: number; refused: number; slowestMs: number }
export type LoaderFault = { readonly what: string; readonly input: string }

export type LoaderOptions = { readonly bodies: FuzzBodies; readonly seed: number; readonly seconds: number }

type Loader = {
  readonly name: string
  readonly make: (chance: Chance) => Buffer
  readonly load: (bytes: Buffer) => boolean
}

/** A second, and two milliseconds a kilobyte: YAML of 1,000 rules takes half a second on a quiet machine. */
const hangMsOf = (bytes: Buffer): number => 1000 + bytes.length / 500

/** Stops at the first fault. */
export function fuzzLoaders({ bodies, seed, seconds }: LoaderOptions): {
  tally: LoaderTally
  fault: LoaderFault | null
} {
  const tally: LoaderTally = { inputs: 0, refused: 0, slowestMs: 0 }
  const loaders = loadersOf(bodies)
  const ends = performance.now() + seconds * 1000
  for (let index = 0; performance.now() < ends; index += 1) {
    const chance = createChance(seed, index)
    const { name, make, load } = chance.one(loaders)
    const bytes = make(chance)
    const shown = () => `case ${index} at ${name}: ${bytes.toString().slice(0, 3000)}`
    const hangMs = hangMsOf(bytes)
    let fastest = Number.POSITIVE_INFINITY
    for (let times = 0; times < 3 && fastest > hangMs; times += 1) {
      const started = performance.now()
      try {
        if (!load(bytes) && times === 0) tally.refused += 1
      } catch (fault) {
        return { tally, fault: { what: `${name} threw ${(fault as Error).stack}`, input: shown() } }
      }
      fastest = Math.min(fastest, performance.now() - started)
    }
    tally.inputs += 1
    tally.slowestMs = Math.max(tally.slowestMs, fastest)
    if (fastest > hangMs)
      return { tally, fault: { what: `${name} took ${Math.round(fastest)} ms`, input: shown() } }
  }
  return { tally, fault: null }
}

function loadersOf({ packFiles, model }: FuzzBodies): readonly Loader[] {
  const files = new Map(Object.entries(packFiles).map(([path, text]) => [path, Buffer.from(text)]))
  const whole = parsePack(files)
  if (!whole.ok) throw new Error(`the small pack does not load: ${whole.problems[0]?.message}`)
  const bundle = JSON.parse(bundleToJson(whole.pack)) as unknown
  const modelJson = JSON.parse(model) as unknown
  const tree = {
    index: 1,
    left: { distribution: 0.5 },
    right: { distribution: 0.1 },
    splitColumn: 1,
    splitValue: 2,
    gain: 1,
  }
  const library = {
    name: 'RFRegression',
    baseModel: { indexes: [[0, 1]], estimators: [{ name: 'DTRegression', root: tree }] },
  }
  const nearly = (value: unknown) => (chance: Chance) => {
    let changed = value
    for (let times = 1 + chance.below(3); times > 0; times -= 1) changed = mutateJson(chance, changed)
    return encodeJson(chance, changed)
  }
  return [
    {
      name: 'parsePack',
      make: (chance) => Buffer.from(JSON.stringify(damagedFiles(chance, packFiles))),
      load: (bytes) => {
        const given = JSON.parse(bytes.toString()) as Record<string, string>
        const read = parsePack(
          new Map(Object.entries(given).map(([path, text]) => [path, Buffer.from(text, 'latin1')])),
        )
        if (!read.ok) located(read.problems)
        // What a loader takes must compile, or be refused with its errors there.
        else if (read.pack.bundle.manifest.policy !== undefined && read.pack.bundle.manifest.policy !== null)
          buildEngine({ customs: read.pack, carrier: null, model: null })
        return read.ok
      },
    },
    {
      name: 'parseBundle',
      make: nearly(bundle),
      load: (bytes) => {
        const text = bytes.toString()
        readSealedBundle(text)
        const read = parseBundle(text)
        if (!read.ok) located(read.problems)
        return read.ok
      },
    },
    {
      name: 'parseModel',
      make: (chance) =>
        chance.odds(0.3) ? nearly(modelJson)(chance) : resealed(mutateJson(chance, modelJson)),
      load: (bytes) => {
        const read = parseServableModel(bytes)
        if (!read.ok && read.errors.length === 0) throw new Error('refused without an error')
        if (read.ok) engineModel(read.model)
        return read.ok
      },
    },
    {
      name: 'readLibraryForest',
      make: nearly(library),
      load: (bytes) => readLibraryForest(bytes.toString(), 60).ok,
    },
  ]
}

/** Under its right hash, so that what stands behind the check of the hash is tried too. */
function resealed(changed: unknown): Buffer {
  if (typeof changed !== 'object' || changed === null || Array.isArray(changed))
    return Buffer.from(JSON.stringify(changed) ?? '')
  const { sha256: _, ...body } = changed as { readonly sha256?: unknown }
  const sha256 = createHash('sha256').update(stringify(body)!).digest('hex')
  return Buffer.from(JSON.stringify({ ...body, sha256 }))
}

function located(problems: readonly { readonly file: string; readonly message: string }[]): void {
  if (problems.length === 0) throw new Error('refused without a problem')
  if (problems.some(({ message }) => typeof message !== 'string' || message === ''))
    throw new Error('a problem says nothing')
}

/** One file or more damaged as bytes, gone, doubled under another name, or with a line changed. */
function damagedFiles(chance: Chance, files: Readonly<Record<string, string>>): Record<string, string> {
  const damaged: Record<string, string> = { ...files }
  const paths = Object.keys(files)
  for (let times = 1 + chance.below(2); times > 0; times -= 1) {
    const path = chance.one(paths)
    const text = damaged[path] ?? ''
    const kind = chance.below(8)
    if (kind === 0) delete damaged[path]
    else if (kind === 1)
      damaged[chance.one(['rules/2.yaml', 'x.csv', '../x', 'lexicon/a.csv', '__proto__', ''])] = text
    else if (kind === 2 && path.endsWith('csv'))
      damaged[path] = text.replace(/[^,\n]+(?=,|\n)/g, (cell) =>
        chance.odds(0.1) ? nastyText(chance) : cell,
      )
    else if (kind < 6 && text.startsWith('{'))
      damaged[path] = encodeJson(chance, mutateJson(chance, JSON.parse(files[path]!))).toString('latin1')
    else damaged[path] = damageBytes(chance, Buffer.from(text)).toString('latin1')
  }
  return damaged
}
