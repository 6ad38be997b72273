// What a pasted declaration calls the choices of the form: by code or word, in the languages of the pages and those of many who send.

import { readCategory, readRegime, readService } from '../../parcel/codes.ts'
import type { Category, Regime, Service } from '../../parcel/parcel.ts'
import { foldName } from '../../scoring/fold-name.ts'
import { answerLanguages } from '../../scoring/local-text.ts'
import { textsOf } from '../texts/texts.ts'

/** The tick-boxes of the form as printed, where the pages say it otherwise. */
const categoryWords: Readonly<Record<Category, string>> = {
  sale_of_goods:
    'vente,marchandises,verkauf,verkauf von waren,waren,verkoop,handelswaar,venta,venta de mercancías,vendita,vendita di merci,venda,venda de mercadorias,商品',
  returned_goods:
    'retour,retour de marchandise,retour de marchandises,rücksendung,rücksendung von waren,retourgoederen,retourzending,devolución,devolución de mercancía,restituzione,merce di ritorno,devolução,退件',
  gift: 'don,présent,geschenksendung,cadeau,regalo,presente,oferta,礼物,礼品',
  commercial_sample:
    'échantillon,muster,warenprobe,monster,handelsmonsters,muestra,muestra comercial,campione,campione commerciale,amostra,样品',
  documents: 'unterlagen,documentos,documenti,文件',
  other: 'autres,sonstiges,andere,anders,overig,otro,otros,altro,outro,outros,其他',
}

const serviceWords: Readonly<Record<Service, string>> = {
  letter: 'lettre,poste aux lettres,petit paquet,brief,päckchen,briefpost,carta,lettera',
  parcel: 'colis,colis postal,paket,postpaket,pakket,postpakket,paquete,paquete postal,pacco,encomenda,包裹',
  ems: 'ems,eilpost,spoedpost',
  express: 'exprès,kurier,koerier,mensajería,corriere',
  freight: 'fret,luftfracht,luchtvracht,carga aérea',
}

type Choices = { readonly category: Category; readonly service: Service; readonly regime: Regime }

const readers: { readonly [Name in keyof Choices]: (text: string) => Choices[Name] | null } = {
  category: readCategory,
  service: readService,
  regime: readRegime,
}

let words: ReadonlyMap<string, string> | null = null

function readWords(): ReadonlyMap<string, string> {
  const rows: [string, string][] = []
  const put = (name: keyof Choices, value: string, word: string) =>
    rows.push([`${name} ${foldName(word)}`, value])
  for (const [value, list] of Object.entries(categoryWords))
    for (const word of list.split(',')) put('category', value, word)
  for (const [value, list] of Object.entries(serviceWords))
    for (const word of list.split(',')) put('service', value, word)
  for (const { check } of answerLanguages.map(textsOf)) {
    for (const [value, word] of Object.entries(check.categories)) put('category', value, word)
    for (const [value, word] of Object.entries(check.services)) put('service', value, word)
    for (const [value, word] of Object.entries(check.regimes)) put('regime', value, word)
  }
  return new Map(rows)
}

/** Boxes and what stands beside them. */
const boxPattern = /(☐|□|\[ ?\]|☒|☑|✓|✔|\[[x✓✔]\])\s*([^☐□☒☑✓✔[\]]+)/giu
const emptyBox = /^(?:☐|□|\[ ?\])$/

type Box = { readonly isTicked: boolean; readonly words: string }

/** None for a text that does not begin with one. */
function boxesIn(text: string): Box[] {
  const boxes = [...text.matchAll(boxPattern)]
  if (boxes[0]?.index !== 0) return []
  return boxes.map(([, box = '', beside = '']) => ({ isTicked: !emptyBox.test(box), words: beside.trim() }))
}

/** The category whose box is ticked, empty where none is; null for a text with anything else beside a box: goods are ticked off lists too. */
export function tickedCategory(text: string): string | null {
  const boxes = boxesIn(text)
  const isAsked = boxes.length > 0 && boxes.every((box) => knownChoice('category', box.words) !== null)
  return isAsked ? (boxes.find((box) => box.isTicked)?.words ?? '') : null
}

/** The choice that a text names, in whichever of its languages; the text itself where it names none. */
export function choiceOf(name: keyof Choices, text: string): string {
  const said = boxesIn(text.trim()).find((box) => box.isTicked)?.words ?? text
  return knownChoice(name, said) ?? said
}

function knownChoice(name: keyof Choices, said: string): string | null {
  words ??= readWords()
  for (const part of [said, ...said.split('/')]) {
    const known = readers[name](part) ?? words.get(`${name} ${foldName(part)}`)
    if (known !== undefined) return known
  }
  return null
}
