// What cells of the pack's tables say, in the reader's language where the pack has it.

import type { Engine } from '../../scoring/engine.ts'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { Words } from '../words.tsx'

type PhraseProps = { readonly page: Page; readonly engine: Engine; readonly text: string }

/** A population, a legal basis: anything that the phrases of the pack may know. */
export function Phrase({ page, engine, text }: PhraseProps): Html {
  return <Words page={page} texts={engine.customs.tables.phrases.get(text) ?? { en: text }} />
}

/** What the pack says of an HS code, at the digits it knows; null where it has none. */
export function hsTitleOf(engine: Engine, page: Page): (code: string) => Html | null {
  return (code) => {
    const row = engine.customs.tables.hsRow(code)
    if (row === null) return null
    const { titleEn: en, titleFr: fr, titleDe: de, titleNl: nl } = row
    return <Words page={page} texts={{ en, fr, de, nl }} />
  }
}
