// The code under measurement, loaded from a folder of compiled JavaScript: this checkout's dist/ or that of another commit.

import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

type Modules = {
  readonly 'parcel/read-parcel': typeof import('../src/parcel/read-parcel.ts')
  readonly 'scoring/prepare-goods': typeof import('../src/scoring/prepare-goods.ts')
  readonly 'scoring/facts': typeof import('../src/scoring/facts.ts')
  readonly 'scoring/assess': typeof import('../src/scoring/assess.ts')
  readonly 'routes/record-of': typeof import('../src/routes/record-of.ts')
  readonly 'scoring/policy': typeof import('../src/scoring/policy.ts')
  readonly 'scoring/audiences': typeof import('../src/scoring/audiences.ts')
  readonly 'store/goods-codec': typeof import('../src/store/goods-codec.ts')
  readonly 'store/record-bytes': typeof import('../src/store/record-bytes.ts')
  readonly 'cli/load-engine': typeof import('../src/cli/load-engine.ts')
  readonly 'rules/compile-rules': typeof import('../src/rules/compile-rules.ts')
  readonly 'scoring/fact-registry': typeof import('../src/scoring/fact-registry.ts')
  readonly 'reading/compile-reader': typeof import('../src/reading/compile-reader.ts')
  readonly 'forest/compiled-forest': typeof import('../src/forest/compiled-forest.ts')
  readonly 'forest/interchange': typeof import('../src/forest/interchange.ts')
  readonly 'forest/grow': typeof import('../src/forest/grow.ts')
  readonly 'store/open-store': typeof import('../src/store/open-store.ts')
  readonly 'store/engines': typeof import('../src/store/engines.ts')
  readonly 'store/decision-reads': typeof import('../src/store/decision-reads.ts')
  readonly 'jobs/backtest-decisions': typeof import('../src/jobs/backtest-decisions.ts')
  readonly config: typeof import('../src/config.ts')
  readonly 'start-service': typeof import('../src/start-service.ts')
  readonly 'release-memory': typeof import('../src/release-memory.ts')
  readonly 'app-house': typeof import('../src/app-house.ts')
  readonly logger: typeof import('../src/logger.ts')
  readonly 'routes/metrics': typeof import('../src/routes/metrics.ts')
  readonly 'routes/parcel-rate': typeof import('../src/routes/parcel-rate.ts')
  readonly 'routes/lenient-body': typeof import('../src/routes/lenient-body.ts')
  readonly 'store/demo-keys': typeof import('../src/store/demo-keys.ts')
}

export type Engine = import('../src/scoring/engine.ts').Engine

export type Code = Pick<Modules['parcel/read-parcel'], 'readParcel'> &
  Pick<Modules['scoring/prepare-goods'], 'prepareGoods'> &
  Pick<Modules['scoring/facts'], 'buildFacts'> &
  Pick<Modules['scoring/assess'], 'assess'> &
  Pick<Modules['scoring/policy'], 'decideAction' | 'likelihoodOf' | 'scoreOf'> &
  Pick<Modules['scoring/audiences'], 'officerAnswer' | 'carrierAnswer'> &
  Pick<Modules['routes/record-of'], 'recordOf'> &
  Pick<Modules['store/goods-codec'], 'packGoods'> &
  Pick<Modules['store/record-bytes'], 'recordBytesBound' | 'writeRecord'> & { readonly engine: Engine }

export const ownDist = resolve(import.meta.dirname, '..', 'dist')

export async function loadModule<Name extends keyof Modules>(
  dist: string,
  name: Name,
): Promise<Modules[Name]> {
  return (await import(pathToFileURL(resolve(dist, `${name}.js`)).href)) as Modules[Name]
}

/** Compiles the shipped packs and forest that lie beside `dist`. */
export async function loadCode(dist: string): Promise<Code> {
  const load = <Name extends keyof Modules>(name: Name) => loadModule(dist, name)
  const { readParcel } = await load('parcel/read-parcel')
  const { prepareGoods } = await load('scoring/prepare-goods')
  const { buildFacts } = await load('scoring/facts')
  const { assess } = await load('scoring/assess')
  const { decideAction, likelihoodOf, scoreOf } = await load('scoring/policy')
  const { officerAnswer, carrierAnswer } = await load('scoring/audiences')
  const { recordOf } = await load('routes/record-of')
  const { packGoods } = await load('store/goods-codec')
  const { recordBytesBound, writeRecord } = await load('store/record-bytes')
  const { loadEngine } = await load('cli/load-engine')
  const scoring = { prepareGoods, buildFacts, assess, decideAction, likelihoodOf, scoreOf }
  return {
    ...scoring,
    readParcel,
    officerAnswer,
    carrierAnswer,
    recordOf,
    packGoods,
    recordBytesBound,
    writeRecord,
    engine: await loadEngine({}),
  }
}
