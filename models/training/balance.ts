// Weighs training rows so that rule points alone tell nothing: in each band of rule points guilt and innocence weigh the same. What a
// forest then learns is what the rules leave open, and its points add to theirs without counting a word twice.

export type Judged = { readonly label: 0 | 1; readonly ruleTotal: number }

/** Upper edges of the bands; rule points are whole numbers and one weak rule is 8 of them. */
const bandEdges = [0, 10, 20, 30, 42, 54, 68, 84] as const
/** A band with a handful of one side would make those few parcels heavy beyond reason. */
const weightMax = 12

export function balanceByRules(parcels: readonly Judged[]): Float64Array {
  const sides = bandEdges.length + 1
  const counts = [new Float64Array(sides), new Float64Array(sides)] as const
  const bands = parcels.map(({ ruleTotal }) => bandOf(ruleTotal))
  for (const [index, parcel] of parcels.entries()) counts[parcel.label][bands[index]!]!++
  return Float64Array.from(parcels, ({ label }, index) => {
    const band = bands[index]!
    const all = counts[0][band]! + counts[1][band]!
    return Math.min(weightMax, all / 2 / counts[label][band]!)
  })
}

function bandOf(ruleTotal: number): number {
  const band = bandEdges.findIndex((edge) => ruleTotal <= edge)
  return band === -1 ? bandEdges.length : band
}
