// What is pasted at the desk, as the fields of the form and back: JSON, and the text of a CN23 in four languages.

import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { fieldsFrom, parcelOf } from '../src/web/desk/parcel-form.ts'
import { readPasted } from '../src/web/desk/paste-parcel.ts'

const root = resolve(import.meta.dirname, '..')

const cn23: Readonly<Record<string, string>> = {
  English: `Sender: Somchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\n\nTo: Jan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgium\n
RR 473 124 829 TH\n1 carved ivory bracelet 0.085 kg 35.00 EUR 7117.90 TH\nGross weight (kg): 0.160\nCategory: Gift\nLicence no: C400 12345`,
  French: `Expéditeur\nNom : Somchai Placeholder\nRue : 12 Soi Example\nCode postal : 10500\nLocalité : Bangkok\nPays : Thaïlande\nDestinataire\nNom : Jan Voorbeeld\nRue : Voorbeeldstraat 4\nCode postal : 1000\nLocalité : Brussel\nPays : Belgique
N° d'envoi : RR473124829TH\nDésignation : 1 carved ivory bracelet\nQuantité : 1\nPoids net (kg) : 0,085\nValeur : 35,00 EUR\nCode SH : 7117.90\nOrigine : Thaïlande\nPoids brut : 0,160 kg\nCatégorie : Gift\nCertificat : C400 12345`,
  German: `Absender: Somchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\nEmpfänger: Jan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgien\nSendungsnummer: RR473124829TH
Inhalt: 1 carved ivory bracelet\nMenge: 1\nNettogewicht: 85 g\nWert: € 35.00\nZolltarifnummer: 7117.90\nUrsprungsland: Thailand\nBruttogewicht: 160 g\nArt der Sendung: Gift\nGenehmigung: C400 12345`,
  Dutch: `Afzender\nSomchai Placeholder\n12 Soi Example\n10500 Bangkok\nThailand\nGeadresseerde\nJan Voorbeeld\nVoorbeeldstraat 4\n1000 Brussel\nBelgië\n
Barcode: RR473124829TH\nOmschrijving: 1 carved ivory bracelet\nAantal: 1\nNetto: 0,085\nWaarde: 35 EUR\nHS-code: 7117.90\nLand van oorsprong: Thailand\nBrutogewicht: 0,16\nCategorie: Gift\nVergunning: C400 12345`,
}

t.test('a pasted CN23 becomes the same fields in all four languages', async (t) => {
  for (const [language, text] of Object.entries(cn23)) {
    const parcel = parcelOf(readPasted(text).fields) as {
      contents: { description: string; value: { amount: string } }[]
    }
    t.match(
      parcel,
      {
        itemId: 'RR473124829TH',
        category: 'gift',
        sender: {
          name: 'Somchai Placeholder',
          street: '12 Soi Example',
          postcode: '10500',
          city: 'Bangkok',
          country: 'TH',
        },
        addressee: { name: 'Jan Voorbeeld', city: 'Brussel', country: 'BE' },
        grossWeightGrams: 160,
        documents: [{ code: 'C400', number: '12345' }],
      },
      language,
    )
    t.equal(parcel.contents.length, 1, language)
    t.match(
      parcel.contents[0],
      {
        quantity: '1',
        netWeightGrams: 85,
        value: { currency: 'EUR' },
        hsCode: '7117.90',
        originCountry: 'TH',
      },
      language,
    )
    t.match(parcel.contents[0]!.description, 'carved ivory bracelet', language)
    t.equal(Number(parcel.contents[0]!.value.amount.replace(',', '.')), 35, language)
  }
})

t.test('pasted JSON fills the form, and the form gives the same parcel back', async (t) => {
  const example = JSON.parse(readFileSync(resolve(root, 'examples/ordinary/tiger-balm.json'), 'utf8')) as {
    parcel: object
  }
  for (const text of [
    JSON.stringify(example),
    JSON.stringify(example.parcel),
    JSON.stringify([example.parcel]),
  ]) {
    const given = example.parcel as { contents: { quantity: number }[] }
    const back = parcelOf(readPasted(text).fields)
    t.same(JSON.parse(JSON.stringify(back)), {
      ...given,
      contents: given.contents.map((piece) => ({ ...piece, quantity: String(piece.quantity) })),
    })
  }
  t.equal(fieldsFrom('nonsense').size, 0)
  t.equal(readPasted('{"broken": ').fields.size > 0, true, 'what is no JSON is read as lines')
  t.equal(readPasted('').fields.size, 0)
})

