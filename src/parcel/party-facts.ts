// What is kept about the parties for scoring: booleans and countries, versioned, never who they are or what language a name is in.

import type { Parcel, ParcelWarning, Party } from './parcel.ts'

export type PartyFacts = {
  readonly version: 1
  readonly senderCountry: string | null
  readonly addresseeCountry: string | null
  readonly senderPlaceholder: boolean
  readonly addresseePlaceholder: boolean
  readonly senderContactMissing: boolean
  readonly forwarder: boolean
  readonly wildlifeBusiness: boolean
}

/** Party names that ICS2 refuses among its stop words, and their like in the pages' languages. */
const placeholderNames: ReadonlySet<string> = new Set(
  'private,private person,privat,prive,privé,particulier,unknown,unbekannt,inconnu,onbekend,n/a,na,none,no name,noname,name,sender,shipper,consignor,receiver,recipient,customer,client,test,xxx,---'.split(
    ',',
  ),
)

const forwarderPattern =
  /\b(?:freight|forward(?:er|ing)|fulfil?ment|parcel ?locker|packstation|parcelshop|mail ?box|po ?box|hotel|hostel|c\/o)\b/i

/** Trades that wildlife goes through (taxidermy, tannery, herbarium, reptile or bird fair), by company name: a business, not a person. */
const wildlifeBusinessPattern =
  /taxiderm|tanner(?:y|ie)|gerberei|looierij|pr[äa]parator|naturalis|herbarium|reptil|terrari|exotic (?:pets|animals)|aviary|volière|trophy|hunting safari|insectarium|entomolog/i

/** Facts about the structure of the parties of a parcel. */
export function partyFacts(parcel: Parcel): PartyFacts {
  const { sender, addressee } = parcel
  return {
    version: 1,
    senderCountry: sender?.country ?? null,
    addresseeCountry: addressee?.country ?? null,
    senderPlaceholder: isPlaceholder(sender),
    addresseePlaceholder: isPlaceholder(addressee),
    senderContactMissing: sender !== null && sender.phone === null && sender.email === null,
    forwarder: matches(forwarderPattern, addressee?.company) || matches(forwarderPattern, addressee?.street),
    wildlifeBusiness:
      matches(wildlifeBusinessPattern, sender?.company) ||
      matches(wildlifeBusinessPattern, addressee?.company),
  }
}

/** Warnings that ask the sender for real names; the lane does not change for them. */
export function partyWarnings(facts: PartyFacts): ParcelWarning[] {
  const warnings: ParcelWarning[] = []
  if (facts.senderPlaceholder)
    warnings.push({ code: 'PLACEHOLDER_NAME', pointer: '/sender/name', request: true })
  if (facts.addresseePlaceholder) {
    warnings.push({ code: 'PLACEHOLDER_NAME', pointer: '/addressee/name', request: true })
  }
  return warnings
}

/** A name that says nothing; a name that is not given at all is missing data, not a placeholder. */
function isPlaceholder(party: Party | null): boolean {
  const name = party?.name?.trim().toLowerCase()
  return name !== undefined && (name.length < 2 || placeholderNames.has(name))
}

function matches(pattern: RegExp, text: string | null | undefined): boolean {
  return text !== null && text !== undefined && pattern.test(text)
}
