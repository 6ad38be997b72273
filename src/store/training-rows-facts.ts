// What there is to learn from a decision, computed again from its own goods, context and engine. Pure: the same three give the same row.

import { missingSentinel } from '../forest/bin-columns.ts'
import type { GoodsPart } from '../parcel/goods-part.ts'
import { assess } from '../scoring/assess.ts'
import { type Assessment, lanes } from '../scoring/assessment.ts'
import type { AssessContext } from '../scoring/context.ts'
import type { Engine } from '../scoring/engine.ts'
import { compileFeatures } from '../scoring/feature-reader.ts'
import { categoryInputs, featureRegistry, featureSource } from '../scoring/feature-registry.ts'
import type { CheckReason } from '../scoring/outcome-label.ts'
import type { TrainingFacts } from './training-rows.ts'

const names = featureRegistry.map(({ name }) => name)
const features = compileFeatures(names, [])

/** Evidence asks for a check with certainty or not at all; whoever checks what neither chance nor evidence asked for chose it. */
function checkReasonOf({ selection }: Pick<Assessment, 'selection'>): CheckReason {
  if (selection.by === 'random') return 'random'
  return selection.probability === 1 ? 'evidence' : 'officer'
}

export function trainingFacts(goods: GoodsPart, context: AssessContext, engine: Engine): TrainingFacts {
  const { assessment, sheet, forest } = assess(goods, context, engine)
  const { points, selection, evidenceLane } = assessment
  const source = featureSource(sheet.facts, forest.piece)
  const row = new Float64Array(names.length)
  features.fill(source, row)
  return {
    featureNames: names,
    features: Float32Array.from(row, (value) => (value === missingSentinel ? Number.NaN : value)),
    categories: {
      hs6: categoryInputs.hs6(source),
      route: categoryInputs.route(source),
      office: categoryInputs.office(source),
      service: categoryInputs.service(source),
    },
    rulePoints: points.rules + points.adjustments,
    forestPoints: points.forest,
    evidenceLane: lanes.indexOf(evidenceLane),
    check: { reason: checkReasonOf(assessment), probability: selection.probability },
  }
}
