// `beagle report`: names, options and help of its commands.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { analyticsDays } from '../jobs/analytics.ts'
import { weakPointDimensions } from '../jobs/analytics-tally.ts'
import { answerLanguages } from '../scoring/local-text.ts'
import type { ModelProgram } from './model-program.ts'
import { wholeNumber } from './option-values.ts'
import { reportWeakPoints } from './report-weak-points.ts'

export function addReport(program: Command, { streams, done, dataDirOption }: ModelProgram): void {
  program
    .command('report')
    .description('what stored decisions and checks say')
    .command('weak-points')
    .description('where alerts, checks and finds do not fit, each with an advice')
    .option('--country <code>', 'country of destination (default: all)', countryCode)
    .addOption(new Option('--by <dimension>', 'one of them only').choices([...weakPointDimensions]))
    .option('--days <n>', 'days back from now', wholeNumber, analyticsDays)
    .addOption(new Option('--language <tag>', 'of the report').choices([...answerLanguages]).default('en'))
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (options) => done(await reportWeakPoints(options, streams)))
}

function countryCode(text: string): string {
  const code = text.toUpperCase()
  if (!/^[A-Z]{2}$/.test(code)) throw new InvalidArgumentError('A country has two letters, such as BE.')
  return code
}
