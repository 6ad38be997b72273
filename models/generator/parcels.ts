// Turns a story into the JSON a courier would send: header, parties, route, several pieces, and noise over all of it.

import { isEuMember } from '../../src/parcel/country.ts'
import { dayMs } from '../../src/parcel/day.ts'
import { currencyExponent } from '../../src/parcel/money.ts'
import { s10CheckDigit } from '../../src/parcel/s10.ts'
import { currencyOf, destinations, farDestinations, hubs, officeOf, ordinaryOrigins } from './countries.ts'
import type { Draw, Weighted } from './draw.ts'
import { noisyAmount, noisyGrams, noisyHs, noisyText } from './noise.ts'
import { drawParty, type GeneratedParty, type PartyHabits } from './parties.ts'
import { type Actor, type Article, drawStory, type Story, type World } from './stories.ts'

export type Parties = { readonly sender: GeneratedParty; readonly addressee: GeneratedParty }

type Habits = PartyHabits & {
  readonly service: Weighted<string>
  readonly category: Weighted<string>
  readonly hsMissing: number
  readonly fieldMissing: number
  readonly remailed: number
}

const party = (
  company: number,
  placeholder: number,
  contactMissing: number,
  forwarder: number,
): PartyHabits => ({ company, placeholder, contactMissing, forwarder, wildlifeCompany: 0.02 })

const services = (letter: number, parcel: number, ems: number, express: number): Weighted<string> => [
  ['letter', letter],
  ['parcel', parcel],
  ['ems', ems],
  ['express', express],
]

const categories = (sale: number, gift: number, sample: number, other: number): Weighted<string> => [
  ['sale_of_goods', sale],
  ['gift', gift],
  ['commercial_sample', sample],
  ['other', other],
  ['returned_goods', 2],
]

/** What kinds of senders do, told apart from what they send. The smuggler differs by degrees: every habit of his is seen in others. */
const habits: Readonly<Record<Actor, Habits>> = {
  shop: {
    ...party(0.7, 0.01, 0.2, 0.04),
    service: services(45, 32, 8, 15),
    category: categories(90, 3, 2, 3),
    hsMissing: 0.18,
    fieldMissing: 0.05,
    remailed: 0.04,
  },
  person: {
    ...party(0.04, 0.03, 0.35, 0.04),
    service: services(30, 45, 15, 10),
    category: categories(25, 60, 1, 12),
    hsMissing: 0.45,
    fieldMissing: 0.1,
    remailed: 0.01,
  },
  trader: {
    ...party(0.8, 0.01, 0.2, 0.08),
    service: services(12, 33, 25, 30),
    category: categories(78, 4, 14, 2),
    hsMissing: 0.15,
    fieldMissing: 0.05,
    remailed: 0.03,
  },
  smuggler: {
    ...party(0.15, 0.07, 0.5, 0.12),
    service: services(15, 27, 33, 25),
    category: categories(38, 44, 10, 6),
    hsMissing: 0.35,
    fieldMissing: 0.1,
    remailed: 0.08,
  },
}

export type DrawnParcel = {
  readonly json: Readonly<Record<string, unknown>>
  readonly story: Story
  readonly origin: string
  /** Place of the story's article among the pieces. */
  readonly piece: number
}

export type ParcelPlan = {
  readonly story: Story
  readonly origin: string
  readonly destination: string
  readonly parties: Parties
}

export function drawPlan(story: Story, draw: Draw): ParcelPlan {
  let origin = story.route?.[0] ?? draw.weighted(ordinaryOrigins)
  let destination = story.route?.[1] ?? draw.weighted(destinations)
  // Every tenth parcel of no known route leaves the EU.
  if (story.route === null && draw.chance(0.1))
    [origin, destination] = [destination, draw.weighted(farDestinations)]
  const habit = habits[story.actor]
  return { story, origin, destination, parties: drawParties(origin, destination, habit, draw) }
}

