// What the desk's pages work with: the same functions and stores that the routes of the API have, and the frame of pages.

import type { PackLife } from '../../jobs/pack-life.ts'
import type { Decider } from '../../routes/decide.ts'
import type { Engines } from '../../store/engines.ts'
import type { Store } from '../../store/store.ts'
import type { Pages } from '../pages.ts'

export type DeskDeps = {
  readonly store: Store
  readonly engines: Engines
  readonly packs: PackLife
  readonly decide: Decider
  readonly nowMs: () => number
  readonly pages: Pages
}
