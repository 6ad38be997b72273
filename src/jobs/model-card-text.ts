// The card of a forest as a page for people: what it learnt from, how well, what it may be used for and what not.

import type { ModelCard } from './model-card.ts'
import { judgedRates } from './model-metrics.ts'

const percent = (share: number | undefined) => (share === undefined ? '' : `${(share * 100).toFixed(2)} %`)
const number = (value: number | undefined) => (value === undefined ? '' : value.toFixed(3))

export function modelCardText(card: ModelCard): string {
  const { record } = card
  const window = record.window === null ? 'no time' : `${record.window.from} to ${record.window.to}`
  const facts: readonly (readonly [string, string])[] = [
    ['id', `\`${card.id}\``],
    ['sha256', `\`${card.sha256}\``],
    ['made for', card.createdFor],
    ['trained on', `${record.rows} rows, ${record.positives} of them labelled 1, ${window}`],
    ['trained on outcomes of checks', card.trainedOnOutcomes ? 'yes' : '**no**'],
    ['parents', record.parents.map((parent) => `\`${parent}\``).join(', ') || 'none'],
    ['trees', `${card.trees}, ${card.nodes} nodes, depth ${card.depth}`],
    ['grown with', parametersText(record.parameters, record.seed)],
    ['points', pointsText(card)],
    ['explains itself', card.explains ? 'yes' : 'no: the file came without node means'],
  ]
  return `# Model card: ${card.id}

| | |
|---|---|
${facts.map(([name, text]) => `| ${name} | ${text} |`).join('\n')}

${record.data}

## What it may and may not be used for

- **For** ordering a work list, and for a push to the total of the rules, which a person then judges.
- **Not** for any decision by itself: without a ground found by reading or by a rule, a parcel is released whatever it says.
- **Not** as a probability of guilt, not on persons, not for parcels of another post or country without judging it there first.
- **Not** as evidence: an officer's grounds are the words, codes and papers that the reasons name.
${card.trainedOnOutcomes ? learntFromOutcomes : learntFromElsewhere}
## How well it did, on rows that a tree had not seen

${metricsText(record.metrics)}
## What it reads

${card.features.length} numbers about one piece and the parcel's header: ${card.features.join(', ')}.
Encoded: ${card.encoders.map(({ name, inputs, keys }) => `${name} (${inputs.join(' + ')}, ${keys} keys)`).join(', ') || 'nothing'}.
`
}

const learntFromOutcomes = `
It has learnt from parcels that were checked. Where checks were targeted it has learnt whom one checks; random checks, weighed by one over
their recorded probability, are what corrects that. With few random checks, believe it little on parcels that nothing speaks against.
`
const learntFromElsewhere = `
No outcome of a check has had a part in it. Retrain it on your own outcomes.
`

function pointsText({ pointsCap, neutralProbability }: ModelCard): string {
  return `at most ${pointsCap} either way; 0 where it finds guilt and innocence equally likely (p = ${number(neutralProbability)})`
}

function parametersText(parameters: ModelCard['record']['parameters'], seed: number): string {
  const all = Object.entries({ ...parameters, seed }).map(([name, value]) => `${name} ${value}`)
  return all.sort().join(', ')
}

/** Rules alone beside rules and forest, where the record has both. */
function metricsText(metrics: ModelCard['record']['metrics']): string {
  const rates = judgedRates(metrics)
  const cell = (name: string, rate: string) => {
    const key = `${name}PrecisionAt${rate}`
    if (metrics[key] === undefined) return ''
    return `${percent(metrics[key])} (${percent(metrics[`${key}Low`])} to ${percent(metrics[`${key}High`])})`
  }
  const rows = [
    ...rates.map((rate) => [`precision at ${rate} % inspected`, cell('rules', rate), cell('sum', rate)]),
    ['area under the curve', number(metrics.rulesAreaUnderCurve), number(metrics.sumAreaUnderCurve)],
    ['slope (1: ten points double the odds)', number(metrics.rulesSlope), number(metrics.sumSlope)],
  ]
  const alone = metrics.outOfBagAreaUnderCurve
  return `| | rules alone | rules and forest |
| --- | --: | --: |
${rows.map(([name, rules, sum]) => `| ${name} | ${rules} | ${sum} |`).join('\n')}

${alone === undefined ? '' : `The forest alone: area under the curve ${number(alone)} (unweighted). `}Intervals are 95 %, by drawing the rows again within each way of being checked.
`
}
