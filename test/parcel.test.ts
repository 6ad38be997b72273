// Reading declarations: lenient in, strict out, every fault located.

import fc from 'fast-check'
import t from 'tap'
import { bounds } from '../src/parcel/bounds.ts'
import { readCategory, readHsCode, readService } from '../src/parcel/codes.ts'
import { goodsPart, maskContacts, maskNames } from '../src/parcel/goods-part.ts'
import { readMoney } from '../src/parcel/money.ts'
import type { Parcel } from '../src/parcel/parcel.ts'
import { partyFacts } from '../src/parcel/party-facts.ts'
import { readParcel } from '../src/parcel/read-parcel.ts'
import { readItemIdentifier, s10CheckDigit } from '../src/parcel/s10.ts'

const courier = { mayVerify: false }

function read(json: unknown): {
  parcel: Parcel
  codes: string[]
  warnings: readonly { code: string; pointer: string }[]
} {
  const reading = readParcel(json, courier)
  if (!reading.ok) throw new Error(`refused: ${JSON.stringify(reading.errors)}`)
  return {
    parcel: reading.parcel,
    codes: reading.warnings.map(({ code }) => code),
    warnings: reading.warnings,
  }
}

function errorsOf(json: unknown): string[] {
  const reading = readParcel(json, courier)
  return reading.ok ? [] : reading.errors.map(({ code, pointer }) => `${code} ${pointer}`)
}

const described = (extra: object = {}) => ({ contents: [{ description: 'cotton shirt', ...extra }] })

t.test('S10 item ids: check digit and issuing country (UPU S10)', async (t) => {
  t.equal(s10CheckDigit('47110815'), 1)
  t.equal(s10CheckDigit('00071758'), 1)
  t.equal(s10CheckDigit('96633102'), 0, '10 becomes 0')
  t.equal(s10CheckDigit('76129403'), 8)
  t.same(readItemIdentifier('ee 471 108 151 fr'), {
    raw: 'EE471108151FR',
    isS10: true,
    checkDigitValid: true,
    issuingCountry: 'FR',
  })
  t.equal(readItemIdentifier('EE471108152FR').checkDigitValid, false)
  t.equal(readItemIdentifier('1Z999AA10123456784').isS10, false, 'a courier number is an id too')
  t.equal(readItemIdentifier('EE471108151QQ').issuingCountry, null, 'no such country')
  t.same(read({ ...described(), itemId: 'EE471108152FR' }).codes, ['BAD_CHECK_DIGIT'])
})

t.test('S10 check digits catch every single wrong digit that changes the sum', async () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 99_999_999 }), (serial) => {
      const digits = String(serial).padStart(8, '0')
      const digit = s10CheckDigit(digits)
      return digit >= 0 && digit <= 9 && readItemIdentifier(`RR${digits}${digit}BE`).checkDigitValid
    }),
  )
})

t.test('categories and services as words or UPU codes', async (t) => {
  const cases: [string, string | null, string | null][] = [
    ['31', 'gift', null],
    ['Sale of Goods', 'sale_of_goods', null],
    ['commercial-sample', 'commercial_sample', null],
    ['U', null, 'letter'],
    ['c', null, 'parcel'],
    ['EMS', null, 'ems'],
    ['small packet', null, 'letter'],
    ['teleport', null, null],
  ]
  for (const [text, category, service] of cases) {
    t.equal(readCategory(text), category, `${text} as category`)
    t.equal(readService(text), service, `${text} as service`)
  }
})

t.test('HS codes with dots and spaces, 4 to 10 digits', async (t) => {
  t.equal(readHsCode('7117.90'), '711790')
  t.equal(readHsCode('71 17 90 00 00'), '7117900000')
  t.equal(readHsCode('9601'), '9601')
  t.equal(readHsCode('711'), null, 'three digits')
  t.equal(readHsCode('71179000001'), null, 'eleven digits')
  t.equal(readHsCode('ivory'), null)
  t.same(read(described({ hsCode: 'n/a' })).warnings, [
    { code: 'BAD_HS_CODE', pointer: '/contents/0/hsCode', request: true },
  ])
})

