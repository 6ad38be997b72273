// The words of the pages: every language says everything, in its own words, with the same gaps to fill, and nothing stands there unused.

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { IntlMessageFormat } from 'intl-messageformat'
import t from 'tap'
import { tells } from '../src/jobs/job-wordings.ts'
import type { ProblemKey, WordingValues } from '../src/rules/problem-wordings.ts'
import { describeFacts } from '../src/scoring/fact-description.ts'
import { factRegistry } from '../src/scoring/fact-registry.ts'
import { type AnswerLanguage, answerLanguages } from '../src/scoring/local-text.ts'
import { scorerTexts } from '../src/scoring/texts/scorer-texts.ts'
import { lackedCondition, ruleSentence } from '../src/web/speech.ts'
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

/** Words that two languages spell alike; everything else that equals the English one is not translated. */
const alike: Readonly<Record<string, RegExp>> = {
  fr: /^(?:Menu|Score|Total|Points|Service|Source|Date|Versions|Document|Police|Code|Catalogue|Client|Type|carapace|caviar|fibre|fruit|reptiles|documents|Condition \(CEL\)|Suspensions)$/,
  de: /^(?:Name|Code|Taxon)$/,
  nl: /^(?:Menu|Score|Code|[Rr]oute|Platform|Type|Model|auditor|extract|Postcode|Routes)$/,
}
/** In any language: codes with gaps around them, and terms that name a thing nobody translates. */
const international =
  /^sha256 |^\{\w+\} (?:min|h|d)$|^(?:EMS|transit|calipee|E-mail|Taxon|Taxa|Drift)$|^\{strength\} \(\{points\} points\)$|^\{detail\}$|^taxon \{name\}$|^\{left\} is \{right\}$|^“\{term\}”/

/** English here is filled by `fillGaps`, which knows nothing of ICU: an apostrophe before a gap is just one. */
const plainGroups = /^(?:plain|problems|said|facts)\./

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
      ([key, text]) => text === english.get(key) && !international.test(text) && !alike[language]!.test(text),
    )
    t.same(same, [])
  })

  t.test(`${language} has the same gaps to fill`, async (t) => {
    for (const [key, text] of own) {
      const plain = english.get(key)!
      t.same(gaps(text), plainGroups.test(key) ? plainGaps(plain) : gaps(plain), key)
    }
  })
}

function plainGaps(text: string): string[] {
  return [
    ...new Set(
      [...text.matchAll(/\{(\w+)(?:, plural, one \{[^{}]*\} other \{[^{}]*\})?\}/g)].map(
        (match) => match[1]!,
      ),
    ),
  ].sort()
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
  const files = (folder: string) =>
    readdirSync(folder, { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.isFile() && /\.(?:tsx?|js)$/.test(entry.name) && !entry.name.endsWith('-texts.ts'),
    )
  // The sentences of rules are put together in src/rules, by the grammar of the page.
  const sources = [...files(web), ...files(resolve(web, '../rules'))]
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'))
    .join('\n')
  /** Chosen by a code at run time, whole groups of them: `t.lanes[lane]`, or handed on: `t.codes.groups`. */
  const isChosen = (group: string) =>
    new RegExp(`\\b${group}\\[|\\bt\\.(?:\\w+\\.)*${group}\\b(?!\\.)|\\.compare\\[`).test(sources)
  const unused = [...english.keys()].filter((path) => {
    if (/^plain\.(?:facts|flags)\.|^facts\./.test(path)) return false
    const names = path.split('.')
    // The desk's script knows its group as `texts`.
    if (new RegExp(`\\b(?:${names.at(-2)}|texts)\\.${names.at(-1)}\\b`).test(sources)) return false
    if (path.startsWith('plain.') && new RegExp(`\\b${names.at(-1)}\\b`).test(sources)) return false
    return !isChosen(names.at(-2)!)
  })
  t.same(unused, [])
})

t.test('every fact has a name and a meaning in every language', async (t) => {
  const paths = describeFacts(factRegistry).map(({ path, type }) => ({ path, isFlag: type === 'bool' }))
  for (const language of answerLanguages) {
    const { plain, facts } = textsOf(language)
    t.same(
      Object.keys(plain.flags).sort(),
      paths.flatMap(({ path, isFlag }) => (isFlag ? [path] : [])).sort(),
      `${language}: flags as statements`,
    )
    const named = paths.filter(({ path, isFlag }) => !isFlag && !/^(?:calendar)$/.test(path))
    for (const { path } of named) t.ok(path in plain.facts, `${language} names ${path}`)
    t.same(Object.keys(facts).sort(), paths.map(({ path }) => path).sort(), `${language}: what they mean`)
  }
})

