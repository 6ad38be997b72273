// A service on a pack of three rules and two terms, so that the life of packs is tested without compiling the shipped one each time.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Test } from 'tap'
import { parse } from 'yaml'
import type { PackBundle } from '../src/rules/pack-bundle.ts'
import { bundleToJson, sealBundle } from '../src/rules/pack-hash.ts'
import { startTestService, type TestService, testFolder } from './helper.ts'

const shippedManifest = resolve(import.meta.dirname, '..', 'packs', 'eu-wildlife', 'pack.yaml')

const title = { en: 'A rule', fr: 'Une règle', de: 'Eine Regel', nl: 'Een regel' }

function rule(id: string, when: string, points: number, fires: string, silent: string) {
  const one = (description: string, expected: boolean, index: number) => ({
    name: `${expected ? 'fires' : 'silent'} ${index}`,
    fires: expected,
    parcel: { contents: [{ description, quantity: index }] },
  })
  return {
    id,
    title,
    when,
    points,
    ground: true,
    code: 'LISTED_SPECIMEN_NAMED',
    family: 'text',
    source: 'test',
    owner: 'wildlife-desk',
    reviewBy: '2027-11-30',
    cases: [one(fires, true, 1), one(fires, true, 2), one(silent, false, 1), one(silent, false, 2)],
  }
}

/** Ivory, python, and three rules over them; policy and texts as shipped. */
export function smallPackFiles(): Record<string, string> {
  const manifest = parse(readFileSync(shippedManifest, 'utf8')) as object
  const small = { ...manifest, id: 'small', version: '1.0.0', codes: {}, papers: [] }
  const specimen = (annex: string) =>
    `mentions.exists(m, m.reading != 'imitation' && m.reading != 'benign' && m.annex == '${annex}')`
  const rules = [
    rule('annex-a', specimen('A'), 40, 'ivory bracelet', 'socks'),
    rule('annex-b', specimen('B'), 20, 'python wallet', 'socks'),
    rule('heavy', 'weight.grossGrams > 20000', 2, 'x', 'socks'),
  ]
  rules[2]!.cases.forEach((one) => {
    if (one.fires) Object.assign(one.parcel, { grossWeightGrams: 25_000 })
  })
  const lexicon =
    'id,term,language,kind,taxon,commodity,form,strength,source,confidence,reviewed_by,reviewed_on,note'
  const taxa =
    'id,scientific_name,synonyms,rank,parent,group,trade_default,severity,live,hazard,parts,names_en,names_fr,names_de,names_nl,names_es,names_it,names_hu,names_zh,names_vi,ambiguous,source,confidence,checked_on'
  const listings =
    'taxon,population,origins,appendix,annex,annotation,parts_covered,parts_exempt,weight_limit_grams,regime,legal_basis,valid_from,checked_on,confidence,source'
  return {
    'pack.yaml': JSON.stringify(small),
    'rules/10-all.yaml': JSON.stringify({ rules }),
    'lexicon/products.csv': `${lexicon}
p.ivory,ivory bracelet,en,product,elephantidae,ivory,IJW,strong,test,high,desk,2026-11-01,
p.python,python wallet,en,product,pythonidae,skin,LPS,strong,test,high,desk,2026-11-01,
`,
    'taxa.csv': `${taxa}
elephantidae,Elephantidae,,family,,mammals,A,high,yes,,IVC;IJW,elephant,,,,,,,,,,test,medium,2026-11-21
pythonidae,Pythonidae,,family,,reptiles,B,medium,yes,,LPS;SKI,python,,,,,,,,,,test,medium,2026-11-21
`,
    'listings.csv': `${listings}
elephantidae,all,,I,A,,all,,,cites_eu,"Reg. (EC) No 338/97, Annex A",,2026-11-21,medium,test
pythonidae,all,,II,B,,all,,,cites_eu,"Reg. (EC) No 338/97, Annex B",,2026-11-21,medium,test
`,
  }
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

/** A service with a real store and the small pack; no forest. */
export function startSmallService(t: Test, dataDir = testFolder(t)): Promise<TestService> {
  return startTestService(t, dataDir, {
    BEAGLE_PACK_DIR: writeFiles(testFolder(t), smallPackFiles()),
    BEAGLE_CARRIER_PACK_DIR: '',
    BEAGLE_MODEL_FILE: '',
  })
}

/** The live pack with a change, as its bundle. */
export function draftOf(service: TestService, change: (bundle: PackBundle) => PackBundle) {
  const pack = sealBundle(change(structuredClone(service.engines.live().customs.pack.bundle)))
  return { sha256: pack.sha256, json: bundleToJson(pack) }
}

export function newVersion(bundle: PackBundle, version: string, prior?: number): PackBundle {
  const policy = bundle.manifest.policy!
  return {
    ...bundle,
    manifest: { ...bundle.manifest, version, policy: { ...policy, prior: prior ?? policy.prior } },
  }
}