const contentsOf = (text: string) => (parcelOf(readPasted(text).fields) as { contents?: object[] }).contents

t.test(
  'two lines of goods are two lines, in whichever order their values stand, and a sum is none of them',
  (t) => {
    t.match(
      contentsOf('Quantity: 1\nDescription: ivory ring\nValue: 20 EUR\nQuantity: 2\nDescription: box'),
      [
        { description: 'ivory ring', quantity: '1', value: { amount: '20', currency: 'EUR' } },
        { description: 'box', quantity: '2' },
      ],
    )
    const rows = 'ivory bracelet 0.085 kg 35 EUR TH\n2 boxes 0.3 kg EUR 1.020,50 TH'
    const right = readPasted(`${rows}\nTotal value: 1055.50 EUR`)
    t.match(contentsOf(rows), [
      { netWeightGrams: 85, value: { amount: '35', currency: 'EUR' }, originCountry: 'TH' },
      { quantity: '2', value: { amount: '1020,50', currency: 'EUR' } },
    ])
    t.same(right.fields.get('c1.amount'), '1020,50', 'the sum is not the value of the last line')
    t.same(right.leftOut, [], 'and is not missed where the lines give it')
    t.same(readPasted(`${rows}\nTotal value: 70 EUR`).leftOut, ['70 EUR'], 'but is told where they do not')
    t.match(contentsOf('Description: carving\nTotal value: € 1 200'), [
      { value: { amount: '1200', currency: 'EUR' } },
    ])
    t.match(contentsOf('DVD 2, new'), [{ description: 'DVD 2, new' }], 'three letters are no currency')
    t.end()
  },
)

t.test('a table is read by its heading, with its separator', (t) => {
  const [one, two] = [
    {
      description: 'ivory bracelet',
      quantity: '1',
      netWeightGrams: 85,
      value: { amount: '35', currency: 'EUR' },
    },
    { description: 'box', quantity: '2', netWeightGrams: 300, originCountry: 'TH' },
  ]
  for (const text of [
    'Detailed description of contents\tQuantity\tNet weight (kg)\tValue\tOrigin\nivory bracelet\t1\t0.085\t35 EUR\tTH\nbox\t2\t0.3\t\tThailand\nTotal\t3\t0.385\t35 EUR',
    'inhalt;menge;gewicht;wert;währung;ursprung\nivory bracelet;1;0,085;35;EUR;TH\nbox;2;0,3;;;Thailand',
    'Quantity,Description,Net weight,Value,Origin\n1,"ivory bracelet",0.085,35 EUR,TH\n2,box,0.3,,TH',
    'Description   Quantity   Weight   Value   Origin\nivory bracelet   1   0.085   35 EUR   TH\n\nbox   2   0.3   5 EUR   TH',
  ]) {
    t.match(contentsOf(text), [one, two], text.slice(0, 30))
    t.same(contentsOf(text)!.length, 2)
    t.same(readPasted(text).leftOut, [], text.slice(0, 30))
  }
  const after = readPasted(
    'Description,Quantity\nivory bracelet,1\nbox,2\nSender: Example, Anna\nRR 473 124 829 TH\nTotal value: 35,00 EUR',
  )
  t.match(
    parcelOf(after.fields),
    { itemId: 'RR473124829TH', sender: { name: 'Example, Anna' } },
    'labels after it',
  )
  t.same([after.fields.has('c2.description'), after.leftOut], [false, ['35,00 EUR']])
  const gap = 'Description   Quantity   Weight   Origin\nivory bracelet   1   TH'
  t.match(
    contentsOf(gap),
    [{ description: 'ivory bracelet', quantity: '1', originCountry: 'TH' }],
    'no cell shifts',
  )
  const coloured = readPasted('item id;contents;colour\nRR473124829TH;comb;white\nRR473124815TH;box;red')
  t.match(coloured, { leftOut: ['white'], parcels: 2 }, 'a column without a field, and the next parcel')
  t.equal(coloured.fields.get('itemId'), 'RR473124829TH')
  t.equal(coloured.fields.has('c1.description'), false)
  t.end()
})

