// The practice parcels: documented cases of seizure reports and look-alikes that must pass, read once from examples/. They are never stored as decisions.

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import type { AnswerLanguage } from '../../scoring/local-text.ts'
import type { TextsByLanguage } from '../words.tsx'

export type PracticeParcel = {
  /** File name without its ending: `hk-2016-toys`. */
  readonly id: string
  readonly kind: 'documented' | 'lookalike'
  readonly source: string
  readonly note: TextsByLanguage
  /** What was in it; null for a look-alike. */
  readonly found: TextsByLanguage | null
  readonly parcel: Readonly<Record<string, unknown>>
}

const exampleSchema = z.object({
  source: z.string(),
  note: z.string(),
  found: z.string(),
  parcel: z.record(z.string(), z.unknown()),
})

/** What the examples say in English, said in another language, by the id of the example. */
const translationSchema = z.record(z.string(), z.object({ note: z.string(), found: z.string() }))
const translated = ['fr', 'de', 'nl'] as const satisfies readonly AnswerLanguage[]

const folder = resolve(import.meta.dirname, '..', '..', '..', 'examples')
const kinds = { documented: 'documented', ordinary: 'lookalike' } as const

/** Cases and look-alikes by turns, so that the next one tells nothing; empty where the folder was left out. */
export function readPracticeParcels(root = folder): readonly PracticeParcel[] {
  const translations = readTranslations(root)
  const [documented, lookalikes] = Object.entries(kinds).map(([name, kind]) => {
    const path = join(root, name)
    if (!existsSync(path)) return []
    const files = readdirSync(path)
      .filter((file) => file.endsWith('.json'))
      .sort()
    return files.map((file): PracticeParcel => {
      const { source, note, found, parcel } = exampleSchema.parse(
        JSON.parse(readFileSync(join(path, file), 'utf8')),
      )
      const id = file.slice(0, -5)
      const inLanguages = (key: 'note' | 'found', en: string): TextsByLanguage => ({
        en,
        ...Object.fromEntries(translations.map(([language, texts]) => [language, texts[id]?.[key]])),
      })
      return {
        id,
        kind,
        source,
        note: inLanguages('note', note),
        found: found === '' ? null : inLanguages('found', found),
        parcel,
      }
    })
  })
  return mixed(documented!, lookalikes!)
}

function readTranslations(root: string) {
  return translated.flatMap((language) => {
    const path = join(root, 'texts', `${language}.json`)
    if (!existsSync(path)) return []
    return [[language, translationSchema.parse(JSON.parse(readFileSync(path, 'utf8')))] as const]
  })
}

/** An order that is the same for everybody and follows no pattern. */
function mixed(...lists: readonly (readonly PracticeParcel[])[]): PracticeParcel[] {
  const weight = (text: string) => {
    let hash = 7
    for (let at = 0; at < text.length; at++) hash = Math.imul(hash, 31) + text.charCodeAt(at)
    return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
  }
  return lists.flat().sort((a, b) => weight(a.id) - weight(b.id))
}
