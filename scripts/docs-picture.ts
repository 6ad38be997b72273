// The picture at the top of the README: a real answer drawn as SVG, readable without colour.

import type { Officer } from './docs-answers.ts'

const width = 860
const rowHeight = 24
const barLeft = 470
const pointWidth = 3.2
const laneLooks = {
  green: { fill: '#1a7f37', shape: '●' },
  yellow: { fill: '#9a6700', shape: '▲' },
  red: { fill: '#cf222e', shape: '■' },
} as const

type Row = { readonly text: string; readonly points: number }

function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function text(x: number, y: number, content: string, extra = ''): string {
  return `<text x="${x}" y="${y}"${extra === '' ? '' : ` ${extra}`}>${escapeXml(content)}</text>`
}

/** The declared words with what was matched in them set off by a box and bold type. */
function declaredWords(description: string, answer: Officer): string {
  const mention = answer.mentions[0]
  if (mention === undefined) return text(24, 96, description, 'class="words"')
  const [before, matched, after] = [
    description.slice(0, mention.start),
    description.slice(mention.start, mention.end),
    description.slice(mention.end),
  ]
  const tspans = `${escapeXml(before)}<tspan class="hit">${escapeXml(matched)}</tspan>${escapeXml(after)}`
  return `<text x="24" y="96" class="words" xml:space="preserve">“${tspans}”</text>`
}

/** Points as a waterfall: each bar starts where the one above ended, and the last is the total. */
function waterfall(rows: readonly Row[], total: number, top: number): string[] {
  const lowest = Math.min(0, ...rows.map((_row, index) => sumTo(rows, index)))
  const x = (points: number) => barLeft + (points - lowest) * pointWidth
  const parts: string[] = [
    `<line x1="${x(0)}" y1="${top - 16}" x2="${x(0)}" y2="${top + rows.length * rowHeight + 10}" class="axis"/>`,
  ]
  let sum = 0
  for (const [index, row] of rows.entries()) {
    const y = top + index * rowHeight
    const from = sum
    sum += row.points
    parts.push(text(24, y, row.text.length > 54 ? `${row.text.slice(0, 53)}…` : row.text))
    parts.push(text(barLeft - 14, y, signed(row.points), 'text-anchor="end" class="number"'))
    const left = x(Math.min(from, sum))
    const wide = Math.max(1, Math.abs(row.points) * pointWidth)
    parts.push(
      `<rect x="${left}" y="${y - 12}" width="${wide}" height="14" class="${row.points < 0 ? 'down' : 'up'}"/>`,
    )
  }
  const y = top + rows.length * rowHeight + 6
  parts.push(text(24, y, 'total', 'class="strong"'))
  parts.push(text(barLeft - 14, y, signed(total), 'text-anchor="end" class="number strong"'))
  return parts
}

function sumTo(rows: readonly Row[], index: number): number {
  return rows.slice(0, index + 1).reduce((sum, row) => sum + row.points, 0)
}

function signed(points: number): string {
  return points > 0 ? `+${points}` : String(points).replace('-', '−')
}

/** The forest's telling lines one by one, the small ones together. */
function forestRows(answer: Officer): Row[] {
  const lines = answer.forest?.lines ?? []
  const telling = lines.filter((line) => Math.abs(line.points) >= 2)
  const rest = lines.filter((line) => Math.abs(line.points) < 2).reduce((sum, line) => sum + line.points, 0)
  const rows = telling.map((line) => ({ text: `forest: ${line.text}`, points: line.points }))
  return rest === 0 ? rows : [...rows, { text: 'forest: smaller shares', points: rest }]
}

export function answerPicture(description: string, answer: Officer): string {
  const rows: Row[] = [
    { text: 'prior', points: answer.points.prior },
    ...answer.reasons.map((reason) => ({ text: reason.text, points: reason.points })),
    ...forestRows(answer),
    ...answer.adjustments.map((line) => ({ text: `family ${line.family} is capped`, points: line.points })),
  ]
  const look = laneLooks[answer.lane]
  const top = 160
  const papersTop = top + (rows.length + 1) * rowHeight + 24
  const height = papersTop + answer.papers.length * 20 + 20
  const papers = answer.papers.map((paper, index) =>
    text(
      24,
      papersTop + 20 + index * 20,
      `${paper.paper} (${paper.anyOf.join(' or ')}): declared ${paper.declared}`,
    ),
  )
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="A scored parcel: ${answer.lane} lane, ${answer.action}, score ${answer.score}">
<style>
text{font:14px system-ui,sans-serif;fill:#1f2328}.words{font-size:20px}.hit{font-weight:700;text-decoration:underline}.head{font-size:22px;font-weight:700;fill:#fff}
.number{font-variant-numeric:tabular-nums}.strong{font-weight:700}.up{fill:#0969da}.down{fill:#8c959f}.axis{stroke:#8c959f;stroke-dasharray:3 3}.soft{fill:#59636e}
</style>
<rect width="${width}" height="${height}" rx="8" fill="#fff" stroke="#d1d9e0"/>
<path d="M8 0h${width - 16}a8 8 0 0 1 8 8v44H0V8a8 8 0 0 1 8-8z" fill="${look.fill}"/>
${text(24, 34, `${look.shape} ${answer.lane.toUpperCase()} · ${answer.action.replaceAll('_', ' ')} · score ${Math.round(answer.score)}`, 'class="head"')}
${declaredWords(description, answer)}
${text(24, 124, `likelihood ${answer.likelihood}, severity ${answer.severity}, ${answer.openness}`, 'class="soft"')}
${waterfall(rows, answer.points.total, top).join('\n')}
${text(24, papersTop, 'Papers normally required. A person decides.', 'class="soft"')}
${papers.join('\n')}
</svg>
`
}
