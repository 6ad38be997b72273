// Messages that come with a wording (problems of packs, gates, refusals), said in the language of the page. English is the message itself; what
// only a library says stays in its own words, and is marked as English.

import type { Wording } from '../rules/problem-wordings.ts'
import { Fragment, type Html, h } from './html.ts'
import type { Page } from './page.tsx'
import { wordFor } from './words.tsx'

export type WordedMessage = {
  readonly message: string
  readonly hint?: string | undefined
  readonly wording?: Wording | null | undefined
}

type SaidProps = { readonly page: Page; readonly told: WordedMessage }

export function Said({ page, told }: SaidProps): Html {
  const { message, hint, wording } = told
  const text = wording && page.language !== 'en' ? textOf(page, wording.key) : null
  if (text === null) {
    const english = hint === undefined ? message : `${message} (${hint})`
    return <span lang={page.language === 'en' ? undefined : 'en'}>{english}</span>
  }
  const { at, values } = wording!
  const { detail } = values
  // The words of a library stand at the end of every text that has them.
  const shown = { ...shownValues(page, values), ...(detail === undefined ? {} : { detail: '' }) }
  const said = page.say(text, shown).trim()
  return (
    <>
      {at === undefined ? '' : `${page.say(page.t.places[at.kind], { ...at })} `}
      {said}
      {detail !== undefined && <span lang="en"> {detail}</span>}
    </>
  )
}

function textOf({ t }: Page, key: string): string | null {
  const texts: Readonly<Record<string, string>> = { ...t.problems, ...t.said }
  return Object.hasOwn(texts, key) ? texts[key]! : null
}

const day = /^\d{4}-\d{2}-\d{2}$/
const moment = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/

/** Gates by their names, for a list of their codes. */
function gateNames({ t, format }: Page, codes: string): string {
  return format.list(codes.split(', ').map((code) => wordFor(t.codes.gates, code)))
}

/** Days and moments as the reader writes them. */
function shownValues(page: Page, values: Wording['values']): Record<string, string | number> {
  const { format } = page
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value !== 'string'
        ? value
        : name === 'gates'
          ? gateNames(page, value)
          : day.test(value)
            ? format.date(value)
            : moment.test(value)
              ? format.dateTime(value)
              : value,
    ]),
  )
}