function drawParties(origin: string, destination: string, habit: Habits, draw: Draw): Parties {
  return {
    sender: drawParty(origin, habit, draw),
    addressee: drawParty(
      destination,
      { ...habit, company: 0.12, placeholder: 0.01, contactMissing: 0.3 },
      draw,
    ),
  }
}

export function fillParcel(plan: ParcelPlan, world: World, euroRates: Rates, draw: Draw): DrawnParcel {
  const { story, origin, destination, parties } = plan
  const habit = habits[story.actor]
  const articles = companions(world, draw)
  const piece = draw.below(articles.length + 1)
  articles.splice(piece, 0, story.article)
  const currency = draw.weighted([
    [currencyOf(origin), 50],
    ['USD', 30],
    ['EUR', 20],
  ])
  const service = draw.weighted(habit.service)
  const contents = articles.map((article) => drawPiece(article, { habit, origin, currency, euroRates }, draw))
  const grams = articles.reduce((sum, article) => sum + article.grams * article.quantity, 0)
  const euros = articles.reduce((sum, article) => sum + article.euros * article.quantity, 0)
  const json: Record<string, unknown> = {
    itemId: service === 'express' ? `HAWB${draw.below(1e9)}` : drawS10(service, origin, habit, draw),
    category: draw.chance(0.05) ? undefined : draw.weighted(habit.category),
    service: draw.chance(0.05) ? undefined : service,
    regime: regimeOf(origin, destination),
    declarationType: drawDeclaration(euros, draw),
    ...parties,
    contents,
    grossWeightGrams: noisyGrams(grams * (1.05 + draw.unit() * 0.4) + 30, draw, habit.fieldMissing),
    postage: drawPostage(service, grams, currency, euroRates, draw),
    sale:
      story.soldAs === null ? undefined : { platform: 'marketplace', title: noisyText(story.soldAs, draw) },
    documents: drawDocuments(story, draw),
    route: draw.chance(0.4)
      ? [origin, ...(draw.chance(0.22) ? [draw.pick(hubs)] : []), destination]
      : undefined,
    postingOffice: draw.chance(0.3) ? undefined : officeOf(origin, draw.below(5)),
    postedAt: drawDate(story.months, draw),
  }
  return { json, story, origin, piece }
}

export type Rates = Readonly<Record<string, number>>

/** Other pieces of the parcel: ordinary lines, whatever the story. */
function companions(world: World, draw: Draw): Article[] {
  const others = draw.chance(0.75) ? 0 : 1 + draw.below(4)
  return Array.from({ length: others }, () => drawStory('ordinary', world, draw).article)
}

type PieceFrame = {
  readonly habit: Habits
  readonly origin: string
  readonly currency: string
  readonly euroRates: Rates
}

function drawPiece(article: Article, { habit, origin, currency, euroRates }: PieceFrame, draw: Draw): object {
  const total = article.euros * article.quantity * (draw.chance(0.12) ? 0.3 : 1)
  const digits = Math.min(2, currencyExponent(currency))
  const amount = noisyAmount(total / (euroRates[currency] ?? 1), digits, draw, habit.fieldMissing)
  return {
    description: noisyText(article.text, draw),
    quantity: draw.chance(habit.fieldMissing) ? undefined : article.quantity,
    netWeightGrams: noisyGrams(article.grams * article.quantity, draw, habit.fieldMissing * 2),
    value: amount === undefined ? undefined : { amount, currency },
    hsCode: noisyHs(article.hs6, draw, habit.hsMissing),
    originCountry: draw.chance(0.35) ? undefined : draw.chance(0.9) ? origin : 'CN',
  }
}