t.test('a rule is said in every language, with its numbers, countries and months', async (t) => {
  const when =
    "route.origin == 'TH' && weight.grossGrams > 2500 && value.totalCents >= 4500 && calendar.month in [1, 3] && mentions.exists(m, m.form == 'GAL' && m.reading == 'specimen') && !parcel.postal"
  const said = {
    en: /Thailand \(TH\).*2\.5 kg.*€45\.00.*January or March.*“?"?gall \(GAL\).*the post does not carry it/,
    fr: /Thaïlande \(TH\).*2,5 kg.*45,00 €.*janvier ou mars.*« bile \(GAL\) ».*la poste ne le transporte pas/,
    de: /Thailand \(TH\).*2,5 kg.*45,00 €.*Januar oder März.*„Galle \(GAL\)“.*die Post befördert sie nicht/,
    nl: /Thailand \(TH\).*2,5 kg.*€ 45,00.*januari of maart.*“gal \(GAL\)”.*de post vervoert ze niet/,
  }
  for (const language of answerLanguages) {
    t.match(ruleSentence(when, language).replace(/[\u00a0\u202f]/g, ' '), said[language])
    t.equal(ruleSentence('nonsense(', language), textsOf(language).plain.grammar.unreadable)
  }
})

t.test('a problem is said with its place, its numbers and its days', async (t) => {
  const said = (language: AnswerLanguage, key: ProblemKey, values: WordingValues) =>
    sayIn(language)(textsOf(language).problems[key], values)
  t.equal(
    said('de', 'FEW_CASES', { firing: 1, others: 0 }),
    'hat 1 anschlagenden Fall und 0 andere; gewünscht sind je zwei',
  )
  t.equal(
    said('nl', 'FEW_CASES', { firing: 2, others: 1 }),
    'heeft 2 gevallen die aanslaan en 1 ander; van elk zijn er twee gewenst',
  )
  t.equal(said('fr', 'NO_LEGAL_BASIS', { count: 1 }), "1 population inscrite n'a pas de base juridique")
  for (const language of answerLanguages)
    t.match(said(language, 'CASE_SILENT', { fired: 'other' }), /: other$/, 'which rules did fire')
  const count = { count: 1 }
  t.equal(tells('PACK_PROBLEMS', count).message, 'The pack has 1 problem.')
  t.equal(tells('MODEL_FAULTS', { count: 2 }).message, 'The model file has 2 faults.')
  t.equal(tells('GATE_LINT_HOLDS', { warnings: 1 }).message, 'no errors, 1 warning')
  t.equal(sayIn('en')(textsOf('en').said.PACK_PROBLEMS, count), tells('PACK_PROBLEMS', count).message)
  const putBack = { from: 'a', to: 'b', at: 'c', nonGreen: 1, parcels: 2, forecast: 3 }
  t.match(tells('MODEL_PUT_BACK', putBack).message, /^Forest a was put back to b at c: 1 of 2 parcels/)
  t.equal(sayIn('de')(textsOf('de').said.IS_LIVE, { kind: 'pack' }), 'Dieses Paket ist selbst in Betrieb.')
  t.equal(sayIn('nl')(textsOf('nl').said.IS_LIVE, { kind: 'forest' }), 'Dit model is zelf in gebruik.')
})

/** Besides the files of texts: where each language has a line, a column of the pack or a word list for reading goods. */
const namesLanguages = [
  'reading/compounds.ts',
  'reading/inflect.ts',
  'reading/lexicon-row.ts',
  'rules/pack-bundle.ts',
  'rules/pack-rows-schema.ts',
  'rules/plain-speech.ts',
  'rules/rule-schema.ts',
  'rules/table-columns.ts',
  'scoring/local-text.ts',
  'web/desk/hint-routes.ts',
  'web/desk/pack-words.tsx',
  'web/desk/practice-parcels.ts',
  'web/format.ts',
  'web/ops/rule-fields.ts',
  'web/ops/rule-page.tsx',
  'web/texts/texts.ts',
]

