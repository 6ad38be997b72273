// Ways to flag a goods line: the scorer with the shipped packs and forest, and three keyword lists as they are used today.

import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { type ModelFile, parseModel } from '../src/forest/model-file.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import type { Pack, PackBundle } from '../src/rules/pack-bundle.ts'
import { parsePack } from '../src/rules/parse-pack.ts'
import { assess } from '../src/scoring/assess.ts'
import { buildEngine } from '../src/scoring/build-engine.ts'
import { noManifest } from '../src/scoring/context.ts'
import type { Engine } from '../src/scoring/engine.ts'
import { prepareGoods } from '../src/scoring/prepare-goods.ts'
import { readPackFolder } from '../src/store/pack-folder.ts'

export type Flag = { readonly flagged: boolean; readonly why: string }
export type Flagger = { readonly name: string; readonly flag: (text: string) => Flag }

const root = resolve(import.meta.dirname, '..')
const asOf = '2026-11-21T00:00:00Z'

export async function shippedEngine(): Promise<Engine> {
  const customs = await shippedPack('packs/eu-wildlife')
  const carrierFolder = 'packs/carrier-policy'
  const carrier = existsSync(resolve(root, carrierFolder)) ? await shippedPack(carrierFolder) : null
  const built = buildEngine({ customs, carrier, model: shippedModel() })
  if (!built.ok) throw new Error(built.problems.map(({ file, message }) => `${file}: ${message}`).join('\n'))
  return built.engine
}

export async function shippedBundle(folder: string): Promise<PackBundle> {
  return (await shippedPack(folder)).bundle
}

async function shippedPack(folder: string): Promise<Pack> {
  const result = parsePack(await readPackFolder(resolve(root, folder)))
  if (result.ok) return result.pack
  const told = result.problems.slice(0, 10).map(({ file, line, message }) => `${file}:${line} ${message}`)
  throw new Error(told.join('\n'))
}

function shippedModel(): ModelFile | null {
  const file = resolve(root, 'models/shipped.json')
  if (!existsSync(file)) return null
  const parsed = parseModel(readFileSync(file))
  if (!parsed.ok) throw new Error(`${file} cannot be read`)
  return parsed.model
}

/** Flagged is: the lane is not green for a parcel with nothing but this text, random picks off. */
export function scorerFlagger(engine: Engine): Flagger {
  return {
    name: 'beagle',
    flag: (text) => {
      const reading = readParcel({ contents: [{ description: text }] }, { mayVerify: false })
      if (!reading.ok) return { flagged: false, why: 'not readable' }
      const goods = prepareGoods(reading.parcel, engine.reader)
      const { assessment } = assess(goods, { asOf, draw: null, manifest: noManifest }, engine)
      const mentions = assessment.mentions.map(
        ({ term, reading, why }) => `${term}=${reading}(${why.join('+')})`,
      )
      return { flagged: assessment.lane !== 'green', why: [assessment.lane, ...mentions].join(' ') }
    },
  }
}

const productWords =
  'ivory,tusk,tusks,rhino horn,tiger bone,bear bile,pangolin scales,shark fin,tortoiseshell,turtle shell,crocodile skin,crocodile leather,' +
  'snake skin,snakeskin,python skin,python leather,leopard skin,tiger skin,fur,pelt,skull,taxidermy,trophy,coral,black coral,giant clam,' +
  'caviar,shahtoosh,rosewood,agarwood,seahorse,sea cucumber,horn,claws,teeth,feathers,scrimshaw,netsuke,hawksbill,musk,' +
  'ivoire,écaille de tortue,corne de rhinocéros,elfenbein,schildpatt,nashornhorn,ivoor,schildpad,neushoornhoorn,marfil,carey,' +
  'cuerno de rinoceronte,avorio,corno di rinoceronte,elefántcsont,象牙,犀牛角,穿山甲,虎骨,玳瑁,熊胆,ngà voi,sừng tê giác'
const animalWords =
  'elephant,rhino,rhinoceros,tiger,lion,leopard,jaguar,cheetah,lynx,bear,wolf,otter,whale,dolphin,walrus,hippo,monkey,gorilla,' +
  'chimpanzee,pangolin,crocodile,alligator,caiman,python,cobra,lizard,iguana,chameleon,gecko,tortoise,turtle,parrot,macaw,cockatoo,' +
  'eagle,falcon,hawk,owl,shark,sturgeon,eel,scorpion,tarantula,orchid,cactus,' +
  'éléphant,tigre,ours,loup,tortue,perroquet,aigle,faucon,elefant,bär,löwe,schildkröte,papagei,adler,olifant,tijger,beer,leeuw,papegaai,' +
  'elefante,tortuga,loro,oso,lobo,tartaruga,pappagallo,orso,lupo,elefánt,tigris,medve,farkas,teknős,papagáj'

/** Whole words, case-blind: what a carrier's filter does. The third list is every name of the pack's own taxa. */
export function keywordFlaggers(engine: Engine): readonly Flagger[] {
  const products = productWords.split(',')
  const names = engine.customs.pack.bundle.taxa.flatMap((taxon) => [
    taxon.scientificName,
    ...Object.values(taxon.names).flat(),
  ])
  return [
    wordList('product words', products),
    wordList('product and animal words', [...products, ...animalWords.split(',')]),
    wordList('taxon names', names),
  ]
}

function wordList(name: string, words: readonly string[]): Flagger {
  const ideographs = words.filter((word) => /\p{Script=Han}/u.test(word))
  const spaced = new Set(words.map((word) => wordsOf(word).join(' ')))
  const longest = Math.max(...[...spaced].map((word) => word.split(' ').length))
  const flag = (text: string): Flag => {
    const found = ideographs.find((word) => text.includes(word)) ?? findPhrase(wordsOf(text), spaced, longest)
    return { flagged: found !== undefined, why: found ?? '' }
  }
  return { name, flag }
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? []
}

function findPhrase(
  words: readonly string[],
  phrases: ReadonlySet<string>,
  longest: number,
): string | undefined {
  for (let at = 0; at < words.length; at++) {
    for (let length = 1; length <= longest && at + length <= words.length; length++) {
      const phrase = words.slice(at, at + length).join(' ')
      if (phrases.has(phrase)) return phrase
    }
  }
  return undefined
}
