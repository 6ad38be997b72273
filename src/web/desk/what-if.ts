// What would have changed the answer: the same goods, one thing different, through the same scorer. Pure; some tens of microseconds a piece.

import type { GoodsPart } from '../../parcel/goods-part.ts'
import type { Action, Assessment, Lane } from '../../scoring/assessment.ts'
import type { AssessContext } from '../../scoring/context.ts'
import type { Engine } from '../../scoring/engine.ts'
import { assessFor } from '../../scoring/test-parcels.ts'
import type { KeyMode } from '../../store/decision-record.ts'

export type Change =
  | { readonly kind: 'words'; readonly words: string }
  | { readonly kind: 'piece'; readonly number: number; readonly words: string }
  | { readonly kind: 'paper' /** Place in the answer's papers. */; readonly at: number }
  | { readonly kind: 'hs' }
  | { readonly kind: 'countries' }

export type WhatIf = {
  readonly change: Change
  readonly score: number
  readonly lane: Lane
  readonly action: Action
  readonly changesAction: boolean
}

export type WhatIfSource = {
  readonly goods: GoodsPart
  readonly context: AssessContext
  readonly engine: Engine
  readonly mode: KeyMode
  readonly assessment: Assessment
}

/** Trials of one kind: an officer reads a few lines. */
const trialsMax = 8
/** All trials together score no more pieces than this: of 200 pieces each trial takes milliseconds, and an officer waits. */
const piecesMax = 500
/** Smaller moves within the same action say nothing. */
const scoreMin = 3

/** Those that change the action first, then those that move the score; nothing that changes nothing. */
export function whatIfs(source: WhatIfSource): WhatIf[] {
  const found: WhatIf[] = []
  for (const { change, goods } of inTurn(trials(source), piecesMax / source.goods.contents.length)) {
    const tried = assessFor(goods, source.context, source.engine, source.mode)?.assessment
    if (tried === undefined) continue
    const { score, lane, action } = tried
    const changesAction = action !== source.assessment.action
    if (changesAction || Math.abs(score - source.assessment.score) >= scoreMin)
      found.push({ change, score, lane, action, changesAction })
  }
  return found.sort((a, b) => Number(b.changesAction) - Number(a.changesAction) || a.score - b.score)
}

type Trial = { readonly change: Change; readonly goods: GoodsPart }

/** Kind by kind. */
function trials({ goods, engine, assessment }: WhatIfSource): Generator<Trial>[] {
  return [
    withoutWords(goods, assessment),
    withPapers(goods, engine, assessment),
    withoutPieces(goods, assessment),
    withoutCodes(goods),
    withoutCountries(goods),
  ]
}

/** The first of each kind, then the second of each: whatever the limit, no kind crowds out another. */
function* inTurn(kinds: readonly Generator<Trial>[], limit: number): Generator<Trial> {
  let left = Math.floor(limit)
  let open = [...kinds]
  while (open.length > 0) {
    const still: Generator<Trial>[] = []
    for (const kind of open) {
      if (left === 0) return
      const { done, value } = kind.next()
      if (done) continue
      left--
      still.push(kind)
      yield value
    }
    open = still
  }
}

function* withPapers(goods: GoodsPart, engine: Engine, { papers }: Assessment): Generator<Trial> {
  for (const [at, { index, declared }] of papers.entries()) {
    const code = engine.customs.pack.bundle.manifest.papers[index]?.anyOf[0]
    if (declared === 'verified' || code === undefined) continue
    const seen = { code, number: null, issuer: null, validTo: null, verified: true }
    yield { change: { kind: 'paper', at }, goods: { ...goods, documents: [...goods.documents, seen] } }
  }
}

function* withoutCodes(goods: GoodsPart): Generator<Trial> {
  if (goods.contents.every(({ hsCode }) => hsCode === null)) return
  const contents = goods.contents.map((piece) => ({ ...piece, hsCode: null }))
  yield { change: { kind: 'hs' }, goods: { ...goods, contents } }
}

/** Where it comes from and goes to, left open. */
function* withoutCountries(goods: GoodsPart): Generator<Trial> {
  const contents = goods.contents.map((piece) => ({ ...piece, originCountry: null }))
  const parties = { ...goods.parties, senderCountry: null, addresseeCountry: null }
  yield { change: { kind: 'countries' }, goods: { ...goods, contents, parties, route: [] } }
}

/** Each matched text gone wherever it stands in the goods; a parcel needs a word, so an emptied line says nothing instead. */
function* withoutWords(goods: GoodsPart, assessment: Assessment): Generator<Trial> {
  const spans = new Set<string>()
  for (const mention of assessment.mentions) {
    if (spans.size >= trialsMax) return
    const words = textAt(goods, mention.pointer).slice(mention.start, mention.end)
    if (words === '' || spans.has(words)) continue
    spans.add(words)
    const without = (text: string) => text.replaceAll(words, ' ').trim() || '-'
    const contents = goods.contents.map((piece) => ({ ...piece, description: without(piece.description) }))
    const sale = goods.sale && { ...goods.sale, title: goods.sale.title && without(goods.sale.title) }
    yield { change: { kind: 'words', words }, goods: { ...goods, contents, sale } }
  }
}

function* withoutPieces(goods: GoodsPart, assessment: Assessment): Generator<Trial> {
  if (goods.contents.length === 1) return
  const suspicious = new Set(
    [...assessment.mentions, ...assessment.reasons].map(({ pointer }) => Number(pointer.split('/')[2])),
  )
  let tried = 0
  for (const [at, piece] of goods.contents.entries()) {
    if (!suspicious.has(at) || tried >= trialsMax) continue
    tried++
    const contents = goods.contents.filter((_piece, index) => index !== at)
    yield {
      change: { kind: 'piece', number: at + 1, words: piece.description },
      goods: { ...goods, contents },
    }
  }
}

/** The declared text a mention points into. */
export function textAt(goods: GoodsPart, pointer: string): string {
  if (pointer === '/sale/title') return goods.sale?.title ?? ''
  const at = /^\/contents\/(\d+)\/description$/.exec(pointer)
  return at === null ? '' : (goods.contents[Number(at[1])]?.description ?? '')
}
