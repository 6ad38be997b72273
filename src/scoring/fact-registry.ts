// Every fact a rule may read: its type, unit and meaning. `GET /v1/facts` and docs/facts.md are made from this table.
// Facts about a piece stay with the piece, so that adding an innocent piece can never take evidence away from another.

import type { FactField, FactObject } from '../rules/fact-types.ts'

const text = (doc: string) => ({ type: 'string', doc }) as const
const maybeText = (doc: string) => ({ type: 'string', optional: true, doc }) as const
const flag = (doc: string) => ({ type: 'bool', doc }) as const
const count = (doc: string) => ({ type: 'int', unit: 'count', doc }) as const
const maybeInt = (unit: string, doc: string) => ({ type: 'int', optional: true, unit, doc }) as const
const maybeDouble = (unit: string, doc: string) => ({ type: 'double', optional: true, unit, doc }) as const
const texts = (doc: string) => ({ type: { list: 'string' }, doc }) as const

const pieceFact = {
  index: count('Position in the declaration, from 0'),
  text: text('Description, folded: lower case, disguises undone'),
  wordCount: count('Words in the description'),
  cues: texts(
    'Kinds of cue words found: cover_word, live_cue, trade_word, benign_context, imitation, denial, form',
  ),
  coverTerms: texts('Ids of the cover words found'),
  hasSpecimen: flag('Some mention here reads specimen'),
  hasUnclear: flag('Some mention here reads unclear'),
  stopWordsOnly: flag('Nothing but words that ICS2 rejects when they stand alone'),
  coverWordsOnly: flag('Nothing but generic cover words'),
  hs6: maybeText('First six digits of the HS code'),
  hs4: maybeText('HS heading'),
  hsChapter: maybeText('HS chapter'),
  hsRelevance: text('core, plausible, cover or none by hs.csv; unknown without a code'),
  hsConflict: flag('What the words name does not belong under the declared HS code'),
  illogicalFlow: flag('The article moves against its normal direction (routes.csv)'),
  sourceRoute: flag('Origin is a known source for what the words or the HS code say (routes.csv)'),
  quantity: maybeInt('count', 'Declared number of articles'),
  netWeightGrams: maybeInt('g', 'Declared net weight'),
  valueCents: maybeInt('EUR cent', 'Declared value at the pack rate'),
  centsPerKilogram: maybeDouble('EUR cent/kg', 'Value by net weight'),
  gramsPerArticle: maybeDouble('g', 'Net weight by quantity'),
  centsPerArticle: maybeDouble('EUR cent', 'Value by quantity'),
  originCountry: maybeText('ISO 3166 alpha-2 country of origin of the piece, else of the sender'),
} as const

const mentionFact = {
  kind: text('taxon, product, material or cover_word'),
  term: text('The term of the lexicon'),
  termId: text('Id of the term'),
  taxon: text('Id of the taxon, empty where the words name none'),
  group: text('mammals, birds, reptiles ... timber; empty without a taxon'),
  commodity: text('Trade commodity such as ivory, rhino_horn, live_reptile'),
  form: text('CITES trade term code such as IVC, LIV, SKI; empty when not said'),
  reading: text('specimen, imitation, benign or unclear'),
  strength: text('weak, medium, strong or decisive'),
  match: text('exact, inflected, compound, disguised or misspelt'),
  language: text('Language of the term, or mul'),
  appendix: text('CITES appendix after origin and form: I, II, III or none'),
  annex: text('EU annex after origin and form: A, B, C, D or none'),
  regime: text('cites_eu, birds_directive, habitats_directive, national or none'),
  severity: text('unknown, low, medium, high or live'),
  live: flag('Reads as a live animal or egg'),
  suspended: flag('Trade from this origin is suspended (suspensions.csv)'),
  piece: count('Index of the piece; -1 for a sale title'),
  field: text('description or sale'),
} as const

