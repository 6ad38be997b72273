// Writes the model card from the figures. Nothing in it is typed by hand that a run could contradict.

import type { ModelFile } from '../../src/forest/model-file.ts'
import type { Estimate } from '../../src/forest/weighted-metrics.ts'
import { concealments } from '../generator/concealments.ts'
import { isGuilty, type Mixture, realGuilty, realInnocent, trainingMixture } from '../generator/manifest.ts'
import type { AblationRow } from './ablation.ts'
import { type FeatureRow, type Figures, type FlagRow, inspectionRates } from './figures.ts'
import { baseRate } from './held-out.ts'

export type CardFacts = {
  readonly model: ModelFile
  readonly bytes: number
  readonly figures: Figures
  readonly ablation: readonly AblationRow[]
  readonly command: string
}

const percent = (value: number, digits = 1) => `${(100 * value).toFixed(digits)} %`
const estimate = ({ value, low, high }: Estimate, digits = 1) =>
  `${percent(value, digits)} (${(100 * low).toFixed(digits)} to ${(100 * high).toFixed(digits)})`
const points = ({ value, low, high }: Estimate) =>
  [value, low, high].map((each) => `${each >= 0 ? '+' : ''}${(100 * each).toFixed(2)}`)

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

export function cardOf({ model, bytes, figures, ablation, command }: CardFacts): string {
  return `${[
    intro(model, bytes, command),
    use,
    data(model),
    reads(model),
    precision(figures),
    parts(ablation),
    alone(figures),
    calibration(figures),
    parity(figures),
    limits,
  ].join('\n\n')}\n`
}

function intro(model: ModelFile, bytes: number, command: string): string {
  const { rows, positives, seed } = model.trainingRecord
  return `# Model card: the shipped forest

Written by \`${command}\` together with \`shipped.json\`; do not edit.

| | |
|---|---|
| id | \`${model.id}\` |
| sha256 | \`${model.sha256}\` |
| trees | ${model.trees.length}, ${model.trees.reduce((sum, tree) => sum + tree.feature.length, 0)} nodes, ${(bytes / 1e6).toFixed(2)} MB |
| trained on | ${rows} generated parcels, ${positives} of them labelled 1, seed ${seed} |
| points | at most ${model.pointsCap} either way; 0 where it finds guilt and innocence equally likely (p = ${model.baseProbability.toFixed(3)}) |
| trained on outcomes of checks | ${model.trainedOnOutcomes ? 'yes' : '**no**'} |

**No real parcel has had a part in it.** No labelled parcels are public, so this forest is grown from parcels that a documented
generator wrote. It has learnt what its makers wrote down about parcels, no more. Its figures below say how well it recovers
those assumptions on other texts and names; they say nothing about any post's real parcels. Retrain it on local outcomes as soon
as some fifty finds are recorded. The pack's policy caps the points of any forest (\`forestCap\`), a retrained one's too, until the operator raises that.`
}

const use = `## What it may and may not be used for

- **For** ordering a work list, and for a small push to the total of the rules, which a person then judges.
- **Not** for any decision by itself: without a ground found by reading or by a rule, a parcel is released whatever it says.
- **Not** as a probability of guilt, not on persons, not outside postal and courier parcels, not after retraining without judging
  it again on a held-out set.
- **Not** as evidence: an officer's grounds are the words, codes and papers that the reasons name.`

function data(model: ModelFile): string {
  const kinds = trainingMixture.map(([kind, weight]) => {
    const real = [...realInnocent, ...realGuilty].find(([each]) => each === kind)![1]
    const share = isGuilty(kind)
      ? (baseRate * real) / total(realGuilty)
      : ((1 - baseRate) * real) / total(realInnocent)
    return [
      kind.replaceAll('_', ' '),
      isGuilty(kind) ? '1' : '0',
      percent(weight / total(trainingMixture)),
      percent(share, 3),
    ]
  })
  return `## What it is trained on

${model.trainingRecord.data} Parcels are dated ${model.trainingRecord.window!.from} to ${model.trainingRecord.window!.to}.
Label 1 is a listed specimen whose papers are missing or wrong. Two thirds of the catalogue's lines and of the pack's names
train, one third judges; no line does both. All shares are guesses: no public figure exists.

${table(['story', 'label', 'share in training', 'weight in judging'], kinds)}

Hidden goods follow the documented parcels (${concealments.length} ways, such as ${concealments
    .slice(0, 5)
    .map(({ like }) => like)
    .join(
      ', ',
    )}): declared in the same ordinary or empty words that innocent parcels carry, with what was inside showing
only in weight, value, origin, season, HS code, service and the sender's habits. Noise (capitals, cut texts, missing and mistyped
codes and weights) is drawn without looking at the label. Training rows are weighed so that within each band of rule points guilt and
innocence are equally heavy: the forest learns what the rules leave open, and does not count a word twice.`
}

function total(mixture: readonly (readonly [string, number])[]): number {
  return mixture.reduce((sum, [, weight]) => sum + weight, 0)
}

function reads(model: ModelFile): string {
  return `## What it reads

${model.featureNames.length} numbers about one piece and the parcel's header; of several pieces the weightiest counts, so an innocent piece takes
nothing away. Encoded are ${model.encoders.map(({ name }) => name).join(', ')}, never a person. It reads no documents (they earn no points), no innocent words, no
names, no language: nothing that a sender could add to look better. Posting offices are drawn at random in the generator, so the \`office\` table holds
no knowledge until it is retrained.`
}

