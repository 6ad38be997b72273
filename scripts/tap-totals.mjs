// Reads a TAP report of the runner and prints "PASSED FAILED": the assertions it counted itself.

import { readFileSync } from 'node:fs'

const totals = [
  ...readFileSync(process.argv[2], 'utf8').matchAll(
    /^# \{ total: (\d+)(?:, pass: (\d+))?(?:, fail: (\d+))?/gm,
  ),
].at(-1)
process.stdout.write(totals === undefined ? '0 0\n' : `${totals[2] ?? 0} ${totals[3] ?? 0}\n`)
