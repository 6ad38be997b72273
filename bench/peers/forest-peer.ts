// The shipped forest, in our layout and in the library it can be exported to: the same rows, the same numbers.

import assert from 'node:assert/strict'
import { RandomForestRegression } from 'ml-random-forest'
import { benchBodies } from '../bodies.ts'
import { type Code, loadModule } from '../code.ts'
import { benchContext, scored } from '../scored.ts'
import { peerName } from './peer-packages.ts'
import type { Contender } from './race.ts'

const samples = 64

export async function forestContenders(dist: string, code: Code): Promise<readonly Contender[]> {
  const model = code.engine.model
  assert(model !== null)
  const rows = sampleRows(code)
  const { toLibraryForest } = await loadModule(dist, 'forest/interchange')
  const exported = toLibraryForest(model.file.trees, model.file.featureNames.length)
  const library = RandomForestRegression.load(exported as never)
  const plain = rows.map((row) => [...row])
  const out = new Float64Array(rows[0]!.length)
  for (const [at, row] of rows.entries()) {
    assert.equal(
      library.predict([plain[at]!])[0],
      model.forest.predict(row),
      'the forests must agree before they are timed',
    )
  }
  let sum = 0
  const each = (call: (at: number) => number) => (calls: number) => {
    for (let done = 0; done < calls; done++) sum += call(done % samples)
    return sum
  }
  return [
    { name: 'beagle', run: each((at) => model.forest.predict(rows[at]!)) },
    { name: peerName('ml-random-forest'), run: each((at) => library.predict([plain[at]!])[0]!) },
    {
      name: 'beagle, with what each feature adds',
      run: each((at) => model.forest.contributions(rows[at]!, out)),
    },
  ]
}

function sampleRows(code: Code): readonly Float64Array[] {
  return benchBodies(samples, benchContext.asOf).map(({ json }) =>
    Float64Array.from(scored(code, JSON.parse(json)).result.forest.row!),
  )
}
