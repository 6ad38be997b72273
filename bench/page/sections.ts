// The sections of docs/benchmarks.md, each made of one kept result.

import { percent, shortNumber, wholeNumber } from '../figures.ts'
import { limits } from '../guard/verdict.ts'
import type { ArmResult } from '../http/measure-http.ts'
import { standingOf } from '../http/standing.ts'
import { type Origin, originLine } from '../results.ts'
import { type Growth, growthRows } from '../scale/growth.ts'
import { type Aim, aims } from './aims.ts'
import { latest } from './latest-results.ts'

/** Columns of words; the others hold numbers. */
const texts = new Set(['figure', 'command', 'met', 'verdict', 'repeated'])

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map((name, at) => (at === 0 || texts.has(name) ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')

const from = ({ origin, file }: { readonly origin: Origin; readonly file: string }): string =>
  `*${originLine(origin)}; \`bench/results/${file}\`*`

export function aimSection(): string {
  const met = ({ met }: Aim) => (met === null ? '' : met ? 'yes' : '**no**')
  const rows = aims().map((aim) => [aim.aim, aim.figure, `\`${aim.command}\``, met(aim)])
  return `## Aims\n\n${table(['aim', 'figure', 'command', 'met'], rows)}`
}

export function microSection(): string {
  const kept = latest('micro')
  if (kept === null) return ''
  const inputs = [...new Set(kept.rows.map(({ input }) => input))]
  const parts = inputs.map((input) => {
    const rows = kept.rows
      .filter((row) => row.input === input)
      .map((row) => [
        row.station,
        ...[row.median, row.p50, row.p99, row.p999, row.max].map(shortNumber),
        row.bytesPerCall.toLocaleString('en'),
      ])
    return `**${input}**\n\n${table(['station', 'median', 'p50', 'p99', 'p99.9', 'max', 'bytes'], rows)}`
  })
  return `## Stations\n\n\`npm run bench:micro\`. Microseconds; the median is of batches, the others are of single calls; bytes are what one call allocates.\n${from(kept)}\n\n${parts.join('\n\n')}`
}

export function httpSection(): string {
  const kept = latest('http')
  if (kept === null) return ''
  const head = ['', 'parcels/s', 'p50', 'p90', 'p99', 'p99.9', 'max', 'loop p99 ms', 'MiB']
  const parts = kept.results.map((result) => {
    const { service, floor, house } = result
    const commits = `${service.commits.toLocaleString('en')} commits of ${service.decisionsPerCommit.toFixed(1)} decisions, ${service.commitP50Micros} us p50 and ${service.commitP99Micros} us p99 at the writer.`
    const rows = [armRow('service', service), armRow('floor', floor)]
    if (house !== null) rows.push(armRow('house', house))
    return `**${standingOf(result)}.** ${commits}\n\n${table(head, rows)}`
  })
  return `## Over HTTP

\`npm run bench:http\`. Service, floor, house and load client are a process each and share the cores; durability is on; slices of them in
rotated order, every answer checked. The floor is the same Fastify that parses the same body and answers as many bytes, without any work; the house is all that the service
has around its routes (guards, keys, headers, traces, counts) with the floor's route in it. Latencies in microseconds; at a fixed rate they count from the planned time of a request, so that a stall is not hidden.
${from(kept)}

${parts.join('\n\n')}`
}

function armRow(
  name: string,
  { parcelsPerSecond, latency, loopDelayP99Ms, residentMiB }: ArmResult,
): readonly string[] {
  const { count, p50, p90, p99, p999, max } = latency
  const latencies = [p50, p90, p99, p999, max].map((value) => (count === 0 ? '' : value.toLocaleString('en')))
  return [
    name,
    wholeNumber(parcelsPerSecond),
    ...latencies,
    loopDelayP99Ms.toFixed(1),
    String(Math.max(...residentMiB)),
  ]
}

export function peerSection(): string {
  const kept = latest('peers')
  if (kept === null) return ''
  const parts = kept.races.map(({ name, note, results }) => {
    const rows = results.map((result) => [
      result.name,
      shortNumber(result.micros),
      shortNumber(result.timesSlower),
    ])
    return `**${name}** (${note})\n\n${table(['', 'us', 'times'], rows)}`
  })
  return `## Beside others\n\n\`npm run bench:peers\`. Answers are checked equal before anything is timed; times says how many times as long as the first.\n${from(kept)}\n\n${parts.join('\n\n')}`
}

export const scaleKinds = ['rules', 'terms', 'trees', 'pieces', 'store', 'connections'] as const

export function scaleSection(): string {
  const parts = scaleKinds.flatMap((kind) => {
    const kept = latest(`scale-${kind}`)
    return kept === null ? [] : [from(kept), ...kept.growths.map(growthPart)]
  })
  if (parts.length === 0) return ''
  return `## Growth\n\n\`npm run bench:scale\`. Both axes are logarithmic.\n\n${parts.join('\n\n')}`
}

function growthPart(growth: Growth): string {
  const { id, title, x, y, lines, note } = growth
  const head = [`${x} (${y})`, ...lines.map(({ label }) => label)]
  return `### ${title}\n\n![${title}](benchmarks/${id}.svg)\n\n${table(head, growthRows(growth, ''))}\n\n${note}`
}

export function guardSection(): string {
  const kept = latest('guard')
  const proof = latest('guard-prove')
  const parts = [
    `## The guard

\`npm run bench:guard\`, a step of CI: this tree beside the commit of \`bench/baseline\`, three processes at a time (the baseline twice, the tree
once), many short rounds in rotated order, several sittings. A station is slower when it has lost more than ${shortNumber(100 * limits.drop)} % of its speed and more than ${limits.timesSpread} times
what the two copies of the baseline differ by, held against the faster copy, in three sittings of four. When it is not green at once, as many
sittings again are added and all are judged together; a station whose two copies then differ by more than ${shortNumber(100 * limits.spreadMax)} % is not judged. Ratios to the floor and to the peers must stay above \`bench/ratchet.json\`.`,
  ]
  if (proof !== null) {
    const rows = proof.runs.map(({ tree, verdict, assess, repeated }) => [
      tree === 'slower' ? `slowed down by ${percent(proof.plantedShare)} of its time` : 'identical',
      verdict,
      percent(assess.drop),
      percent(assess.spread),
      repeated ? 'yes' : '',
    ])
    parts.push(
      `**That it can fail** (\`npm run bench:guard:prove\`)\n${from(proof)}\n\n${table(['tree', 'verdict', 'speed of assess lost', 'A/A', 'repeated'], rows)}`,
    )
  }
  if (kept !== null) {
    const ratios = kept.ratios.map(({ name, ratio, least }) => [name, shortNumber(ratio), String(least)])
    parts.push(
      `**The last kept run**: ${kept.failed ? 'fails' : (kept.comparison?.verdict ?? 'compared with nothing')} after ${kept.seconds} s, baseline \`${kept.baseline.slice(0, 12)}\`\n${from(kept)}\n\n${table(['ratio', 'measured', 'at least'], ratios)}`,
    )
  }
  return parts.join('\n\n')
}
