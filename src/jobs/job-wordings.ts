// What gates, switches, cases and jobs say: one English sentence a key, with gaps. Pages say the same keys in their own languages.

import { fillGaps, type SaidProblem, type WordingValues } from '../rules/problem-wordings.ts'

/** `kind` is pack or model. */
export const jobWordings = {
  GATE_LINT_HOLDS: 'no errors, {warnings, plural, one {# warning} other {# warnings}}',
  GATE_LINT_FAILS: '{errors, plural, one {# error} other {# errors}}, the first: {code}',
  GATE_CASES_HOLD: '{run, plural, one {# case holds} other {# cases hold}}',
  GATE_CASES_FAIL: '{failed} of {run} cases fail, the first: {rule} "{name}"',
  GATE_COST: 'costs {ratio} times what answers now; at most {most} is allowed',
  GATE_LANES_FEW:
    'only {parcels, plural, one {# recent parcel} other {# recent parcels}}: the share of non-green parcels is not judged',
  GATE_LANES:
    '{draft} non-green per 10,000 of {parcels} recent parcels (live {live}); the band allows {band}',
  GATE_TWO_PERSONS: 'Who uploaded or trained a {kind} does not activate it.',
  GATES_FAILED: 'Failed: {gates}.',
  ACTIVE_ALREADY: 'This {kind} is active already.',
  SWITCHING: 'Another pack or forest is being switched at this moment.',
  SWITCHED_MEANWHILE: 'Another pack or forest was switched on meanwhile.',
  NO_EARLIER: 'There is no earlier version in the slot "{slot}" to go back to.',
  IS_LIVE: 'This {kind} is the one that answers.',
  NOT_IN_SHADOW: 'This {kind} is not in shadow.',
  NO_TRAINING_SPREAD: 'The live forest does not say how its training rows were spread.',
  NOTHING_TO_TELL_APART:
    'Of {rows, plural, one {# checked parcel} other {# checked parcels}}, {positives} had listed specimens without valid papers. There is nothing to tell apart.',
  TOO_FEW_FINDS:
    'Of {rows, plural, one {# checked parcel} other {# checked parcels}}, {positives} had listed specimens without valid papers. At least {least} are needed to learn from, or force it.',
  JOB_RUNNING: 'Another job is running; wait for it or cancel it.',
  PACK_PROBLEMS: 'The pack has {count, plural, one {# problem} other {# problems}}.',
  MODEL_FAULTS: 'The model file has {count, plural, one {# fault} other {# faults}}.',
  BAD_DAY: 'A day is YYYY-MM-DD.',
  FROM_AFTER_TO: 'from has to lie before to.',
  REASON_TOO_SHORT: 'A reason has at least three letters.',
  NO_FILE: 'There is no file in the form.',
  FORM_UNREADABLE: 'The form cannot be read.',
  PACK_UNUSABLE: '{detail}',
  JOB_FAILED: '{detail}',
  PUT_BACK:
    'Pack {from} was put back to {to} at {at}: {nonGreen} of {parcels} parcels not green, {forecast} per 10,000 forecast.',
  MODEL_PUT_BACK:
    'Forest {from} was put back to {to} at {at}: {nonGreen} of {parcels} parcels not green, {forecast} per 10,000 forecast.',
  SHADOW_STOPPED: 'The {kind} in shadow {name} stopped: {detail}',
} as const

export type JobKey = keyof typeof jobWordings

/** `message` where English has more to say, or says it another way, than the sentence of the key. */
export function tells(key: JobKey, values: WordingValues = {}, message?: string): SaidProblem {
  return { message: message ?? fillGaps(jobWordings[key], values), wording: { key, values } }
}
