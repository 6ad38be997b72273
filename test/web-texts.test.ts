// The words of the pages: every language says everything, in its own words, with the same gaps to fill, and nothing stands there unused.

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import t from 'tap'
import { answerLanguages } from '../src/scoring/local-text.ts'
import { sayIn, type Texts, textsOf } from '../src/web/texts/texts.ts'

const web = resolve(import.meta.dirname, '..', 'src/web')

/** Texts by their path, `answer.readings.specimen`. */
function leaves(node: object, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(node)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(at, value)
    else for (const [inner, text] of leaves(value as object, at)) found.set(inner, text)
  }
  return found
}

const english = leaves(textsOf('en'))
const others = answerLanguages.filter((language) => language !== 'en')

/** Words that are spelt alike in the two languages; everything else that equals the English one is not translated. */
const alike: Readonly<Record<string, readonly RegExp[]>> = {
  fr: [
    /^Menu$/,
    /^Score$/,
    /^Total$/,
    /^Points$/,
    /^Service$/,
    /^Source$/,
    /^Date$/,
    /^Versions$/,
    /^Document$/,
    /^Police$/,
    /^Code$/,
    /^(?:Catalogue|Client|carapace|caviar|fibre|fruit)$/,
  ],
  de: [/^Name$/, /^Code$/],
  nl: [/^Menu$/, /^Score$/, /^Code$/, /^Route$/, /^Platform$/, /^extract$/],
}
/** In any language: codes with gaps around them, and terms that name a thing nobody translates. */
const international = /^sha256 |^\{\w+\} (?:min|h|d)$|^(?:EMS|transit|documents|calipee|E-mail|Taxon)$/

for (const language of others) {
  const own = leaves(textsOf(language))
  t.test(`${language} says all that English says`, async (t) => {
    t.same([...own.keys()].sort(), [...english.keys()].sort())
    t.same(
      [...own].filter(([, text]) => text.trim() === '').map(([key]) => key),
      [],
      'and nothing is empty',
    )
  })

  t.test(`${language} says it in its own words`, async (t) => {
    const same = [...own].filter(
      ([key, text]) =>
        text === english.get(key) &&
        !international.test(text) &&
        !alike[language]!.some((word) => word.test(text)),
    )
    t.same(same, [])
  })

  t.test(`${language} has the same gaps to fill`, async (t) => {
    for (const [key, text] of own) t.same(gaps(text), gaps(english.get(key)!), key)
  })
}

/** Names of the arguments, in alphabetical order; throws where the text is no ICU message. */
function gaps(text: string): string[] {
  const names = new Set<string>()
  const walk = (elements: readonly unknown[]) => {
    for (const element of elements as {
      type: number
      value?: string
      options?: Record<string, { value: unknown[] }>
    }[]) {
      if (element.type >= 1 && element.type <= 6) names.add(String(element.value))
      for (const option of Object.values(element.options ?? {})) walk(option.value)
    }
  }
  walk(new IntlMessageFormat(text, 'en', undefined, { ignoreTag: true }).getAst() as unknown[])
  return [...names].sort()
}

t.test('plurals follow the language', async (t) => {
  const found = (language: 'en' | 'fr' | 'de' | 'nl', count: number) =>
    sayIn(language)(textsOf(language).check.found, { count, item: 'X' })
  t.equal(found('en', 0), '0 decisions on X')
  t.equal(found('en', 1), '1 decision on X')
  t.equal(found('fr', 0), '0 décision sur X', 'nought is singular in French')
  t.equal(found('de', 2), '2 Entscheidungen zu X')
  t.equal(found('nl', 1), '1 beslissing over X')
})

t.test('what fills a gap is never read as a message', async (t) => {
  const text = sayIn('en')(textsOf('en').check.notFound, { item: "{x} '{' <b> #" })
  t.match(text, "{x} '{' <b> #")
})

t.test('every text is used', async (t) => {
  const sources = readdirSync(web, { recursive: true, withFileTypes: true })
    .filter(
      (entry) => entry.isFile() && /\.(?:tsx?|js)$/.test(entry.name) && !entry.name.endsWith('-texts.ts'),
    )
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
  /** Chosen by a code at run time, whole groups of them: `t.lanes[lane]`. */
  const isChosen = (group: string) => new RegExp(`\\b${group}\\[`).test(sources)
  const unused = [...english.keys()].filter((path) => {
    const names = path.split('.')
    // The desk's script knows its group as `texts`.
    if (new RegExp(`\\b(?:${names.at(-2)}|texts)\\.${names.at(-1)}\\b`).test(sources)) return false
    return !isChosen(names.at(-2)!)
  })
  t.same(unused, [])
})

t.test('the sentence that limits a sheet is exact', async (t) => {
  const legal: keyof Texts['sheet'] = 'legal'
  t.equal(
    textsOf('en').sheet[legal],
    'Risk indication from declared data. Not evidence of an offence. Species to be confirmed by an expert.',
  )
})
