// Answers for the documents: those of the command line, with everything that changes from run to run replaced by a mark.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Audience, scoreOffline } from '../src/cli/score-offline.ts'
import type { officerAnswer } from '../src/scoring/audiences.ts'
import type { Engine } from '../src/scoring/engine.ts'
import { compactJson } from './docs-json.ts'

/** Time for parcels that name none; fixed, so that dated rules and listings give the same answer on any day. */
const asOf = '2026-11-20T10:00:00Z'

export type Officer = Extract<ReturnType<typeof officerAnswer>, { status: 'scored' }>

export type Answerer = {
  readonly parcelOf: (file: string) => unknown
  readonly officer: (parcel: unknown) => Officer
  readonly block: (file: string, options: readonly string[]) => string
}

export function createAnswerer(root: string, engine: Engine): Answerer {
  const parcelOf = (file: string): unknown => {
    const json = JSON.parse(readFileSync(join(root, file), 'utf8')) as { parcel?: unknown }
    return json.parcel ?? json
  }
  const answer = (parcel: unknown, audience: Audience) => {
    const scored = scoreOffline(parcel, null, engine, { audience, language: 'en', asOf })
    if (scored.status !== 'scored') throw new Error(`not scored: ${JSON.stringify(scored)}`)
    return scored
  }
  const officer = (parcel: unknown) => answer(parcel, 'officer') as unknown as Officer
  const block = (file: string, options: readonly string[]): string => {
    const parcel = parcelOf(file)
    if (options.includes('text')) return `\`\`\`text\n${inWords(parcel, officer(parcel))}\n\`\`\``
    const audience = options.includes('carrier') ? 'carrier' : 'officer'
    return `\`\`\`json\n${compactJson(marked(answer(parcel, audience)))}\n\`\`\``
  }
  return { parcelOf, officer, block }
}

/** Replaces ids, times, durations and hashes, at any depth. */
function marked(value: unknown, key = ''): unknown {
  if (key === 'decisionId') return '<id>'
  if (key === 'decidedAt') return '<time>'
  if (key === 'scoredInMicros') return '<micros>'
  if (key === 'sha256') return '<sha256>'
  if (Array.isArray(value)) return value.map((item) => marked(item))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, marked(item, name)]))
}

/** The answer as a person would tell it: where it goes, and the lines that sum to its points. */
function inWords(parcel: unknown, answer: Officer): string {
  const { points } = answer
  const lines = [
    `score ${answer.score}   ${answer.lane}   ${answer.action}`,
    `likelihood ${answer.likelihood}, severity ${answer.severity}, ${answer.openness}`,
    '',
    line(points.prior, 'prior'),
    ...answer.reasons.map((reason) => {
      const words = reason.start >= 0 ? `  "${spanOf(parcel, reason)}"` : ''
      return line(reason.points, `${reason.code}: ${reason.text}${words}`)
    }),
    ...(answer.forest?.lines ?? []).map((share) => line(share.points, `forest: ${share.text}`)),
    ...answer.adjustments.map((cut) => line(cut.points, `family ${cut.family} is capped at ${cut.cap}`)),
    `${String(points.total).padStart(4)}  total`,
  ]
  if (answer.papers.length > 0) lines.push('', 'papers normally required:')
  for (const paper of answer.papers) lines.push(`  ${paper.paper} (${paper.anyOf.join(' or ')})`)
  return lines.join('\n')
}

function line(points: number, text: string): string {
  return `${(points < 0 ? String(points) : `+${points}`).padStart(4)}  ${text}`
}

function spanOf(parcel: unknown, span: { pointer: string; start: number; end: number }): string {
  let value = parcel
  for (const key of span.pointer.split('/').slice(1)) value = (value as Record<string, unknown>)[key]
  return String(value).slice(span.start, span.end)
}
