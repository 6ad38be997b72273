// Whole bodies to begin from: example parcels, a small pack, a small forest. Fuzzed requests are these with something wrong.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseModel, serializeModel } from '../src/forest/model-file.ts'
import { smallPackFiles } from './packs-helper.ts'

const root = join(import.meta.dirname, '..')
const readText = (path: string): string => readFileSync(join(root, path), 'utf8')

export type FuzzBodies = {
  readonly parcels: readonly unknown[]
  readonly packFiles: Readonly<Record<string, string>>
  /** The shipped forest, cut to a few trees. */
  readonly model: string
}

export function fuzzBodies(): FuzzBodies {
  const ordinary = readdirSync(join(root, 'examples/ordinary')).slice(0, 12)
  const parcels = [
    JSON.parse(readText('examples/ivory-bracelet.json')) as unknown,
    ...ordinary.map(
      (name) => (JSON.parse(readText(`examples/ordinary/${name}`)) as { parcel: unknown }).parcel,
    ),
  ]
  const parsed = parseModel(readText('models/shipped.json'))
  if (!parsed.ok) throw new Error('the shipped forest cannot be read')
  const { format: _, sha256: __, ...body } = parsed.model
  const model = serializeModel({ ...body, trees: body.trees.slice(0, 2) })
  return { parcels, packFiles: smallPackFiles(), model }
}

/** By path of the API. */
export function bodiesByPath({
  parcels,
  packFiles,
  model,
}: FuzzBodies): Readonly<Record<string, readonly unknown[]>> {
  return {
    '/v1/score': parcels,
    '/v1/manifests/score': [{ manifestId: 'm', parcels }, { parcels: parcels.slice(0, 2) }],
    '/v1/packs': [{ files: packFiles }],
    '/v1/packs/{sha256}/try': parcels,
    '/v1/models': [JSON.parse(model)],
  }
}
