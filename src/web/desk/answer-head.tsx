// The top of an answer, in the order an officer needs it: danger first, then lane and action, then the score in its band.

import { scaleLinear } from 'd3-scale'
import type { Likelihood } from '../../scoring/assessment.ts'
import { Fragment, type Html, h, nothing } from '../html.ts'
import { LaneMark } from '../lane-mark.tsx'
import type { Page } from '../page.tsx'
import type { OfficerAnswer, ScoredAnswer, ScoredView } from './decision-view.ts'

type Part = { readonly page: Page; readonly view: ScoredView }

export function AnswerHead({ page, view }: Part): Html {
  const { answer } = view
  if (answer.status === 'unscored') {
    return (
      <section class="headline" aria-label={page.t.answer.title}>
        <p class="verdict">
          <LaneMark page={page} lane={null} />
        </p>
        <p class="message">{page.t.answer.unscored}</p>
      </section>
    )
  }
  return (
    <>
      <Hazards page={page} answer={answer} />
      <section class={`headline on-${answer.lane}`} aria-label={page.t.answer.title}>
        <Verdict page={page} answer={answer} />
        <ScoreBand page={page} view={view} answer={answer} />
      </section>
    </>
  )
}

const knownHazards = ['venomous', 'bite', 'toxic_skin', 'zoonosis', 'arsenic_mount'] as const

export function Hazards({ page, answer }: { readonly page: Page; readonly answer: OfficerAnswer }): Html {
  const { t, say } = page
  const hazards = answer.status === 'scored' ? answer.hazards : []
  if (hazards.length === 0) return nothing
  const sentenceOf = (hazard: string) => {
    const known = knownHazards.find((name) => name === hazard)
    return known === undefined ? say(t.hazards.other, { code: hazard }) : t.hazards[known]
  }
  return (
    <section class="hazard" role="alert">
      <h2>
        <svg viewBox="0 0 16 16" aria-hidden="true">
          <path d="M8 1L15.500 15H.5z" fill="none" stroke="currentColor" stroke-width="1.600" />
          <path d="M8 6v4.500M8 12v1.600" stroke="currentColor" stroke-width="1.800" />
        </svg>
        {t.hazards.title}
      </h2>
      <ul>
        {hazards.map((hazard) => (
          <li>{sentenceOf(hazard)}</li>
        ))}
      </ul>
    </section>
  )
}

function Verdict({ page, answer }: { readonly page: Page; readonly answer: ScoredAnswer }): Html {
  const { t, format } = page
  return (
    <div>
      <p class="verdict">
        <LaneMark page={page} lane={answer.lane} />
        <span class="action">{t.actions[answer.action]}</span>
        {answer.priority === 'urgent' && <strong class="urgent">{t.answer.urgent}</strong>}
      </p>
      <p class="message">{answer.message}</p>
      {answer.selection.by === 'random' && <p class="notice">{t.answer.random}</p>}
      {answer.mode === 'test' && <p class="notice">{t.answer.testMode}</p>}
      <p class="faint">
        {`${format.labelled(t.answer.severity, t.severities[answer.severity])} · `}
        {format.labelled(t.answer.openness, t.answer[answer.openness])}
      </p>
    </div>
  )
}

type BandProps = Part & { readonly answer: ScoredAnswer }

function ScoreBand({ page, view, answer }: BandProps): Html {
  const { t, say, format } = page
  const { medium, high } = view.engine.customs.pack.bundle.manifest.policy!.likelihood
  const edges: Readonly<Record<Likelihood, readonly [number, number]>> = {
    low: [0, medium],
    medium: [medium, high],
    high: [high, 100],
  }
  const [from, to] = edges[answer.likelihood]
  const score = Math.round(answer.score)
  const x = scaleLinear([0, 100], [4, 296])
  return (
    <div class="score">
      <p class="score-number">
        <span class="unseen">{`${t.common.score} `}</span>
        <strong>{format.integer(score)}</strong>
        <span class="faint">
          {say(t.answer.band, { likelihood: t.likelihoods[answer.likelihood], from, to })}
        </span>
      </p>
      <svg viewBox="0 0 300 34" role="img">
        <title>{say(t.answer.bandScale, { score, medium, high })}</title>
        <rect class="band" x={x(0)} y="12" width={x(100) - x(0)} height="8" />
        <rect class="band-now" x={x(from)} y="12" width={x(to) - x(from)} height="8" />
        {[0, medium, high, 100].map((tick) => (
          <g>
            <line class="axis" x1={x(tick)} x2={x(tick)} y1="10" y2="22" />
            <text x={x(tick)} y="33" text-anchor={tick === 0 ? 'start' : tick === 100 ? 'end' : 'middle'}>
              {tick}
            </text>
          </g>
        ))}
        <path class="needle" d={`M${x(answer.score)} 12l-5 -9h10z`} />
      </svg>
    </div>
  )
}
