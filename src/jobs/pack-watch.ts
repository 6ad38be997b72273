// Judges the first parcels of a new pack against what was forecast for it. Pure counting: who acts on it is pack-switch.ts.

/** A new pack is watched for this many parcels. */
export const watchedParcels = 10_000
/** Times the forecast share of non-green parcels. */
const excessMax = 2
/** Before that a share is luck. */
const parcelsMin = 100
/** Standard errors, since the share is looked at again with every parcel. */
const sureness = 4

export type WatchVerdict = 'watching' | 'exceeded' | 'passed'

export type WatchState = {
  readonly forecastPer10k: number
  readonly parcels: number
  readonly nonGreen: number
}

export type PackWatch = {
  readonly observe: (nonGreen: boolean) => WatchVerdict
  readonly state: () => WatchState
}

/** Exceeded as soon as the share is surely above twice the forecast, and at the latest by the plain count at the end. */
export function createPackWatch(forecastPer10k: number): PackWatch {
  const limit = Math.min(1, (forecastPer10k / 10_000) * excessMax)
  let parcels = 0
  let nonGreen = 0
  return {
    observe: (isNonGreen) => {
      parcels++
      if (isNonGreen) nonGreen++
      if (nonGreen > limit * watchedParcels) return 'exceeded'
      if (isNonGreen && parcels >= parcelsMin && lowestShare(nonGreen, parcels) > limit) return 'exceeded'
      return parcels >= watchedParcels ? 'passed' : 'watching'
    },
    state: () => ({ forecastPer10k, parcels, nonGreen }),
  }
}

/** The lower end of the Wilson interval. */
function lowestShare(hits: number, count: number): number {
  const share = hits / count
  const square = sureness ** 2 / count
  const spread = sureness * Math.sqrt((share * (1 - share) + square / 4) / count)
  return (share + square / 2 - spread) / (1 + square)
}

/** A sample without a single hit still allows three in its size (the rule of three). */
export function forecastOf(lanes: {
  readonly parcels: number
  readonly draftNonGreenPer10k: number
  readonly bandPer10k: number
  readonly judged: boolean
}): number {
  if (!lanes.judged) return lanes.bandPer10k
  return Math.max(lanes.draftNonGreenPer10k, Math.ceil(30_000 / lanes.parcels))
}
