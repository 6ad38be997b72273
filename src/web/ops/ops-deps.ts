// What the ops room's pages work with: the functions and stores that the routes of the API have, and the frame of pages.

import type { Analytics } from '../../jobs/analytics.ts'
import type { ModelLife } from '../../jobs/model-life.ts'
import type { PackLife } from '../../jobs/pack-life.ts'
import type { Engines } from '../../store/engines.ts'
import type { Store } from '../../store/store.ts'
import type { Pages } from '../pages.ts'
import type { AskSoon } from './ask-soon.ts'

export type OpsDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly packs: PackLife
  readonly models: ModelLife
  readonly analytics: Analytics
  readonly nowMs: () => number
  readonly pages: Pages
}

export type OpsRoutesDeps = OpsDeps & {
  readonly soon: AskSoon
}
