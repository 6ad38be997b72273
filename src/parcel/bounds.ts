// Hard bounds on everything a declaration may hold. Issue threads and schemas quote these names; nothing else repeats the numbers.

export const bounds = {
  bodyBytes: 1024 * 1024,
  lineBytes: 256 * 1024,
  manifestParcels: 1000,
  pieces: 200,
  descriptionUnits: 2000,
  partyFieldUnits: 512,
  codeUnits: 64,
  documents: 99,
  route: 20,
  handlingCodes: 20,
  /** Minor units; 1e9 as the design says, read as whole units of the declared currency. */
  valueUnits: 1e9,
  weightGrams: 1e8,
  quantity: 1e6,
} as const
