// Invented senders and addressees. Names are drawn apart from countries, goods and labels: nothing can be learnt from them.

import type { Draw } from './draw.ts'

const givenNames =
  'Anna Ben Chen Dan Elif Farid Grace Hana Ivan Joris Kofi Linh Maria Noor Omar Paula Quentin Rosa Sofia Tariq Ute Viktor Wei Xavier Yuki Zoltan'.split(
    ' ',
  )
const familyNames =
  'Adler Bakker Castro Dupont Eriksen Fischer Garcia Horvath Ito Jansen Kumar Leroy Müller Nguyen Okafor Peeters Quist Rossi Silva Tran Ulrich Vos Wang Xu Yilmaz Zhang'.split(
    ' ',
  )
const placeholders = ['private', 'unknown', 'N/A', 'customer', 'sender', 'X', 'no name'] as const
const companies = [
  'Trading',
  'Store',
  'Online',
  'Import Export',
  'E-Commerce',
  'Collectibles',
  'House',
] as const
const wildlifeCompanies = [
  'Taxidermy',
  'Reptiles',
  'Exotic Pets',
  'Tannery',
  'Entomology',
  'Herbarium',
] as const
const streets = [
  'Main Street',
  'Rue Haute',
  'Lindenweg',
  'Kerkstraat',
  'Fő utca',
  'Calle Mayor',
  'Industry Road',
] as const

export type PartyHabits = {
  readonly company: number
  readonly placeholder: number
  readonly contactMissing: number
  readonly forwarder: number
  readonly wildlifeCompany: number
}

export type GeneratedParty = Readonly<Record<string, string>>

export function drawParty(country: string, habits: PartyHabits, draw: Draw): GeneratedParty {
  const party: Record<string, string> = {
    name: draw.chance(habits.placeholder)
      ? draw.pick(placeholders)
      : `${draw.pick(givenNames)} ${draw.pick(familyNames)}`,
    street: draw.chance(habits.forwarder)
      ? `Mailbox ${1 + draw.below(900)}`
      : `${draw.pick(streets)} ${1 + draw.below(180)}`,
    postcode: String(1000 + draw.below(89_000)),
    country,
  }
  if (draw.chance(habits.company)) {
    const trade = draw.chance(habits.wildlifeCompany) ? draw.pick(wildlifeCompanies) : draw.pick(companies)
    party.company = `${draw.pick(familyNames)} ${trade}`
  }
  if (!draw.chance(habits.contactMissing)) {
    if (draw.chance(0.8)) party.phone = `+${10 + draw.below(80)}${100_000_000 + draw.below(899_999_999)}`
    else party.email = `contact${draw.below(10_000)}@example.org`
  }
  return party
}