function precision(figures: Figures): string {
  const head = ['ranked by', ...inspectionRates.map((rate) => `${percent(rate)} inspected`)]
  const rows = figures.rankings.flatMap((ranking) => [
    [`**${ranking.name}**: precision`, ...ranking.precision.map((each) => estimate(each, 2))],
    ['recall', ...ranking.recall.map((each) => estimate(each))],
  ])
  const gains = figures.gains.map((gain) => {
    const [value, low, high] = points(gain)
    return `${value} (${low} to ${high})`
  })
  const best = inspectionRates.map((rate) => percent(Math.min(1, baseRate / rate), 2))
  return `## Precision at an inspection rate, held out

${figures.parcels} parcels, ${figures.guilty} labelled 1, weighed to one in ${1 / baseRate}. Intervals are 95 %, by drawing the parcels again (200 times) within each
story. The last line but one is what the forest adds after the rules, in percentage points; the last is what a perfect order would reach.

${table(head, [...rows, ['**gain of the sum over the rules**', ...gains], ['perfect order', ...best]])}

The forest alone is weak on purpose: it was taught what the rules do not say. At 0.1 % nearly all that is inspected names listed goods, and of the generated
parcels that do, ${percent(guiltyAmongNamed())} are guilty: whether papers are in order, or bone is only bone, stands on no declaration. So an order can
hardly do better there.

Of each guilty story, what is found at 1 % inspected, and what leaves the green lane:

${table(
  [
    'story',
    'found, rules alone',
    'found, with the forest',
    'not green, rules alone',
    'not green, with the forest',
  ],
  figures.recallByKind.map(({ kind, found, notGreen }) => [
    kind.replaceAll('_', ' '),
    ...[...found, ...notGreen].map((share) => percent(share)),
  ]),
)}`
}

/** Of parcels that name listed goods or their code words, how many are guilty by the mixtures. */
function guiltyAmongNamed(): number {
  const guilty = (baseRate * (total(realGuilty) - weightOf(realGuilty, 'hidden'))) / total(realGuilty)
  const kinds = ['really_bone', 'papers_in_order', 'not_what_it_says'] as const
  const share = kinds.reduce((sum, kind) => sum + weightOf(realInnocent, kind), 0) / total(realInnocent)
  return guilty / (guilty + (1 - baseRate) * share)
}

function weightOf(mixture: Mixture, kind: string): number {
  return mixture.find(([each]) => each === kind)?.[1] ?? 0
}

function parts(ablation: readonly AblationRow[]): string {
  return `## What the gain is made of

Rules and a smaller forest, trained again without one group of features at a time; recall at each rate.

${table(
  ['without', ...inspectionRates.map((rate) => `${percent(rate)} inspected`), 'area under the curve'],
  ablation.map(({ without, inspections, areaUnderCurve }) => [
    without,
    ...inspections.map(({ recall }) => percent(recall)),
    areaUnderCurve.toFixed(3),
  ]),
)}`
}

const aucRow = ({ name, all, hidden }: FeatureRow) => [name, all.toFixed(3), hidden.toFixed(3)]

function alone(figures: Figures): string {
  const rankings = figures.rankings.map(({ name, areaUnderCurve }) => `${name} ${areaUnderCurve.toFixed(3)}`)
  return `## What a single number could do by itself

Area under the curve, weighed: 0.5 tells nothing, below 0.5 tells the other way. Second column: hidden goods against ordinary goods and empty
words, where reading finds nothing and a leak would show. For comparison: ${rankings.join(', ')}.

${table(['feature', 'all', 'hidden'], figures.features.slice(0, 24).map(aucRow))}

The form of the generated parcels, which no feature reads and which should tell nothing:

${table(['form', 'all', 'hidden'], figures.format.map(aucRow))}`
}

function calibration({ calibration: { rules, sum, offset }, reliability }: Figures): string {
  return `## Is the sum of rules and forest calibrated?

Ten points should double the odds. Fitted on the held-out parcels, log-odds = ${sum.slope.toFixed(2)} x (points x ln 2 / 10) ${sum.intercept < 0 ? '-' : '+'} ${Math.abs(sum.intercept).toFixed(2)} for rules and
forest together, slope ${rules.slope.toFixed(2)} for the rules alone (1 would be exact). Predicted below is the total's odds shifted by one offset (${offset.toFixed(2)}) from the pack's
prior to one in ${1 / baseRate}.

${table(
  ['total', 'parcels in a million', 'predicted', 'observed'],
  reliability.map(({ from, to, weight, predicted, observed }) => [
    `${from} to ${to - 1}`,
    (1000 * weight).toFixed(0),
    percent(predicted, 3),
    estimate(observed, 3),
  ]),
)}`
}

const flagRow = ({ group, parcels, ofRules, withForest }: FlagRow) => [
  group,
  String(parcels),
  estimate(ofRules, 2),
  estimate(withForest, 2),
]

function parity(figures: Figures): string {
  const head = ['innocent parcels', 'drawn', 'not green, rules alone', 'not green, with the forest']
  return `## False flags by language and origin

Share of innocent parcels that leave the green lane, weighed, with 95 % intervals; groups of fewer than 250 are left out. \`none\` is a line
of empty words.

${table(head, figures.byLanguage.map(flagRow))}

${table(head, figures.byOrigin.slice(0, 24).map(flagRow))}`
}

const limits = `## Limits

- Shares, weights, prices, habits of senders and routes are their writers' guesses after public case reports. Whoever smuggles otherwise is not in them.
- Origins that case reports name weigh more by construction. That is knowledge about goods and routes, and it is also a bias: watch the table above
  on real parcels, where \`GET /v1/drift\` and the random checks tell more than this card can.
- Lexicon and rules were written with the catalogue at hand, held-out lines too: the figures of the rules are kinder than other people's words would be.
- The catalogue's languages are mostly English, German, French and Dutch. Texts in others are thin.
- A forest retrained on outcomes of targeted checks alone learns whom one checks. Keep random checks, and weigh by the recorded probability.`