export const factRegistry = {
  parcel: {
    type: {
      object: {
        category: maybeText('sale_of_goods, returned_goods, gift, commercial_sample, documents, other'),
        service: maybeText('letter, parcel, ems, express, freight'),
        postal: flag('Carried by a designated postal operator (S10 id or postal service)'),
        regime: text('import, export, transit or intra_eu'),
        declarationType: maybeText('H1, H6, H7 ... as declared'),
        pieceCount: count('Lines of the declaration'),
        handlingCodes: texts('IATA special handling codes such as AVI, HEG, PER'),
        s10Country: maybeText('Issuing country of a valid S10 item id'),
        postingOffice: maybeText('Office of posting'),
      },
    },
    doc: 'The item as a whole',
  },
  pieces: { type: { list: { object: pieceFact } }, doc: 'The lines of the declaration' },
  mentions: { type: { list: { object: mentionFact } }, doc: 'What the words name, in order of place' },
  hs: {
    type: {
      object: {
        codes: texts('Six-digit codes declared'),
        chapters: texts('Chapters declared'),
        relevance: text('The highest relevance of any piece: core, plausible, cover, none, unknown'),
        missing: count('Pieces without a readable HS code'),
      },
    },
    doc: 'Harmonised System codes',
  },
  value: {
    type: {
      object: {
        totalCents: maybeInt('EUR cent', 'Sum of the declared values that could be read'),
        postageCents: maybeInt('EUR cent', 'Postage paid'),
        zero: flag('Some piece is declared at nothing'),
        justUnderThreshold: flag('Total is within 2 % under EUR 45, EUR 150 or USD 100 in its currency'),
      },
    },
    doc: 'Declared value',
  },
  weight: {
    type: {
      object: {
        grossGrams: maybeInt('g', 'Declared gross weight'),
        netGrams: maybeInt('g', 'Sum of net weights that could be read'),
        gapGrams: maybeInt('g', 'Gross less net, where every piece declares its net weight'),
      },
    },
    doc: 'Declared weight',
  },
  route: {
    type: {
      object: {
        origin: maybeText('Country of the sender, else the first of the route'),
        destination: maybeText('Country of the addressee, else the last of the route'),
        via: texts('Countries between'),
        s10Mismatch: flag('S10 issuing country is not the sender country'),
        transitHub: flag('Passes a hub of routes.csv'),
        intraEu: flag('Origin and destination are both EU Member States'),
      },
    },
    doc: 'Where it comes from and goes to',
  },
  parties: {
    type: {
      object: {
        senderPlaceholder: flag('Sender name is empty of meaning: private, unknown, n/a, one letter'),
        addresseePlaceholder: flag('Addressee name is empty of meaning'),
        senderContactMissing: flag('Sender given without phone and e-mail'),
        senderOutsidePosting: flag('Sender country is not the country of posting'),
        forwarder: flag('Addressee is a freight forwarder, parcel locker or hotel'),
        wildlifeBusiness: flag(
          'A party is a taxidermist, tannery, herbarium, reptile or bird dealer by its company name',
        ),
      },
    },
    doc: 'Structure of the parties; never who they are',
  },
  sale: {
    type: {
      object: {
        present: flag('A sale title was given'),
        conflict: flag('Sold as wildlife, declared as something else'),
        platform: maybeText('Platform it was sold on'),
      },
    },
    doc: 'What it was sold as',
  },
  documents: {
    type: {
      object: {
        codes: texts('Declared document codes'),
        cites: flag('A CITES document is declared (C400-C406, C635, C638, C639)'),
        verified: flag('An officer marked a CITES document verified'),
        selfExemption: flag('Y900: declared not covered by the Washington Convention'),
        personalEffects: flag('Y932: declared personal effects, which post and courier do not have'),
      },
    },
    doc: 'Declared documents (UCC data element 12 03)',
  },
  dataQuality: {
    type: {
      object: {
        warnings: texts('Codes of the warnings'),
        stopWordsOnly: flag('Every description is nothing but ICS2 stop words'),
        missingHs: flag('No piece has an HS code'),
      },
    },
    doc: 'How good the declaration is; never moves a lane alone',
  },
  manifest: {
    type: {
      object: {
        lines: count('Earlier parcels of this manifest'),
        sameSender: count('Earlier parcels with the same sender'),
        sameAddressee: count('Earlier parcels with the same addressee'),
        sameText: count('Earlier parcels with the same folded description'),
        sameTextAndAddressee: count('Earlier parcels with the same description and addressee'),
        sameTextAndSender: count('Earlier parcels with the same description and sender'),
      },
    },
    doc: 'Bounded counters over the earlier lines of the same manifest',
  },
  lists: { type: { map: { list: 'string' } }, doc: 'Lists of the pack, by name' },
  calendar: {
    type: {
      object: {
        month: count('Month of posting, 1 to 12'),
        dayOfWeek: count('1 Monday to 7 Sunday'),
        dayOfYear: count('1 to 366'),
      },
    },
    doc: 'From asOf, in UTC',
  },
} as const satisfies Readonly<Record<string, FactField>>

export type Facts = FactObject<typeof factRegistry>
export type PieceFacts = Facts['pieces'][number]
export type MentionFacts = Facts['mentions'][number]
