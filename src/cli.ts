#!/usr/bin/env node
// The command line: names, options and help. Every command is one function in cli/ that returns an exit code.

import { Command, Option } from 'commander'
import { clientSet, keyCreate, keyList, keyRevoke } from './cli/key-commands.ts'
import { addModel } from './cli/model-program.ts'
import { instant, wholeNumber } from './cli/option-values.ts'
import { addPack } from './cli/pack-program.ts'
import { addReport } from './cli/report-program.ts'
import { runScore } from './cli/score-command.ts'
import {
  defaultRetentionDays,
  storeBackup,
  storeExport,
  storePurge,
  storeVerify,
} from './cli/store-commands.ts'
import { storeErase, storeRotatePartyKey } from './cli/store-erase.ts'
import { storeTrainingExport } from './cli/store-training-export.ts'
import { UsageError } from './cli/usage-error.ts'
import { readConfig } from './config.ts'
import { scorerVersion } from './scoring/scorer-version.ts'
import { type KeyMode, type Role, roles } from './store/decision-record.ts'

const streams = { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr }

const done = (code: number): void => {
  process.exitCode = code
}

const dataDirOption = () =>
  new Option('--data-dir <dir>', 'data folder').default(
    readConfig(process.env).dataDir,
    'BEAGLE_DATA_DIR or ./data',
  )

function addScore(program: Command): void {
  program
    .command('score')
    .description(
      'score a parcel, an array, NDJSON or a CSV manifest; prints decisions in the same form and order',
    )
    .argument('<file>', 'a JSON, NDJSON (.ndjson, .jsonl) or CSV file, or - for standard input')
    .addOption(
      new Option('--audience <who>', 'who reads the answer')
        .choices(['officer', 'carrier'])
        .default('officer'),
    )
    .option('--ndjson', 'one parcel a line, of any length')
    .option('--csv', 'a CSV manifest with a header row')
    .option('--pack <dir>', 'pack folder (default: the shipped pack)')
    .option('--model <file>', 'forest file (default: the shipped forest)')
    .option('--no-model', 'score without a forest')
    .option('--as-of <time>', 'RFC 3339 time for parcels without postedAt (default: now)')
    .option('--language <tag>', 'en, fr, de or nl', 'en')
    .action(async (file, { model, ...options }) =>
      done(await runScore(file, { ...options, ...forest(model) }, streams)),
    )
}

/** commander gives `true` for neither --model nor --no-model. */
function forest(model: string | boolean | undefined): { model?: string | false } {
  return typeof model === 'string' || model === false ? { model } : {}
}

function addKeys(program: Command): void {
  const key = program.command('key').description('API keys: shown once, only a hash is kept')
  key
    .command('create')
    .description('make a key (while no server runs on the data folder)')
    .requiredOption('--client <id>', 'who the key belongs to')
    .addOption(new Option('--role <role>', 'what it may do').choices([...roles]).makeOptionMandatory())
    .addOption(new Option('--mode <mode>', 'live or test').choices(['live', 'test']).default('live'))
    .option('--label <text>', 'a note for you')
    .option('--expires-in-days <n>', 'days until it ends', wholeNumber)
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (options: { role: Role; mode: KeyMode; client: string; dataDir: string }) =>
      done(await keyCreate(options, streams)),
    )
  key
    .command('list')
    .option('--client <id>', 'of this client only')
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (options) => done(await keyList(options, streams)))
  key
    .command('revoke')
    .argument('<id>', 'id of the key')
    .addOption(dataDirOption())
    .action(async (id, { dataDir }) => done(await keyRevoke({ id, dataDir }, streams)))
}

function addClient(program: Command): void {
  program
    .command('client')
    .description("a client's own sort codes and rate")
    .command('set')
    .requiredOption('--client <id>', 'which client')
    .option('--sort-code <action=code...>', 'its code for an action, or for "unscored"; may be repeated')
    .option('--parcels-per-minute <n>', 'its limit', wholeNumber)
    .addOption(dataDirOption())
    .action(async (options) => done(await clientSet(options, streams)))
}

function addStore(program: Command): void {
  const store = program.command('store').description('the data folder')
  store
    .command('backup')
    .description('copy the store, also while it is serving')
    .argument('<to>', 'folder to write to')
    .addOption(dataDirOption())
    .action(async (to, { dataDir }) => done(await storeBackup({ to, dataDir }, streams)))
  store
    .command('verify')
    .description('check the audit chain and every row')
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (options) => done(await storeVerify(options, streams)))
  store
    .command('purge')
    .description('erase decisions past their retention')
    .option('--retention-days <n>', 'days a decision is kept', wholeNumber, defaultRetentionDays)
    .option('--dry-run', 'only say what would go')
    .addOption(dataDirOption())
    .action(async (options) => done(await storePurge(options, streams)))
  addErasure(store)
  store
    .command('export')
    .description('decisions as NDJSON, oldest first; or rows to learn from, as CSV')
    .option('--training [file]', 'rows to learn from (default: standard output)')
    .option('--dictionary <file>', 'with --training: where to say what the columns mean')
    .option('--from <time>', 'from this time on', instant)
    .option('--to <time>', 'up to but without this time', instant)
    .option('--client <id>', 'of this client only')
    .addOption(dataDirOption())
    .action(async ({ from, to, training, dictionary, ...rest }) => {
      const options = { ...rest, ...(from && { fromMs: from }), ...(to && { toMs: to }) }
      if (training === undefined) return done(await storeExport(options, streams))
      if (rest.client !== undefined) throw new UsageError('Rows to learn from name no client.')
      const files = { ...(training !== true && { file: training }), ...(dictionary && { dictionary }) }
      return done(await storeTrainingExport({ ...options, ...files }, streams))
    })
}

function addErasure(store: Command): void {
  store
    .command('erase')
    .description('erase what is known of one person or one item (while no server runs on the data folder)')
    .option('--name <name>', 'of a sender or addressee; - reads it from standard input')
    .option('--phone <number>', 'the same')
    .option('--email <address>', 'the same')
    .option('--item-id <id>', 'the same, of an item')
    .option('--reference <case>', 'case number for the audit chain; no name')
    .option('--dry-run', 'only say what would go')
    .addOption(dataDirOption())
    .action(async (options) => done(await storeErase(options, streams)))
  store
    .command('rotate-party-key')
    .description('hash parties under a new key from the next start on')
    .addOption(dataDirOption())
    .action(async (options) => done(await storeRotatePartyKey(options, streams)))
}

function buildProgram(): Command {
  const program = new Command('beagle')
    .description('Scores declared parcels for the risk that they carry illegal wildlife.')
    .version(scorerVersion)
    .showHelpAfterError()
  addScore(program)
  addPack(program, { streams, done, dataDirOption })
  addModel(program, { streams, done, dataDirOption })
  addReport(program, { streams, done, dataDirOption })
  addKeys(program)
  addClient(program)
  addStore(program)
  program
    .command('serve')
    .description('start the HTTP service (configured by BEAGLE_* variables, see docs/operations.md)')
    .action(async () => {
      await import('./server.ts')
    })
  return program
}

// Somebody who reads the first lines only (`| head`) has had enough: that is no fault of ours.
process.stdout.on('error', (fault: NodeJS.ErrnoException) => process.exit(fault.code === 'EPIPE' ? 0 : 1))

try {
  await buildProgram().parseAsync()
} catch (fault) {
  const isUsage = fault instanceof UsageError || (fault as { code?: string }).code === 'ENOENT'
  process.stderr.write(`${isUsage ? (fault as Error).message : (fault as Error).stack}\n`)
  process.exitCode = 2
}
