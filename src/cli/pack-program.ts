// `beagle pack`: names, options and help of its commands.

import { type Command, Option } from 'commander'
import { instant } from './option-values.ts'
import { packBacktest } from './pack-backtest.ts'
import { packBands } from './pack-bands.ts'
import { packBuild, packBundle, packDiff, packTest } from './pack-commands.ts'
import { packKeywords } from './pack-keywords.ts'
import { packLint } from './pack-lint.ts'
import { packTables } from './pack-tables.ts'
import type { CommandOutput } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type PackProgram = {
  readonly streams: CommandOutput
  readonly done: (code: number) => void
  readonly dataDirOption: () => Option
}

export function addPack(program: Command, given: PackProgram): void {
  const pack = program.command('pack').description('write, check and compare rule packs')
  addWriting(pack, given)
  addWeighing(pack, given)
}

function addWriting(pack: Command, { streams, done }: PackProgram): void {
  pack
    .command('lint')
    .description('find what is wrong or doubtful in a pack, and what its changes would hit')
    .argument('<dir>', 'pack folder')
    .option(
      '--base <path>',
      'pack folder or bundle whose changes to tell (default: the live pack of --data-dir)',
    )
    .option('--data-dir <dir>', 'try the rules on the last seven days of this data folder too')
    .option('--catalogue <dir>', 'goods lines to try the rules on (default: the shipped catalogue)')
    .option('--json', 'print JSON')
    .action(async (dir, options) => done(await packLint(dir, options, streams)))
  pack
    .command('test')
    .description('run the cases beside the rules through the whole scorer')
    .argument('<dir>', 'pack folder')
    .option('--json', 'print JSON')
    .action(async (dir, options) => done(await packTest(dir, options, streams)))
  pack
    .command('diff')
    .description('what changes from one pack folder to another')
    .argument('<before>', 'pack folder')
    .argument('<after>', 'pack folder')
    .action(async (before, after) => done(await packDiff(before, after, streams)))
  pack
    .command('build')
    .description('read packs ahead of time, for a quick start (part of the build)')
    .argument('<dir...>', 'pack folders')
    .action(async (dirs) => done(await packBuild(dirs, streams)))
  pack
    .command('bundle')
    .description('print the pack as one canonical JSON')
    .argument('<dir>', 'pack folder')
    .action(async (dir) => done(await packBundle(dir, streams)))
}

/** Held against parcels. */
function addWeighing(pack: Command, { streams, done, dataDirOption }: PackProgram): void {
  pack
    .command('backtest')
    .description('which parcels a pack would have judged otherwise, and what it would have cost in alerts')
    .argument('<dir>', 'pack folder')
    .option('--data-dir <dir>', 'over the live decisions of a data folder, also while it is serving')
    .option('--file <file>', 'over the parcels of an NDJSON file, one a line')
    .option('--against <dir>', 'pack folder to compare with (default: the live or the shipped pack)')
    .option(
      '--from <time>',
      'stored decisions from this time on (default: seven days before the end)',
      instant,
    )
    .option('--to <time>', 'up to but without this time (default: now)', instant)
    .option('--json', 'print JSON')
    .action(async (dir, { from, to, ...options }) =>
      done(
        await packBacktest(
          dir,
          { ...options, ...(from && { fromMs: from }), ...(to && { toMs: to }) },
          streams,
        ),
      ),
    )
  pack
    .command('export')
    .description('what a system that cannot call us may filter by, or the tables for a spreadsheet')
    .argument('<dir>', 'pack folder')
    .option('--keywords', 'exact words and HS codes, as CSV')
    .addOption(
      new Option('--tables <dir>', 'all tables as CSV, into this empty folder').conflicts('keywords'),
    )
    .option('--max-alerts <n/10k>', 'false alarms allowed per 10,000 parcels', '10/10k')
    .option('--catalogue <dir>', 'labelled lines to choose by (default: the shipped catalogue)')
    .option('--json', 'print JSON')
    .action(async (dir, { keywords, tables, ...options }) => {
      if (tables !== undefined) return done(await packTables(dir, tables, streams))
      if (keywords !== true) throw new UsageError('Give --keywords, or --tables <dir>.')
      done(await packKeywords(dir, options, streams))
    })
  pack
    .command('bands')
    .description('refit bounds of weight and value on own parcels: proposals, nothing is written')
    .argument('<dir>', 'pack folder')
    .addOption(new Option('--from-decisions', 'what stored live decisions declare').makeOptionMandatory())
    .addOption(dataDirOption())
    .option('--from <time>', 'from this time on (default: all)', instant)
    .option('--to <time>', 'up to but without this time (default: now)', instant)
    .option('--json', 'print JSON')
    .action(async (dir, { from, to, ...options }) =>
      done(
        await packBands(dir, { ...options, ...(from && { fromMs: from }), ...(to && { toMs: to }) }, streams),
      ),
    )
}
