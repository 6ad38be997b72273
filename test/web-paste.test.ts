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
    const parcel = parcelOf(readPasted(text)) as {
      contents: { description: string; value: { amount: string } }[]
    }
    t.match(
      parcel,
      {
        itemId: 'RR473124829TH',
        category: 'Gift',
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
    const back = parcelOf(readPasted(text))
    t.same(JSON.parse(JSON.stringify(back)), {
      ...given,
      contents: given.contents.map((piece) => ({ ...piece, quantity: String(piece.quantity) })),
    })
  }
  t.equal(fieldsFrom('nonsense').size, 0)
  t.equal(readPasted('{"broken": ').size > 0, true, 'what is no JSON is read as lines')
  t.equal(readPasted('').size, 0)
})

t.test('reading what is pasted takes no longer than a blink, whatever it is', async (t) => {
  for (const text of [
    '1 '.repeat(10_000),
    'a: '.repeat(7000),
    '\t'.repeat(20_000),
    `${'9.9 '.repeat(60)}X`,
    '['.repeat(20_000),
  ]) {
    const started = performance.now()
    readPasted(text)
    t.ok(
      performance.now() - started < 200,
      `${text.slice(0, 10)} in ${Math.round(performance.now() - started)} ms`,
    )
  }
})