t.test('labels are read in two languages at once, and in those of many who send', (t) => {
  const forms = [
    "CN 23 CUSTOMS DECLARATION / DÉCLARATION EN DOUANE\nFrom / De: Wei Example\n12 Example road\nChina\n\nDetailed description of contents / Description détaillée du contenu: ivory carving\nQuantity / Quantité: 2\nNet weight / Poids net (kg): 0.2\nValue / Valeur: 12 USD\nHS tariff number / N° tarifaire du SH: 9601.10\nCountry of origin / Pays d'origine: China\nCategory of item / Catégorie de l'envoi: ☒ Gift / Cadeau",
    'Remitente: Wei Example\nPaís: China\nDescripción: ivory carving\nCantidad: 2\nPeso neto: 0,2 kg\nValor: 12 USD\nCódigo SA: 9601.10\nPaís de origen: China\nCategoría: Regalo',
    'Mittente: Wei Example\nPaese: Cina\nDescrizione: ivory carving\nQuantità: 2\nPeso netto: 0,2\nValore: 12 USD\nCodice SA: 9601.10\nOrigine: Cina\nCategoria: Regalo',
    '寄件人：Wei Example\n国家：中国\n内件品名：ivory carving\n数量：2\n净重：0.2\n价值：12 USD\nHS编码：9601.10\n原产国：中国\n邮件种类：礼品',
  ]
  for (const text of forms) {
    const { fields, leftOut } = readPasted(text)
    t.match(parcelOf(fields), {
      sender: { name: 'Wei Example', country: 'CN' },
      category: 'gift',
      contents: [
        {
          description: 'ivory carving',
          quantity: '2',
          netWeightGrams: 200,
          value: { amount: '12', currency: 'USD' },
          hsCode: '9601.10',
          originCountry: 'CN',
        },
      ],
    })
    t.same((parcelOf(fields).contents as object[]).length, 1)
    t.same(leftOut, [])
  }
  t.end()
})

t.test('several labels stand in a line, and what a form asks besides is named', (t) => {
  const { fields, leftOut } = readPasted(
    'From\nName: A Example\nPostcode: 10500  City: Bangkok\nDestination country: Belgium\nDescription of contents (1): Comb, Quantity (2): 1, Net weight (3): 0.085 kg; Origin country: Thailand\nInvoice (14): 55\nComments (11):\n-----',
  )
  t.same(JSON.parse(JSON.stringify(parcelOf(fields))), {
    sender: { name: 'A Example', postcode: '10500', city: 'Bangkok' },
    addressee: { country: 'BE' },
    contents: [{ description: 'Comb', quantity: '1', netWeightGrams: 85, originCountry: 'TH' }],
  })
  t.same(leftOut, ['Invoice (14): 55'])
  t.match(
    contentsOf('Contents: comb, colour: white'),
    [{ description: 'comb, colour: white' }],
    'other words stay',
  )
  const totals = readPasted('Description;Total;Remarks\ncomb;35 EUR;old\nbox;5 EUR;')
  t.equal(totals.fields.get('c1.amount'), '5', 'the total of a row is its value')
  t.same(totals.leftOut, ['old'])
  t.match(contentsOf('| Description | Qty |\n|---|---|\n| comb | 2 |'), [
    { description: 'comb', quantity: '2' },
  ])
  t.end()
})

t.test('units stand beside the number or in the label, and none is guessed', (t) => {
  const weights = {
    'Weight (g): 85': 85,
    'Poids net (kg): 0,085': 85,
    'Net weight: 85 grams': 85,
    'Gewicht: 1,5 kgs': 1500,
  }
  for (const [line, grams] of Object.entries(weights))
    t.match(contentsOf(`Description: comb\n${line}`), [{ netWeightGrams: grams }], line)
  t.match(
    contentsOf('Description: comb\nWeight (lb): 3'),
    [{ netWeightGrams: '3 lb' }],
    'pounds are not kilograms',
  )
  t.match(contentsOf('Description;Weight (g);Value in USD\ncomb;85;12'), [
    { netWeightGrams: 85, value: { amount: '12', currency: 'USD' } },
  ])
  const values = {
    'HK$ 100': 'HKD',
    US$100: 'USD',
    'S$ 100': 'SGD',
    'CIF 100 THB': 'THB',
    '100 euros': 'EUR',
    'RMB 100': 'CNY',
    '₹100': 'INR',
    $100: 'USD',
  }
  for (const [text, currency] of Object.entries(values))
    t.match(contentsOf(`Description: comb\nValue: ${text}`), [{ value: { amount: '100', currency } }], text)
  t.match(contentsOf('comb 0.1 kg €35'), [{ description: 'comb', value: { amount: '35', currency: 'EUR' } }])
  const yen = 'Description: comb\nValue: ¥100'
  t.same(
    contentsOf(yen),
    [{ description: 'comb', value: { amount: '100' } }],
    'of two countries, so left open',
  )
  t.match(contentsOf(`Sender\nCountry: China\n\n${yen}`), [{ value: { amount: '100', currency: 'CNY' } }])
  t.match(contentsOf('Description: comb\nQuantity: 2 pcs'), [{ quantity: '2' }])
  t.match(contentsOf('Description: comb\nQuantity: a few'), [{ quantity: 'a few' }])
  t.end()
})

