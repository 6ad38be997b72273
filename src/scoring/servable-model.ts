// Which model files this program can serve: sound ones whose every input it can compute. What is wrong is said with its place in the file.

import { missingSentinel } from '../forest/bin-columns.ts'
import { type ModelFault, type ModelFile, type ParsedModel, parseModel } from '../forest/model-file.ts'
import { knownFeatureNames } from './feature-reader.ts'
import { categoryInputs } from './feature-registry.ts'

export function parseServableModel(source: string | Uint8Array): ParsedModel {
  const parsed = parseModel(source)
  if (!parsed.ok) return parsed
  const errors = inputFaults(parsed.model)
  return errors.length === 0 ? parsed : { ok: false, errors }
}

function inputFaults(model: ModelFile): ModelFault[] {
  const known = new Set(knownFeatureNames(model.encoders))
  const faults = model.featureNames.flatMap((name, index) =>
    known.has(name)
      ? []
      : [fault(`/featureNames/${index}`, 'MODEL_UNKNOWN_FEATURE', `this program knows no feature "${name}"`)],
  )
  for (const [index, encoder] of model.encoders.entries())
    for (const [place, input] of encoder.inputs.entries())
      if (!Object.hasOwn(categoryInputs, input))
        faults.push(
          fault(
            `/encoders/${index}/inputs/${place}`,
            'MODEL_UNKNOWN_CATEGORY',
            `this program knows no category "${input}"`,
          ),
        )
  if (model.missingSentinel !== missingSentinel)
    faults.push(
      fault(
        '/missingSentinel',
        'MODEL_BAD_SENTINEL',
        `a missing value is ${missingSentinel} here, not ${model.missingSentinel}`,
      ),
    )
  return faults
}

function fault(pointer: string, code: string, message: string): ModelFault {
  return { pointer, code, message }
}
