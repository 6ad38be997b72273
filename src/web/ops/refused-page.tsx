// An act that was refused: why, gate by gate or fault by fault, and what to do about it. A refused activation can be asked for again at once.

import type { AppError } from '../../errors.ts'
import { type Html, h } from '../html.ts'
import type { Page } from '../page.tsx'
import { OpsLayout, RefusalText } from './ops-frame.tsx'
import { ActivateForm } from './pack-acts.tsx'

export type RefusedPageProps = {
  readonly page: Page
  readonly error: AppError
  readonly back: string
  /** What was given as reason of an activation; null for any other act. */
  readonly reason: string | null
}

export function RefusedPage({ page, error, back, reason }: RefusedPageProps): Html {
  const { acts } = page.t.ops
  const mayAskAgain = error.errors.every(({ code }) => code !== 'GATE_TWO_PERSONS')
  return (
    <OpsLayout page={{ ...page, path: back }} title={acts.refused}>
      <RefusalText page={page} error={error} />
      <p>
        <a class="button" href={back}>
          {acts.back}
        </a>
      </p>
      {reason !== null && mayAskAgain && <ActivateForm page={page} base={back} reason={reason} />}
    </OpsLayout>
  )
}
