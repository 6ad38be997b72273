// Compiles packs and a forest into an Engine. Pure and slow (hundreds of milliseconds): done at load, never on the scoring path.

import { compileForest } from '../forest/compiled-forest.ts'
import type { ModelFile } from '../forest/model-file.ts'
import { compileReaderSteps } from '../reading/compile-reader.ts'
import { legalStatusOf } from '../reading/legal-status.ts'
import type { Reader } from '../reading/mention.ts'
import { atOnce, type Steps } from '../reading/steps.ts'
import { compileRulesSteps } from '../rules/compile-rules.ts'
import type { Pack, PackProblem } from '../rules/pack-bundle.ts'
import type { Policy } from '../rules/pack-schema.ts'
import { says } from '../rules/problem-wordings.ts'
import type { CompiledPack, Engine, EngineModel } from './engine.ts'
import { factRegistry } from './fact-registry.ts'
import { compileFeatures } from './feature-reader.ts'
import { packTables } from './pack-tables.ts'
import { scorerVersion } from './scorer-version.ts'

export type EngineParts = {
  readonly customs: Pack
  readonly carrier: Pack | null
  readonly model: ModelFile | null
  /** Compiled before from the same lexicon, taxa and listings; it takes most of the time. */
  readonly reader?: Reader
}

export type EngineResult =
  | { readonly ok: true; readonly engine: Engine }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

export function buildEngine(parts: EngineParts): EngineResult {
  return atOnce(buildEngineSteps(parts))
}

/** The same in steps of some milliseconds, for a thread that serves others meanwhile. */
export function* buildEngineSteps({ customs, carrier, model, reader }: EngineParts): Steps<EngineResult> {
  const { bundle } = customs
  if (bundle.manifest.policy === undefined) {
    return { ok: false, problems: [problem('NO_POLICY')] }
  }
  const { strengthPoints } = bundle.manifest.policy
  const compiledCustoms = yield* compilePack(customs, strengthPoints)
  const compiledCarrier = carrier && (yield* compilePack(carrier, strengthPoints))
  const problems = [compiledCustoms, compiledCarrier].flatMap((compiled) =>
    compiled === null || compiled.ok ? [] : compiled.problems,
  )
  if (!compiledCustoms.ok || (compiledCarrier !== null && !compiledCarrier.ok)) return { ok: false, problems }
  return {
    ok: true,
    engine: {
      customs: compiledCustoms.pack,
      carrier: compiledCarrier?.pack ?? null,
      reader: reader ?? (yield* compileReaderSteps(bundle)),
      model: model && engineModel(model),
      scorer: scorerVersion,
    },
  }
}

/** Throws a RangeError when the model asks for a feature that nothing computes; loading a model file checks this first. */
export function engineModel(file: ModelFile): EngineModel {
  return {
    ref: { id: file.id, sha256: file.sha256 },
    file,
    forest: compileForest(file),
    features: compileFeatures(file.featureNames, file.encoders),
  }
}

type PackCompilation =
  | { readonly ok: true; readonly pack: CompiledPack }
  | { readonly ok: false; readonly problems: readonly PackProblem[] }

function* compilePack(pack: Pack, strengthPoints: Policy['strengthPoints']): Steps<PackCompilation> {
  const { bundle } = pack
  const compiled = yield* compileRulesSteps(bundle.rules, {
    namespace: factRegistry,
    strengthPoints,
    lists: bundle.manifest.lists,
  })
  if (!compiled.ok) return compiled
  yield
  // A declaration does not say whether a specimen is wild or bred, so a suspension of any source code counts.
  const suspensions = new Set(bundle.suspensions.map((row) => `${row.taxon}|${row.origin}`))
  return {
    ok: true,
    pack: {
      ref: { id: bundle.manifest.id, version: bundle.manifest.version, sha256: pack.sha256 },
      pack,
      rules: compiled.compiled,
      outcomes: compiled.compiled.createOutcomes(),
      tables: packTables(bundle),
      titles: new Map(bundle.rules.map((rule) => [rule.id, rule.title])),
      legalStatus: legalStatusOf(bundle.taxa, bundle.listings),
      suspended: (taxon, origin) =>
        taxon !== '' && (suspensions.has(`${taxon}|${origin}`) || suspensions.has(`${taxon}|*`)),
    },
  }
}

function problem(code: 'NO_POLICY'): PackProblem {
  return { severity: 'error', code, file: 'pack.yaml', line: 0, column: 0, ...says(code) }
}
