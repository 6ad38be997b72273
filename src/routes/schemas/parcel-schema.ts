// The documented shape of a parcel as clients send it. Reading is lenient (src/parcel/read-parcel.ts); this is what we ask for.

import { z } from 'zod'
import { bounds } from '../../parcel/bounds.ts'

const code = (description: string) => z.string().max(bounds.codeUnits).describe(description)
const partyField = z.string().max(bounds.partyFieldUnits)
const country = z.string().length(2).describe('ISO 3166-1 alpha-2')
const grams = z.number().min(0).max(bounds.weightGrams)

const moneySchema = z
  .object({
    amount: z
      .union([z.string().max(20), z.number().min(0).max(bounds.valueUnits)])
      .describe('Decimal string or number'),
    currency: z.string().length(3).describe('ISO 4217'),
  })
  .meta({ id: 'Money' })

const partySchema = z
  .object({
    name: partyField,
    company: partyField,
    street: partyField,
    postcode: partyField,
    city: partyField,
    country,
    phone: partyField,
    email: partyField,
  })
  .partial()
  .meta({ id: 'Party', description: 'Read for scoring, kept only as keyed hashes' })

const pieceSchema = z
  .object({
    description: z
      .string()
      .min(1)
      .max(bounds.descriptionUnits)
      .describe('CN23 column 1; plain words for the goods'),
    quantity: z.number().min(0).max(bounds.quantity).optional().describe('CN23 column 2'),
    netWeightGrams: grams.optional().describe('CN23 column 3, in grams'),
    value: moneySchema.optional().describe('CN23 column 5, of all articles of the line'),
    hsCode: code('4 to 10 digits; dots and spaces are forgiven').optional(),
    originCountry: country.optional(),
  })
  .meta({ id: 'Piece' })

const documentSchema = z
  .object({
    code: code('UCC data element 12 03, such as C400, C638, Y900'),
    number: z.string().max(bounds.partyFieldUnits).optional(),
    issuer: country.optional(),
    validTo: z.iso.date().optional(),
    verified: z.boolean().optional().describe("Read from an officer's key only"),
  })
  .meta({ id: 'DeclaredDocument' })

export const parcelSchema = z
  .object({
    itemId: code('S10 item identifier or house waybill number').optional(),
    clientRef: z
      .string()
      .max(bounds.partyFieldUnits)
      .optional()
      .describe('Yours; comes back with the decision'),
    service: code('letter, parcel, ems, express, freight; or U, C, E').optional(),
    category: code('sale_of_goods, gift, ... ; or the UPU codes 11, 21, 31, 32, 91, 991').optional(),
    regime: z.enum(['import', 'export', 'transit', 'intra_eu']).optional().describe('import when absent'),
    declarationType: code('H1, H6, H7 ...').optional(),
    sender: partySchema.optional(),
    addressee: partySchema.optional(),
    contents: z.array(pieceSchema).min(1).max(bounds.pieces),
    grossWeightGrams: grams.optional(),
    postage: moneySchema.optional(),
    sale: z
      .object({
        platform: code('Where it was sold'),
        listingId: partyField,
        sellerId: partyField.describe('Not kept'),
        title: z.string().max(bounds.descriptionUnits).describe('What it was sold as'),
      })
      .partial()
      .optional(),
    documents: z.array(documentSchema).max(bounds.documents).optional(),
    handlingCodes: z
      .array(z.string().max(10))
      .max(bounds.handlingCodes)
      .optional()
      .describe('IATA codes such as AVI'),
    route: z.array(country).max(bounds.route).optional(),
    postingOffice: code('Office of posting').optional(),
    postedAt: z.iso.datetime({ offset: true }).optional(),
    supersedes: code('Id of the decision this one replaces').optional(),
  })
  .meta({
    id: 'Parcel',
    description:
      'A declared item. Only one contents[].description is required; unknown fields warn and are not read.',
  })
