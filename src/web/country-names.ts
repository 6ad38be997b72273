// Countries by their names in the languages of the pages and of many who send, since forms are filled in with names as often as with codes.

import { isCountry, readCountry } from '../parcel/country.ts'
import { foldName } from '../scoring/fold-name.ts'
import { answerLanguages } from '../scoring/local-text.ts'

/** Forms come in the languages of the pages and in those of many who send. */
const formLanguages = [...answerLanguages, 'es', 'it', 'pt', 'zh'] as const

let codes: ReadonlyMap<string, string> | null = null

function readCodes(): ReadonlyMap<string, string> {
  const names = formLanguages.map(
    (language) => new Intl.DisplayNames(language, { type: 'region', fallback: 'none' }),
  )
  const found = new Map<string, string>()
  const letters = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZ']
  for (const code of letters.flatMap((first) => letters.map((second) => first + second))) {
    if (!isCountry(code)) continue
    for (const name of names) {
      const text = name.of(code)
      if (text !== undefined && !found.has(foldName(text))) found.set(foldName(text), code)
    }
  }
  return found
}

/** The ISO code of a name or code; null for anything else. */
export function countryCode(text: string): string | null {
  codes ??= readCodes()
  return readCountry(text) ?? codes.get(foldName(text)) ?? null
}
