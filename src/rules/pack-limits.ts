// Bounds on what a pack may hold, so that a hostile or broken upload is refused within limits of time and
// memory.

export const packLimits = {
  files: 500,
  pathUnits: 200,
  yamlFileBytes: 2 * 1024 * 1024,
  csvFileBytes: 16 * 1024 * 1024,
  totalBytes: 48 * 1024 * 1024,
  bundleBytes: 64 * 1024 * 1024,
  yamlAliases: 50,
  yamlDepth: 40,
  rules: 20_000,
  /** Levels and characters of a parcel that stands in a case. */
  caseDepth: 12,
  caseUnits: 20_000,
  rows: 100_000,
  columns: 60,
  cellUnits: 4000,
  /** Values that one cell may hold, divided by `;`. */
  cellValues: 500,
  problems: 500,
} as const