t.test('money is minor units by the ISO 4217 exponent', async (t) => {
  t.same(readMoney('35.00', 'eur'), { minorUnits: 3500, currency: 'EUR' })
  t.same(readMoney('35,5', 'EUR'), { minorUnits: 3550, currency: 'EUR' })
  t.same(readMoney(1200, 'JPY'), { minorUnits: 1200, currency: 'JPY' })
  t.same(readMoney('1.234', 'KWD'), { minorUnits: 1234, currency: 'KWD' })
  t.same(readMoney(0, 'USD'), { minorUnits: 0, currency: 'USD' })
  for (const [amount, currency] of [
    [-1, 'EUR'],
    ['1e3', 'EUR'],
    ['1.234.567', 'EUR'],
    [Number.NaN, 'EUR'],
    [bounds.valueUnits + 1, 'EUR'],
    ['5', 'EURO'],
    ['5', null],
  ] as const) {
    t.equal(readMoney(amount, currency), null, `${amount} ${currency}`)
  }
})

t.test('only what cannot be read at all is refused, with every error and its pointer', async (t) => {
  t.same(errorsOf('text'), ['NOT_AN_OBJECT '])
  t.same(errorsOf([]), ['NOT_AN_OBJECT '])
  t.same(errorsOf({}), ['NO_DESCRIPTION /contents/0/description'])
  t.same(errorsOf({ contents: [{ description: ' 123 ... ' }] }), ['NO_DESCRIPTION /contents/0/description'])
  const many = { contents: Array(201).fill({ description: 'shirt' }), route: Array(21).fill('BE') }
  t.same(errorsOf(many), ['TOO_MANY /contents', 'TOO_MANY /route'])
  t.same(errorsOf({ contents: Array(200).fill({ description: 'shirt' }), route: Array(20).fill('BE') }), [])
})

t.test('any other bad leaf is dropped with a warning and its pointer', async (t) => {
  const { parcel, warnings } = read({
    contents: [
      {
        description: 'cotton shirt',
        quantity: 'two',
        netWeightGrams: '85.4',
        value: { amount: 'x', currency: 'EUR' },
      },
      { description: '' },
    ],
    colour: 'red',
    'a/b~c': 1,
    service: 'teleport',
    sender: { country: 'Narnia', nickname: 'x' },
    grossWeightGrams: -5,
    postedAt: 'yesterday',
    documents: [{ number: '1' }, 'x', { code: 'c 400', validTo: '2027-02-30x' }],
    route: ['be', 'XX'],
  })
  t.equal(parcel.contents[0]!.netWeightGrams, 85, 'numeric strings are read and rounded to grams')
  t.equal(parcel.contents[0]!.quantity, null)
  t.equal(parcel.documents[0]!.code, 'C400')
  t.same(parcel.route, ['BE'])
  t.same(warnings.map(({ code, pointer }) => `${code} ${pointer}`).sort(), [
    'BAD_DATE /documents/2/validTo',
    'BAD_DATE /postedAt',
    'BAD_MONEY /contents/0/value',
    'BAD_NUMBER /contents/0/quantity',
    'BAD_TYPE /documents/1',
    'NO_DESCRIPTION /contents/1/description',
    'OUT_OF_BOUNDS /grossWeightGrams',
    'UNKNOWN_COUNTRY /route/1',
    'UNKNOWN_COUNTRY /sender/country',
    'UNKNOWN_FIELD /a~1b~0c',
    'UNKNOWN_FIELD /colour',
    'UNKNOWN_FIELD /sender/nickname',
    'UNKNOWN_SERVICE /service',
  ])
})

t.test('weights that cannot be are warned of and can be mended', async (t) => {
  t.same(read({ ...described({ netWeightGrams: 0 }), grossWeightGrams: 0 }).codes, [
    'ZERO_WEIGHT',
    'ZERO_WEIGHT',
  ])
  t.same(read({ ...described({ netWeightGrams: 501 }), grossWeightGrams: 500 }).codes, ['NET_ABOVE_GROSS'])
  t.same(read({ ...described({ netWeightGrams: 500 }), grossWeightGrams: 500 }).codes, [])
})

t.test('a description over the bound is cut, and never inside a surrogate pair', async (t) => {
  const exact = read({ contents: [{ description: 'a'.repeat(2000) }] })
  t.same(exact.codes, [])
  const long = read({ contents: [{ description: `${'a'.repeat(1999)}😀` }] })
  t.same(long.codes, ['TOO_LONG'])
  t.equal(long.parcel.contents[0]!.description.length, 1999)
})

