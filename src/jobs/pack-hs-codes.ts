// Picks HS codes for a filter that cannot call us, as words are picked: the most wildlife for the fewest false alarms. Pure.

export type DeclaredCodes = {
  /** Digits of all codes of one kind of parcel. */
  readonly codes: readonly string[]
  /** Chosen on one half, measured on the other. */
  readonly half: 0 | 1
  /** How many parcels like that. */
  readonly wildlife: number
  readonly other: number
}

export type HsCode = { readonly code: string; readonly found: number; readonly alarms: number }

export type HsReport = {
  readonly codes: readonly HsCode[]
  readonly parcels: { readonly wildlife: number; readonly other: number }
  /** Of codes chosen on one half of the parcels and measured on the other, both ways. */
  readonly expected: { readonly recall: number; readonly alarmsPer10k: number }
}

export function chooseHsCodes(
  parcels: readonly DeclaredCodes[],
  candidates: readonly string[],
  alarmsPer10kMax: number,
): HsReport {
  const halves = [0, 1].map((half) => parcels.filter((one) => one.half === half))
  const crossed = [0, 1].flatMap((half) =>
    declaredUnder(choose(halves[half]!, candidates, alarmsPer10kMax), halves[1 - half]!),
  )
  const [all, met] = [totals(parcels), totals(crossed)]
  return {
    codes: choose(parcels, candidates, alarmsPer10kMax),
    parcels: all,
    expected: {
      recall: round(all.wildlife === 0 ? 0 : met.wildlife / all.wildlife, 1000),
      alarmsPer10k: round(all.other === 0 ? 0 : (met.other / all.other) * 10_000, 10),
    },
  }
}

/** Greedy, like the words. */
function choose(
  parcels: readonly DeclaredCodes[],
  candidates: readonly string[],
  alarmsPer10kMax: number,
): HsCode[] {
  let alarmsLeft = Math.floor((totals(parcels).other * alarmsPer10kMax) / 10_000)
  let left = parcels
  const open = new Set(candidates)
  const chosen: HsCode[] = []
  for (;;) {
    let best: HsCode | null = null
    for (const code of open) {
      const { wildlife, other } = totals(declaredUnder([{ code }], left))
      if (wildlife === 0 || other > alarmsLeft) continue
      if (best === null || wildlife / (other + 1) > best.found / (best.alarms + 1))
        best = { code, found: wildlife, alarms: other }
    }
    if (best === null) return chosen
    const { code, alarms } = best
    chosen.push(best)
    open.delete(code)
    alarmsLeft -= alarms
    left = left.filter(({ codes }) => !codes.some((declared) => declared.startsWith(code)))
  }
}

function declaredUnder(
  chosen: readonly Pick<HsCode, 'code'>[],
  parcels: readonly DeclaredCodes[],
): DeclaredCodes[] {
  return parcels.filter(({ codes }) =>
    codes.some((declared) => chosen.some(({ code }) => declared.startsWith(code))),
  )
}

function totals(parcels: readonly DeclaredCodes[]): { wildlife: number; other: number } {
  let [wildlife, other] = [0, 0]
  for (const parcel of parcels) {
    wildlife += parcel.wildlife
    other += parcel.other
  }
  return { wildlife, other }
}

const round = (value: number, steps: number): number => Math.round(value * steps) / steps