/** What a reader of the language would stumble over; the left one is what we say instead. */
const notOurs: Readonly<Record<string, Readonly<Record<string, RegExp>>>> = {
  de: {
    'Modell, Kanal, Aufgriff, Rückrechnung':
      /\b(?:W(?:ald|älder)|Spur|Fund|Rückschau|Abdrift|Fakt(?:en)?|Betriebsraum)\b/,
    Sie: /\b(?:du|dein|dich|dir)\b/i,
    Dokumente: /\bPapiere\b/,
    'Gedankenstrich und gerade Anführungszeichen': /—|"/,
  },
  fr: {
    'modèle, circuit, constatation': /\b(?:forêt|couloir|trouvaille|étagère)/i,
    vous: /(?<!\p{L})(?:tu|ton|ta|tes|toi)(?!\p{L})/iu,
    'code SH': /\bHS\b/,
    'tiret, guillemets droits': /—|"/,
    'espace avant la ponctuation double': /\p{L}[;!?»]|\p{L}:(?!\w)/u,
  },
  nl: {
    'model, kanaal, vaststelling, backtest':
      /\b(?:bos(?:sen)?|baan|banen|vondst(?:en)?|terugblik|poort(?:en)?)\b/i,
    u: /\b(?:je|jij|jouw|jou)\b/i,
    'GS-code': /\bHS\b/,
    documenten: /\bpapieren\b/,
    'gedachtestreepje, rechte of enkele aanhalingstekens': /—|"|‘/,
  },
  en: { 'no em dash': /—/ },
}

t.test('each language keeps to its own words, form of address and marks', async (t) => {
  for (const [language, rules] of Object.entries(notOurs)) {
    const texts = [
      ...leaves(textsOf(language as AnswerLanguage)),
      ...(language === 'en' ? [] : leaves(scorerTexts[language as AnswerLanguage])),
    ]
    for (const [instead, rule] of Object.entries(rules))
      t.same(
        texts.filter(([, text]) => rule.test(withoutGaps(text))),
        [],
        `${language}: ${instead}`,
      )
  }
})

/** Without what ICU writes in a text, and without what is no language: paths, codes. */
function withoutGaps(text: string): string {
  return text.replace(
    /\{\w+, (?:plural|select), |\{\w+(?:, number)?\}|\b(?:one|other|=0|pack|customs|carrier) \{|[{}]/g,
    ' ',
  )
}

t.test('what the scorer says is there in every language, and nothing is left in English', async (t) => {
  const base = leaves(scorerTexts.en)
  for (const language of others) {
    const own = leaves(scorerTexts[language])
    t.same([...own.keys()], [...base.keys()], language)
    t.same(
      [...own].filter(([key, text]) => text === base.get(key)),
      [],
      `${language} has its own words`,
    )
  }
})

t.test('what a rule lacked is said in words, whichever name it gave the mention or the line', async (t) => {
  for (const [condition, words] of [
    ['m.form == "LIV"', 'für mindestens eine Nennung gilt (die Form ist „lebend (LIV)“)'],
    ['line.hs4 in ["0106"]', 'für mindestens eine Position gilt (die HS-Position ist „0106“)'],
    ['parcel.service == "ems"', 'der Dienst ist „EMS (Eilpost)“'],
    ['no such thing(', null],
  ] as const)
    t.equal(lackedCondition(condition, 'de'), words)
  const ofBoth = 'pieces.exists(p, p.index == m.piece && "live_cue" in p.cues)'
  for (const language of answerLanguages) t.notMatch(lackedCondition(ofBoth, language), /&&|==|\bm\./)
})

t.test('a language is named in few places: a fifth one is a file, not a search', async (t) => {
  const named = readdirSync(resolve(web, '..'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith('-texts.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => /['"]nl['"]|\bnl:|\bNl\b|title\.nl|\bnl\b,? ?[}|]/.test(readFileSync(file, 'utf8')))
    .map((file) => file.slice(resolve(web, '..').length + 1))
  t.same(named.sort(), namesLanguages.sort())
})

t.test('the sentence that limits a sheet is exact', async (t) => {
  const legal: keyof Texts['sheet'] = 'legal'
  t.equal(
    textsOf('en').sheet[legal],
    'Risk indication from declared data. Not evidence of an offence. Species to be confirmed by an expert.',
  )
})