function drawS10(service: string, origin: string, habit: Habits, draw: Draw): string | undefined {
  if (draw.chance(0.1)) return undefined
  const letters = service === 'ems' ? 'EE' : service === 'parcel' ? 'CP' : draw.pick(['RR', 'LM', 'UA'])
  const serial = String(10_000_000 + draw.below(89_999_999))
  const digit = draw.chance(0.01) ? (s10CheckDigit(serial) + 1) % 10 : s10CheckDigit(serial)
  const issuer = draw.chance(habit.remailed) ? draw.pick(['NL', 'BE', 'DE', 'SG', 'HK', 'CH', 'EE']) : origin
  return `${letters}${serial}${digit}${issuer}`
}

function regimeOf(origin: string, destination: string): string {
  if (isEuMember(destination)) return isEuMember(origin) ? 'intra_eu' : 'import'
  return isEuMember(origin) ? 'export' : 'transit'
}

function drawDeclaration(euros: number, draw: Draw): string | undefined {
  if (draw.chance(0.3)) return undefined
  return euros <= 150 ? (draw.chance(0.85) ? 'H7' : 'H6') : 'H1'
}

function drawPostage(
  service: string,
  grams: number,
  currency: string,
  rates: Rates,
  draw: Draw,
): object | undefined {
  if (draw.chance(0.45)) return undefined
  const base = { letter: 3, parcel: 9, ems: 22, express: 28 }[service] ?? 9
  const euros = (base + (grams / 1000) * 7) * draw.logBetween(0.6, 1.6)
  return {
    amount: (euros / (rates[currency] ?? 1)).toFixed(Math.min(2, currencyExponent(currency))),
    currency,
  }
}

function drawDocuments(story: Story, draw: Draw): object[] | undefined {
  const documents: object[] = []
  if (story.papers === 'cites') {
    documents.push({
      code: draw.pick(['C400', 'C638', 'C402', 'C401']),
      number: `${2024 + draw.below(3)}/${draw.below(1e5)}`,
    })
  }
  if (story.papers === 'denial') documents.push({ code: draw.chance(0.8) ? 'Y900' : 'Y932' })
  if (draw.chance(0.12)) documents.push({ code: 'N380', number: `INV${draw.below(1e6)}` })
  return documents.length === 0 ? undefined : documents
}

const firstDay = Date.UTC(2025, 10, 1)
const days = 365

/** A posting time within the twelve months of the generated window; fewer at weekends, more before Christmas. */
function drawDate(months: readonly number[] | null, draw: Draw): string {
  for (let tries = 0; ; tries++) {
    const date = new Date(firstDay + draw.below(days) * dayMs + draw.below(86_400) * 1000)
    const month = date.getUTCMonth() + 1
    const weekend = date.getUTCDay() === 0 || date.getUTCDay() === 6
    if (tries < 50 && months !== null && !months.includes(month)) continue
    if (tries < 50 && weekend && draw.chance(0.6)) continue
    if (tries < 50 && month !== 11 && month !== 12 && draw.chance(0.3)) continue
    return `${date.toISOString().slice(0, 19)}Z`
  }
}

export const window = {
  from: new Date(firstDay).toISOString().slice(0, 10),
  to: new Date(firstDay + (days - 1) * dayMs).toISOString().slice(0, 10),
}

/** The next parcel of a run: the same people and goods, other weights and dates. */
export function repeatPlan(plan: ParcelPlan, draw: Draw): ParcelPlan {
  const { article } = plan.story
  return {
    ...plan,
    story: { ...plan.story, article: { ...article, grams: article.grams * draw.logBetween(0.9, 1.1) } },
    parties: draw.chance(0.7)
      ? plan.parties
      : { ...plan.parties, sender: drawParty(plan.origin, habits[plan.story.actor], draw) },
  }
}

/** How often a parcel is the first of a run to the same addressee, and how long the run is at most. */
export function runLength(story: Story, draw: Draw): number {
  const chances: Readonly<Record<Actor, number>> = { shop: 0.03, person: 0.01, trader: 0.06, smuggler: 0.15 }
  return draw.chance(chances[story.actor]) ? 1 + draw.below(5) : 0
}
