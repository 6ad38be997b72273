// npm run model:shipped [-- --parcels 60000] [--held-out 60000] [--workers N] [--out FOLDER] [--manifest FILE]: generates parcels, trains the
// shipped forest on them, judges it on others, writes models/shipped.json and its card; --manifest writes such parcels as NDJSON instead.
// Same pack, same catalogue, same seed: the same bytes.

import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { scriptOptions } from '../scripts/script-options.ts'
import { loadEngine } from '../src/cli/load-engine.ts'
import { serializeModel } from '../src/forest/model-file.ts'
import { generateParcels, trainingMixture } from './generator/manifest.ts'
import { window } from './generator/parcels.ts'
import { createWorld } from './generator/stories.ts'
import { ablate } from './training/ablation.ts'
import { cardOf } from './training/card.ts'
import { figuresOf, inspectionRates } from './training/figures.ts'
import { heldOutMixture, judgeParcels } from './training/held-out.ts'
import { type TrainOptions, trainShipped } from './training/train-model.ts'
import { weighParcels } from './training/weigh-parcels.ts'

const command = 'npm run model:shipped'
const seeds = { training: 1, heldOut: 2 } as const
const bytesMax = 5e6

const { values: options } = scriptOptions(import.meta.filename, {
  options: {
    parcels: { type: 'string', default: '60000' },
    'held-out': { type: 'string', default: '60000' },
    workers: { type: 'string' },
    out: { type: 'string', default: import.meta.dirname },
    manifest: { type: 'string' },
  },
})

const started = performance.now()
const say = (message: string) =>
  process.stderr.write(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${message}\n`)

const engine = await loadEngine({ model: false })
const { bundle, sha256: packHash } = engine.customs.pack
const rates = bundle.manifest.policy!.exchangeRates
const generate = (
  mixture: typeof trainingMixture,
  pool: 'training' | 'held_out',
  parcels: number,
  seed: number,
) => generateParcels({ world: createWorld(bundle, pool), rates, mixture, parcels, seed })

if (options.manifest !== undefined) {
  const parcels = generate(heldOutMixture, 'held_out', Number(options['held-out']), seeds.heldOut)
  writeFileSync(options.manifest, Array.from(parcels, ({ json }) => `${JSON.stringify(json)}\n`).join(''))
  say(`wrote ${options['held-out']} generated parcels, unlabelled, to ${options.manifest}`)
  process.exit(0)
}

const parcels = Number(options.parcels)
const weighed = [
  ...weighParcels(generate(trainingMixture, 'training', parcels, seeds.training), engine, seeds.training),
]
say(`read and weighed ${weighed.length} generated parcels`)

const trainOptions: TrainOptions = {
  seed: seeds.training,
  window,
  data:
    `Generated parcels (models/generator, seed ${seeds.training}) with the texts of models/catalogue (${catalogueHash()}) and the names of ` +
    `pack ${bundle.manifest.id} ${bundle.manifest.version} (${packHash.slice(0, 12)}).`,
  ...(options.workers === undefined ? {} : { workers: Number(options.workers) }),
}
const model = await trainShipped(weighed, trainOptions)
say(`grew ${model.trees.length} trees on ${model.featureNames.length} features`)

const heldOut = [...generate(heldOutMixture, 'held_out', Number(options['held-out']), seeds.heldOut)]
const judged = judgeParcels(heldOut, engine, model, seeds.heldOut)
say(`judged ${judged.length} held-out parcels`)

const ablation = await ablate(weighed, judged, inspectionRates, trainOptions)
say('trained again without one group of features at a time')

const text = serializeModel(model)
if (text.length > bytesMax) throw new Error(`the model has ${text.length} bytes, at most ${bytesMax}`)
writeFileSync(resolve(options.out, 'shipped.json'), text)
const card = cardOf({
  model,
  bytes: text.length,
  figures: figuresOf(judged, seeds.heldOut),
  ablation,
  command,
})
writeFileSync(resolve(options.out, 'shipped-card.md'), card)
say(
  `wrote shipped.json (${(text.length / 1e6).toFixed(2)} MB, ${model.sha256.slice(0, 12)}) and shipped-card.md`,
)

function catalogueHash(): string {
  const hash = createHash('sha256')
  for (const file of ['ordinary', 'confusables', 'legal', 'wildlife']) {
    hash.update(readFileSync(resolve(import.meta.dirname, 'catalogue', `${file}.jsonl`)))
  }
  return hash.digest('hex').slice(0, 12)
}
