// What the problems of a pack say: one English sentence a key, with gaps. Pages say the same keys in their own languages, so that no
// message has to be read to be translated.

/** A key is the code of the problem, or the code and what is wrong in particular. */
export const problemWordings = {
  NO_MANIFEST: 'is missing',
  UNKNOWN_FILE: 'is not part of a pack and is ignored',
  TOO_MANY_FILES: 'has {count} files',
  BAD_PATH: 'is not a plain path inside the pack',
  PACK_TOO_LARGE: 'has {bytes} bytes, at most {most} are read',
  FILE_TOO_LARGE: 'has {bytes} bytes, at most {most} are read',
  FILE_TOO_LARGE_TEXT: 'has {count} characters',
  TOO_LARGE: 'has more rows than a pack may have',
  DUPLICATE_RULE: "rule '{rule}' stands in {file}:{line} already",
  TOO_MANY_RULES: 'more than {most} rules',
  NOT_UTF8: 'is not UTF-8 text',
  CSV_SYNTAX: '{detail}',
  EMPTY_TABLE: 'has no header row',
  TOO_MANY_COLUMNS: 'has {count} columns',
  TOO_MANY_ROWS: 'has more than {most} rows',
  TOO_MANY_CELLS: 'row {row} has {cells} cells, the header has {columns}',
  MISSING_COLUMN: "column '{column}' is missing",
  DUPLICATE_COLUMN: "column '{column}' stands twice",
  UNKNOWN_COLUMN: "column '{column}' is not known and is ignored",
  CELL_TOO_LONG: 'has {count} characters',
  TOO_MANY_VALUES: 'holds {count} values',
  DATE_IN_CODE: "'{cell}' looks like a date in a code column",
  NUMBER_IN_CODE: "'{cell}' looks like a number in a code column",
  BAD_HS: "'{cell}' is not an HS code",
  LOST_ZERO: "'{cell}' has {digits} digits; an HS code has 2, 4 or 6",
  BAD_DATE: "'{cell}' is not an ISO date",
  BAD_YES_NO: "'{cell}' is neither yes nor no",
  AMBIGUOUS_NUMBER: "'{cell}' may mean thousands or decimals",
  BAD_NUMBER: "'{cell}' is not a number",
  DUPLICATE_ROW: "row {row}: '{id}' stands in row {earlier} already",
  DUPLICATE_ROW_ID: "id '{id}' stands twice",
  YAML_SYNTAX: '{detail}',
  YAML_TOO_DEEP: 'nests deeper than {most} levels',
  YAML_ALIASES: 'uses {count} aliases',
  YAML_ALIASES_UNRESOLVED: '{detail}',
  JSON_SYNTAX: '{detail}',
  NOT_A_BUNDLE: 'is not a pack bundle: {shape}',
  HASH_MISMATCH: 'says sha256 {said}, its content has {found}',
  BAD_VALUE_TYPE: '{path}: of the wrong kind, wanted is {wanted}',
  BAD_VALUE_SMALL: '{path}: too short or too small, at least {least}',
  BAD_VALUE_LARGE: '{path}: too long or too large, at most {most}',
  BAD_VALUE_CHOICE: '{path}: none of {wanted}',
  BAD_VALUE_FORM: '{path}: not written as it has to be',
  BAD_VALUE_KEYS: '{path}: unknown field {keys}',
  BAD_VALUE_OTHER: '{path}: cannot be taken',
  NO_POLICY: 'a customs pack needs a policy',
  BANDS_OUT_OF_ORDER: 'policy.likelihood.medium must be below high',
  UNKNOWN_TAXON_PARENT: "parent '{parent}' of '{id}' is no row",
  UNKNOWN_TAXON_LISTING: "a listing names taxon '{id}', which is no row of taxa.csv",
  UNKNOWN_TAXON_SUSPENSION: "a suspension names taxon '{id}', which is no row of taxa.csv",
  UNKNOWN_TAXON_TERM: "term '{term}' names taxon '{id}', which is no row of taxa.csv",
  TAXON_CYCLE: "the parents of '{id}' run in a circle",
  POINTS_TWICE: "rule '{rule}' has both points and a strength",
  NEGATIVE_POINTS: "rule '{rule}' takes points away: no rule may",
  CEL_SYNTAX: '{detail}',
  CEL_SYNTAX_UNEXPECTED: 'Unexpected token: {name}',
  CEL_TYPE: '{detail}',
  CEL_TYPE_NO_FACT: 'No such key: {name}',
  CEL_TYPE_NO_VARIABLE: 'Unknown variable: {name}',
  CEL_TYPE_NOT_BOOL: 'a condition must be bool, this one is {type}',
  CEL_ERROR: '{detail}',
  CEL_SUBSET: '{detail}',
  NO_STRENGTH_POINTS: "the pack gives no points for strength '{strength}'",
  DUPLICATE_CONDITION: "has the condition of rule '{other}'",
  NOT_MONOTONE_EXACTLY_ONE: 'exists_one over {list} stops with a second match',
  NOT_MONOTONE_ALL: 'all over {list} stops with one more element',
  NOT_MONOTONE_NONE: 'a negated exists over {list} stops with one more element',
  NOT_MONOTONE_WITHOUT_WORDS: 'a text that must not hold words can be padded with them',
  NOT_MONOTONE_EDGE: '{name} on a text can be padded away',
  NOT_MONOTONE_CHANGES: '{name} changes when innocent goods are added',
  NOT_MONOTONE_AGAINST: '{name} against {other}',
  NOT_MONOTONE_UPPER: 'an upper bound on {name} is passed by adding innocent goods',
  NOT_MONOTONE_NOT_IN: 'not being in {list} stops with one more element',
  NOT_MONOTONE_TURNS: '{name} turns false when innocent words or pieces are added',
  UNKNOWN_LIST: "there is no list '{list}'",
  PATTERN_UNBOUNDED: "pattern '{pattern}' matches every text",
  UNUSED_LIST: "no rule reads list '{list}'",
  FAMILY_WITHOUT_CAP: "policy.familyCaps names no cap for family '{family}'",
  UNUSED_CAP: "no rule is of family '{family}'",
  NO_POINTS: 'has neither points nor a strength',
  FEW_CASES:
    'has {firing} firing and {others, plural, one {# other case} other {# other cases}}; two of each are wanted',
  NEVER_FIRES: 'fires on none of {size} sample parcels',
  ALWAYS_FIRES: 'fires on {hits} of {size} sample parcels',
  SHADOWED: "fires on exactly the sample parcels of rule '{other}'",
  DATES_OUT_OF_ORDER: 'is valid from {from} to {to}',
  EXPIRED: 'was valid to {to}',
  NO_REVIEW_DATE: 'has no date by which it is reviewed',
  REVIEW_DUE: 'was to be reviewed by {day}',
  OPERATION_WITHOUT_END: "belongs to operation '{operation}' and has no end date",
  STALE_ROWS: '{stale} of {rows} rows were not checked for {days} days (the oldest on {oldest}): {kinds}',
  STALE_ROWS_NEVER: '{stale} of {rows} rows were not checked for {days} days (some never): {kinds}',
  STALE_LAW: 'the law is as of {day}',
  LAW_AHEAD: 'the law is as of {day}, which is still to come',
  STALE_RATES: 'exchange rates are as of {day}',
  NO_LEGAL_BASIS:
    '{count, plural, one {# listed population has} other {# listed populations have}} no legal basis',
  MISSING_TRANSLATION: '{where} has no {languages}',
  MISSING_TRANSLATION_ROW: '{where} is not in every language',
  FORBIDDEN_TO_CARRIERS: "{where} says '{text}'",
  CASE_UNSCORED: 'the parcel cannot be scored: {detail}',
  CASE_SILENT: 'did not fire; fired: {fired}',
  CASE_SILENT_UNSURE: 'did not fire: it ended in an error (missing data); fired: {fired}',
  CASE_FIRED: 'fired; also fired: {fired}',
  CODE_WITHOUT_TEXT: 'several rules share code {code}, codes has no sentence for it',
} as const