t.test('the box that is ticked is the category, beside its label or alone', (t) => {
  for (const text of [
    'Category: ☐ Documents ☒ Gift ☐ Other',
    '☐ Documents / Dokumente\n☒ Gift / Geschenk',
    '[ ] Documents [x] Cadeau',
    '☑ Geschenk',
  ])
    t.same(parcelOf(readPasted(`ivory comb\n${text}`).fields), {
      category: 'gift',
      contents: [{ description: 'ivory comb' }],
    })
  t.equal(readPasted('Kategorie: Blumengruß').fields.get('category'), 'Blumengruß', 'what is none stays')
  t.same(contentsOf('☐ ivory comb\n☒ socks')!.length, 2, 'goods on a list that is ticked off stay goods')
  t.same(contentsOf('Gift'), [{ description: 'Gift' }], 'a bare word is what was declared')
  t.end()
})

t.test('a paste says what it left out: names, other parcels, lines beyond the last', (t) => {
  const odd = {
    itemId: 'RR473124829TH',
    category: '31',
    service: 'CP',
    contents: [{ description: 'comb', colour: 'red', value: 35 }, { description: 'x'.repeat(2001) }],
    documents: [{ code: 'C400', validTo: '31.12.2026', verified: true }],
    seller: { shop: { name: 'A' } },
  }
  const { fields, leftOut } = readPasted(JSON.stringify(odd))
  t.equal(fields.get('category'), 'gift', 'a code is the choice of the form')
  t.equal(fields.get('service'), 'parcel')
  t.same(leftOut, [
    'contents.colour',
    'contents.value',
    'contents.description',
    'documents.validTo',
    'documents.verified',
    'seller.shop.name',
  ])
  const one = JSON.stringify({ itemId: 'RR473124829TH', contents: [{ description: 'comb' }] })
  for (const [text, parcels] of [
    [one, 1],
    [`[${one},${one}]`, 2],
    [`{"parcels":[${one},${one},${one}]}`, 3],
    [`${one}\n${one}\n`, 2],
    ['RR473124829TH comb\nRR473124815TH box\nRR100000005TH box', 3],
    ['RR473124829TH\ncomb\nItem id: RR473124815TH\nContents;Quantity\nbox;2', 2],
  ] as const) {
    t.match(readPasted(text), { parcels, leftOut: [] }, text.slice(0, 60))
    t.same(contentsOf(text), [{ description: 'comb' }])
  }
  const contents = Array.from({ length: 201 }, () => ({ description: 'comb' }))
  t.equal(readPasted(JSON.stringify({ contents })).isCut, true)
  t.equal(readPasted(JSON.stringify({ contents: contents.slice(1) })).isCut, false)
  t.equal(readPasted('comb\n'.repeat(201)).isCut, true)
  const long = `comb ${'of fine make '.repeat(160)}`
  t.same(readPasted(long).leftOut, [long.trim().slice(2000)], 'and what is beyond the longest line')
  t.end()
})

t.test('reading what is pasted takes no longer than a blink, whatever it is', async (t) => {
  for (const text of [
    '1 '.repeat(10_000),
    'a: '.repeat(7000),
    '\t'.repeat(20_000),
    `${'9.9 '.repeat(60)}X`,
    '['.repeat(20_000),
    '☐ a '.repeat(25_000),
    `${`Total ${'1 '.repeat(990)}\n`.repeat(50)}`,
    `description;quantity\n${`${'"a;'.repeat(600)}\n`.repeat(50)}`,
    `${'{"a":'.repeat(15_000)}1${'}'.repeat(15_000)}`,
    `${'a '.repeat(140)}1.234,50 EUR, \n`.repeat(330),
  ]) {
    const started = performance.now()
    readPasted(text)
    t.ok(
      performance.now() - started < 200,
      `${text.slice(0, 10)} in ${Math.round(performance.now() - started)} ms`,
    )
  }
})
