// How plain sentences of rules, terms and taxa are said in the language of a page: its grammar, its numbers, its words for codes.

import { conditionWords, describeCondition } from '../rules/describe-condition.ts'
import { describeTaxon, describeTerm, type ToldTaxon, type ToldTerm } from '../rules/describe-term.ts'
import { type PlainSpeech, plainSpeech } from '../rules/plain-speech.ts'
import { factRegistry } from '../scoring/fact-registry.ts'
import type { AnswerLanguage } from '../scoring/local-text.ts'
import { type Format, formatOf } from './format.ts'
import { type Texts, textsOf } from './texts/texts.ts'

const speeches = new Map<AnswerLanguage, PlainSpeech>()

function speechOf(language: AnswerLanguage): PlainSpeech {
  const known = speeches.get(language) ?? createSpeech(textsOf(language), formatOf(language))
  speeches.set(language, known)
  return known
}

/** What a rule does, in words; says so where its condition cannot be read. */
export function ruleSentence(when: string, language: AnswerLanguage): string {
  const speech = speechOf(language)
  return describeCondition(when, factRegistry, speech) ?? speech.grammar.unreadable
}

/** Before a dot: what a fact is of. */
const ownerPattern = /\b([a-z]\w*)\./g
const lists = ['mentions', 'pieces'] as const

/** A condition that a rule lacked, in words; it may be of one mention or line, by the name that the rule gave it. Null where it cannot be read. */
export function lackedCondition(condition: string, language: AnswerLanguage): string | null {
  const speech = speechOf(language)
  const owners = new Set([...condition.matchAll(ownerPattern)].map(([, owner]) => owner!))
  const tries = [...owners].flatMap((owner) => lists.map((list) => `${list}.exists(${owner}, ${condition})`))
  for (const one of [condition, ...tries]) {
    const words = conditionWords(one, factRegistry, speech)
    if (words !== null) return words
  }
  return null
}

type Told = { readonly when: string | null; readonly row: ToldTerm | ToldTaxon | null }

/** What a change of a pack does: of a rule by its condition, of anything else by its row. */
export function changeSentence({ when, row }: Told, language: AnswerLanguage): string {
  if (when !== null) return ruleSentence(when, language)
  if (row === null) return ''
  return 'term' in row ? describeTerm(row, speechOf(language)) : describeTaxon(row, speechOf(language))
}

function createSpeech(t: Texts, format: Format): PlainSpeech {
  const words = codeWords(t)
  return plainSpeech(t.plain, {
    word: (path, code) => {
      const known = words[path]
      if (known === undefined || !Object.hasOwn(known, code)) return code.replaceAll('_', ' ')
      return path === 'mentions[].form' ? `${known[code]} (${code})` : known[code]!
    },
    language: (code) => (code === 'mul' ? t.ops.terms.anyLanguage : format.language(code)),
    country: (code) => `${format.country(code)} (${code})`,
    month: format.month,
    weekday: format.weekday,
    grams: format.grams,
    cents: (cents) => format.money({ minorUnits: cents, currency: 'EUR' }),
    number: format.decimal,
  })
}

/** Words for codes, by the fact that holds them. */
function codeWords(t: Texts): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return {
    'mentions[].form': t.terms,
    'mentions[].reading': t.answer.readings,
    'mentions[].strength': t.ops.terms.strengths,
    'mentions[].kind': t.ops.terms.kinds,
    'mentions[].group': t.codes.groups,
    'mentions[].match': t.codes.matches,
    'mentions[].field': t.codes.fields,
    'mentions[].regime': t.answer.regimes,
    'mentions[].severity': t.severities,
    'pieces[].cues': t.ops.terms.kinds,
    'pieces[].hsRelevance': t.codes.relevance,
    'hs.relevance': t.codes.relevance,
    'parcel.category': t.check.categories,
    'parcel.service': t.check.services,
    'parcel.regime': t.check.regimes,
    'taxon.rank': t.codes.ranks,
  }
}