export type ProblemKey = keyof typeof problemWordings
export type WordingValues = Readonly<Record<string, string | number>>

/** What a message says, apart from the language: its key, what fills the gaps, and where in the pack it is. */
export type Wording = {
  readonly key: string
  readonly values: WordingValues
  readonly at?: WordingPlace
}

export type WordingPlace =
  | { readonly kind: 'rule'; readonly rule: string }
  | { readonly kind: 'condition'; readonly rule: string; readonly line: number; readonly column: number }
  | { readonly kind: 'cell'; readonly row: number; readonly column: string; readonly name: string }

export type SaidProblem = { readonly message: string; readonly wording: Wording }

/** `message` where English has more to say than the other languages: a library's own words. */
export function says(key: ProblemKey, values: WordingValues = {}, message?: string): SaidProblem {
  return { message: message ?? fillGaps(problemWordings[key], values), wording: { key, values } }
}

const gap = /\{(\w+)(?:, plural, one \{([^{}]*)\} other \{([^{}]*)\})?\}/g

/** `{name}` by its value, and the plural of two as the pages write it: `{count, plural, one {# row} other {# rows}}`. Anything else stays. */
export function fillGaps(text: string, values: WordingValues): string {
  return text.replace(gap, (whole, name: string, one?: string, other?: string) => {
    if (!Object.hasOwn(values, name)) return whole
    const value = values[name]!
    const words = value === 1 ? one : other
    return words === undefined ? String(value) : words.replaceAll('#', String(value))
  })
}
