// Every number a forest may read: name, unit, where it comes from, and how an officer hears of it.
// A feature looks at one piece and at what the whole parcel shares; never at other pieces, so an innocent one cannot dilute it, and never at a person.
// Nor at what a sender may add to look better: documents earn no points (design), and innocent words lower nothing. So no feature reads
// documents, cover, denial or imitation words, word counts or benign mentions: those are for rules, which can only add.

import { missingSentinel } from '../forest/bin-columns.ts'
import { strengths } from '../reading/lexicon-row.ts'
import type { LocalText } from '../rules/rule-schema.ts'
import { severities } from './assessment.ts'
import type { Facts, MentionFacts, PieceFacts } from './fact-registry.ts'
import { featureTexts } from './feature-texts.ts'
import { isGround } from './ground.ts'
import { noPiece } from './mention-facts.ts'

export type FeatureSource = {
  readonly facts: Facts
  readonly piece: PieceFacts
  /** Mentions of this piece; those of the sale title belong to every piece. */
  readonly mentions: readonly MentionFacts[]
}

/** What the features of one piece are taken from, when serving and when learning. */
export function featureSource(facts: Facts, piece: number): FeatureSource {
  const { mentions } = facts
  return {
    facts,
    piece: facts.pieces[piece]!,
    mentions:
      mentions.length === 0
        ? mentions
        : mentions.filter((mention) => mention.piece === piece || mention.piece === noPiece),
  }
}

export type Feature = {
  readonly name: string
  readonly unit: string
  /** Namespace of facts the number is taken from. */
  readonly source: string
  readonly title: LocalText
  readonly read: (source: FeatureSource) => number
}

/** Categories the model file's encoders may use: goods and route only, never a person's key. */
export const categoryInputs = {
  hs6: ({ piece }: FeatureSource) => piece.hs6 ?? '',
  route: ({ facts }: FeatureSource) => `${facts.route.origin ?? ''}>${facts.route.destination ?? ''}`,
  office: ({ facts }: FeatureSource) => facts.parcel.postingOffice ?? '',
  service: ({ facts }: FeatureSource) => facts.parcel.service ?? '',
} as const

type Read = (source: FeatureSource) => number

const number = (value: number | undefined) => value ?? missingSentinel
const flag = (value: boolean) => (value ? 1 : 0)
const countReading =
  (reading: string): Read =>
  ({ mentions }) => {
    let count = 0
    for (const mention of mentions) if (mention.reading === reading) count++
    return count
  }
/** Strongest mention of a reading, 1 weak to 4 decisive; 0 without one. */
const strongest =
  (reading: string): Read =>
  ({ mentions }) => {
    let best = 0
    for (const mention of mentions) {
      if (mention.reading === reading) best = Math.max(best, strengths.indexOf(mention.strength as never) + 1)
    }
    return best
  }
const worstSeverity: Read = ({ mentions }) => {
  let worst = 0
  for (const mention of mentions) {
    if (isGround(mention)) worst = Math.max(worst, severities.indexOf(mention.severity as never))
  }
  return worst
}
const anyGround =
  (test: (mention: MentionFacts) => boolean): Read =>
  ({ mentions }) =>
    flag(mentions.some((mention) => isGround(mention) && test(mention)))
const relevance =
  (value: string): Read =>
  ({ piece }) =>
    flag(piece.hsRelevance === value)
const category =
  (value: string): Read =>
  ({ facts }) =>
    flag(facts.parcel.category === value)
const service =
  (value: string): Read =>
  ({ facts }) =>
    flag(facts.parcel.service === value)

const measured: readonly (readonly [
  name: string,
  unit: string,
  read: (source: FeatureSource) => number | undefined,
])[] = [
  ['quantity', 'count', ({ piece }) => piece.quantity],
  ['netWeightGrams', 'g', ({ piece }) => piece.netWeightGrams],
  ['valueCents', 'EUR cent', ({ piece }) => piece.valueCents],
  ['centsPerKilogram', 'EUR cent/kg', ({ piece }) => piece.centsPerKilogram],
  ['gramsPerArticle', 'g', ({ piece }) => piece.gramsPerArticle],
  ['centsPerArticle', 'EUR cent', ({ piece }) => piece.centsPerArticle],
  ['postageCents', 'EUR cent', ({ facts }) => facts.value.postageCents],
]

