// How a scenario stands beside the floor and the house, in words.

import { percent, wholeNumber } from '../figures.ts'
import { isFixedRate, type ScenarioResult } from './measure-http.ts'

/** At a fixed rate all take the same load: what tells them apart is how long they take over it. */
export function standingOf(result: ScenarioResult): string {
  const { name, service, ratioToFloor, ratioToHouse } = result
  if (isFixedRate(result))
    return `${name}: ${wholeNumber(service.parcelsPerSecond)} parcels/s for each of them`
  const toHouse = ratioToHouse === null ? '' : `, ${percent(ratioToHouse)} of the house without work`
  return `${name}: ${percent(ratioToFloor)} of the floor${toHouse}`
}
