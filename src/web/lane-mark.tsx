// A lane by colour, word and shape, so that no reader depends on colour: disc, triangle, octagon, and a ring where nothing was scored.

import type { Lane } from '../scoring/assessment.ts'
import { type Html, h } from './html.ts'
import type { Page } from './page.tsx'

const shapes: Readonly<Record<Lane, string>> = {
  green: 'M8 1a7 7 0 1 0 0 14a7 7 0 1 0 0-14z',
  yellow: 'M8 1.200L15.500 14.500H.5z',
  red: 'M5 .8h6L15.200 5v6L11 15.200H5L.8 11V5z',
}

export function LaneMark({ page, lane }: { readonly page: Page; readonly lane: Lane | null }): Html {
  const { lanes } = page.t
  return (
    <span class={`lane lane-${lane ?? 'unscored'}`}>
      <svg viewBox="0 0 16 16" aria-hidden="true">
        {lane === null ? (
          <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" stroke-width="2" />
        ) : (
          <path d={shapes[lane]} fill="currentColor" />
        )}
      </svg>
      {lanes[lane ?? 'unscored']}
    </span>
  )
}