const plain: readonly (readonly [name: string, unit: string, source: string, read: Read])[] = [
  ['specimenMentions', 'count', 'mentions', countReading('specimen')],
  ['unclearMentions', 'count', 'mentions', countReading('unclear')],
  ['specimenStrength', 'rank', 'mentions', strongest('specimen')],
  ['unclearStrength', 'rank', 'mentions', strongest('unclear')],
  ['severity', 'rank', 'mentions', worstSeverity],
  ['liveNamed', 'flag', 'mentions', anyGround((mention) => mention.live)],
  ['disguised', 'flag', 'mentions', anyGround((mention) => mention.match === 'disguised')],
  ['misspelt', 'flag', 'mentions', anyGround((mention) => mention.match === 'misspelt')],
  ['suspended', 'flag', 'mentions', anyGround((mention) => mention.suspended)],
  ['hsCore', 'flag', 'pieces', relevance('core')],
  ['hsPlausible', 'flag', 'pieces', relevance('plausible')],
  ['hsCover', 'flag', 'pieces', relevance('cover')],
  ['hsMissing', 'flag', 'pieces', relevance('unknown')],
  ['hsConflict', 'flag', 'pieces', ({ piece }) => flag(piece.hsConflict)],
  ['illogicalFlow', 'flag', 'pieces', ({ piece }) => flag(piece.illogicalFlow)],
  ['sourceRoute', 'flag', 'pieces', ({ piece }) => flag(piece.sourceRoute)],
  ['gift', 'flag', 'parcel', category('gift')],
  ['saleOfGoods', 'flag', 'parcel', category('sale_of_goods')],
  ['sample', 'flag', 'parcel', category('commercial_sample')],
  ['ems', 'flag', 'parcel', service('ems')],
  ['express', 'flag', 'parcel', service('express')],
  ['letter', 'flag', 'parcel', service('letter')],
  ['lowValueDeclaration', 'flag', 'parcel', ({ facts }) => flag(facts.parcel.declarationType === 'H7')],
  [
    'liveHandling',
    'flag',
    'parcel',
    ({ facts }) => flag(facts.parcel.handlingCodes.some((code) => code === 'AVI' || code === 'HEG')),
  ],
  ['s10Mismatch', 'flag', 'route', ({ facts }) => flag(facts.route.s10Mismatch)],
  ['transitHub', 'flag', 'route', ({ facts }) => flag(facts.route.transitHub)],
  ['intraEu', 'flag', 'route', ({ facts }) => flag(facts.route.intraEu)],
  ['senderPlaceholder', 'flag', 'parties', ({ facts }) => flag(facts.parties.senderPlaceholder)],
  ['addresseePlaceholder', 'flag', 'parties', ({ facts }) => flag(facts.parties.addresseePlaceholder)],
  ['senderContactMissing', 'flag', 'parties', ({ facts }) => flag(facts.parties.senderContactMissing)],
  ['forwarder', 'flag', 'parties', ({ facts }) => flag(facts.parties.forwarder)],
  ['wildlifeBusiness', 'flag', 'parties', ({ facts }) => flag(facts.parties.wildlifeBusiness)],
  ['soldAsConflict', 'flag', 'sale', ({ facts }) => flag(facts.sale.conflict)],
  ['sameSenderBefore', 'count', 'manifest', ({ facts }) => facts.manifest.sameSender],
  ['sameAddresseeBefore', 'count', 'manifest', ({ facts }) => facts.manifest.sameAddressee],
  ['month', 'month', 'calendar', ({ facts }) => facts.calendar.month],
  ['dayOfWeek', 'day', 'calendar', ({ facts }) => facts.calendar.dayOfWeek],
]

function feature(name: string, unit: string, source: string, read: Read): Feature {
  const title = featureTexts[name]
  if (title === undefined) throw new Error(`feature ${name} has no text`)
  return { name, unit, source, title, read }
}

/** All features in their fixed order; encoder columns are added by the model file that defines them. */
export const featureRegistry: readonly Feature[] = [
  ...plain.map(([name, unit, source, read]) => feature(name, unit, source, read)),
  ...measured.flatMap(([name, unit, read]) => [
    feature(name, unit, 'pieces', (source) => number(read(source))),
    feature(`${name}Missing`, 'flag', 'pieces', (source) => flag(read(source) === undefined)),
  ]),
]

/** Features that are yes or no. */
export const flagNames: ReadonlySet<string> = new Set(
  featureRegistry.filter(({ unit }) => unit === 'flag').map(({ name }) => name),
)
