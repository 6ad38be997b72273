// Splits the forest's whole points over features so that the integer lines sum exactly. Makes no arrays for a call.

/**
 * Lines are in proportion to the contributions, by largest remainder (ties: the lower index), and carry their
 * signs. Contributions that nearly cancel would make huge opposing lines out of few points, so the lines
 * against the sum are never allowed more points in all than the sum itself has: +5 may be 10 - 5, not 60 -
 * 55.
 *
 * Returns the points that no feature accounts for: 0, unless no contribution has the sign of `points`, when
 * it is all of them. So sum(out) + the answer is `points`, always.
 */
export function splitPoints(
  points: number,
  contributions: Float64Array,
  out: Int32Array | Float64Array,
): number {
  out.fill(0)
  if (points === 0) return 0
  const sign = points < 0 ? -1 : 1
  const size = Math.abs(points)
  let along = 0
  let against = 0
  for (let i = 0; i < contributions.length; i++) {
    const pull = contributions[i]! * sign
    if (pull > 0) along += pull
    else against -= pull
  }
  if (!(along > 0)) return points
  const opposed =
    along > 2 * against ? Math.round((size * against) / (along - against)) : against > 0 ? size : 0
  allot({ points: size + opposed, sign, side: sign, total: along, contributions, out })
  if (opposed > 0) allot({ points: opposed, sign: -sign, side: -sign, total: against, contributions, out })
  return 0
}

type Allotment = {
  readonly points: number
  /** Sign of the lines, and of the contributions that share in them. */
  readonly sign: number
  readonly side: number
  readonly total: number
  readonly contributions: Float64Array
  readonly out: Int32Array | Float64Array
}

function allot({ points, sign, side, total, contributions, out }: Allotment): void {
  let left = points
  let count = 0
  if (remainders.length < contributions.length) reserve(contributions.length)
  for (let i = 0; i < contributions.length; i++) {
    const pull = contributions[i]! * side
    if (!(pull > 0)) continue
    const exact = (points * pull) / total
    const share = Math.floor(exact)
    out[i] = sign * share
    left -= share
    remainders[count] = exact - share
    sharers[count++] = i
  }
  for (; left > 0; left--) {
    let most = 0
    for (let at = 1; at < count; at++) if (remainders[at]! > remainders[most]!) most = at
    out[sharers[most]!]! += sign
    remainders[most]! -= 1
  }
}

/**
 * Of the features that have a share, in their order: a row leaves half of them untouched. Shared by all calls, which are
 * synchronous. Dividing anew for every point handed out took 2 us of a decision.
 */
let remainders = new Float64Array(256)
let sharers = new Int32Array(256)

function reserve(features: number): void {
  remainders = new Float64Array(features)
  sharers = new Int32Array(features)
}