t.test('control characters and mixed scripts are warned of, and the text stays as it was sent', async (t) => {
  const text = 'iv\u0000ory с\u0430rving'
  const { parcel, codes } = read({ contents: [{ description: text }] })
  t.same(codes, ['CONTROL_CHARACTERS', 'MIXED_SCRIPTS'])
  t.equal(parcel.contents[0]!.description, text)
})

t.test("only an officer's key may mark a document verified", async (t) => {
  const json = { ...described(), documents: [{ code: 'C400', verified: true }] }
  const asCourier = readParcel(json, { mayVerify: false })
  const asOfficer = readParcel(json, { mayVerify: true })
  t.ok(
    asCourier.ok &&
      !asCourier.parcel.documents[0]!.verified &&
      asCourier.warnings[0]!.code === 'NOT_VERIFIABLE',
  )
  t.ok(asOfficer.ok && asOfficer.parcel.documents[0]!.verified)
})

t.test('any JSON value is read or refused, never thrown at, and what is read keeps its bounds', async () => {
  const leaf = fc.oneof(fc.jsonValue(), fc.string(), fc.constantFrom('ivory', 'BE', '85', 0, -1, 1e300, null))
  const loose = fc.record(
    {
      contents: fc.oneof(
        leaf,
        fc.array(fc.oneof(leaf, fc.record({ description: leaf, value: leaf, hsCode: leaf }))),
      ),
      sender: leaf,
      sale: leaf,
      documents: fc.oneof(leaf, fc.array(leaf)),
      route: fc.oneof(leaf, fc.array(leaf)),
      grossWeightGrams: leaf,
      postedAt: leaf,
      itemId: leaf,
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), loose), (json) => {
      const reading = readParcel(json, courier)
      if (!reading.ok) return reading.errors.length > 0
      const { contents, grossWeightGrams } = reading.parcel
      const weightOk =
        grossWeightGrams === null || (Number.isInteger(grossWeightGrams) && grossWeightGrams >= 0)
      return weightOk && contents.every(({ description }) => description.length <= bounds.descriptionUnits)
    }),
    { numRuns: 2000 },
  )
})

t.test('the goods part holds no party, and masks personal data without moving a letter', async (t) => {
  const { parcel } = read({
    contents: [
      { description: 'watch for Jane Example, jane@example.org, tel +32 470 12 34 56, 100% cotton' },
    ],
    sender: { name: 'John Placeholder', phone: '+32 470 12 34 56', country: 'TH' },
    addressee: { name: 'Jane Example', email: 'jane@example.org', country: 'BE' },
    clientRef: 'order of Jane',
  })
  const goods = goodsPart(parcel, (text, names) => maskNames(text, names, () => false))
  const json = JSON.stringify(goods)
  for (const secret of ['Jane', 'jane@', '470 12', 'John'])
    t.notOk(json.includes(secret), `${secret} is gone`)
  const [piece] = goods.contents
  t.equal(piece!.description.length, parcel.contents[0]!.description.length)
  t.match(piece!.description, /^watch for #{12}, #{16}, tel #{16}, 100% cotton$/)
  t.equal(goods.parties.senderCountry, 'TH')
})

t.test('masking keeps every offset whatever the text', async () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), (text, name) => {
      const masked = maskNames(maskContacts(text), [name, 'abcd'], () => false)
      return masked.length === text.length
    }),
  )
})

t.test('facts of the parties are about their structure', async (t) => {
  const party = (name: string, company: string | null = null) =>
    read({
      ...described(),
      sender: { name, company, country: 'TH' },
      addressee: { name: 'A. Buyer', street: 'Packstation 12' },
    }).parcel
  t.ok(partyFacts(party('N/A')).senderPlaceholder)
  t.ok(partyFacts(party('x')).senderPlaceholder)
  t.notOk(partyFacts(party('Somchai P.')).senderPlaceholder)
  t.ok(partyFacts(party('Somchai P.')).senderContactMissing)
  t.ok(partyFacts(party('Somchai P.')).forwarder)
  t.ok(partyFacts(party('Somchai P.', 'Taxidermy House Ltd')).wildlifeBusiness)
  t.notOk(partyFacts(read(described()).parcel).senderPlaceholder, 'no sender given is not a placeholder')
})
