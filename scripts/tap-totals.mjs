// Reads a TAP report of the runner and prints "PASSED FAILED": the assertions it counted itself. What failed goes to stderr, a line each, by file and test.

import { readFileSync } from 'node:fs'

const indentOf = (spaces) => spaces.length / 4
/** What a busy reader can take in; the report has the rest. */
const shownMax = 50

const report = readFileSync(process.argv[2], 'utf8')
const totals = [...report.matchAll(/^# \{ total: (\d+)(?:, pass: (\d+))?(?:, fail: (\d+))?/gm)].at(-1)
process.stdout.write(totals === undefined ? '0 0\n' : `${totals[2] ?? 0} ${totals[3] ?? 0}\n`)

const open = []
const failures = []
for (const [, spaces, subtest, failed] of report.matchAll(
  /^( *)(?:# Subtest: (.*)|not ok \d+ - (?!.*# (?:SKIP|TODO))(.*))$/gm,
)) {
  const depth = indentOf(spaces)
  if (subtest !== undefined) {
    open.length = depth
    open[depth] = subtest
    continue
  }
  // A test fails with what fails in it: only the innermost is told.
  const path = [...open.slice(0, depth), failed.replace(/ # time=.*$/, '')].join(' > ')
  if (!failures.some((known) => known.startsWith(`${path} > `))) failures.push(path)
}
for (const failure of failures.slice(0, shownMax)) process.stderr.write(`not ok: ${failure}\n`)
if (failures.length > shownMax) process.stderr.write(`and ${failures.length - shownMax} more\n`)
