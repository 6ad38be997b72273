// `beagle model`: names, options and help of its commands.

import { type Command, InvalidArgumentError, Option } from 'commander'
import { modelEvaluate } from './model-evaluate.ts'
import { runModelEvaluateCustoms } from './model-evaluate-customs.ts'
import { exportFormats, exportModel, showModelCard } from './model-files.ts'
import { importModel } from './model-import.ts'
import { modelTrain } from './model-train.ts'
import { type CommandOutput, runCommand } from './store-output.ts'
import { UsageError } from './usage-error.ts'

export type ModelProgram = {
  readonly streams: CommandOutput
  readonly done: (code: number) => void
  readonly dataDirOption: () => Option
}

export function addModel(program: Command, given: ModelProgram): void {
  const { streams, done } = given
  const model = program.command('model').description('grow and judge forests')
  addTrain(model, given)
  addEvaluate(model, given)
  model
    .command('card')
    .description('what a forest was trained on, how well it did, what it may be used for')
    .argument('<file>', 'model file')
    .option('--json', 'print JSON')
    .action(async (file, options) => done(await showModelCard(file, options, streams)))
  model
    .command('export')
    .description('write a forest in another form')
    .argument('<file>', 'model file')
    .addOption(new Option('--format <name>', 'for whom').choices([...exportFormats]).makeOptionMandatory())
    .option('--out <file>', 'where to (default: standard output)')
    .action(async (file, options) => done(await exportModel(file, options, streams)))
  model
    .command('import')
    .description('read a forest grown with ml-random-forest, as `RandomForestRegression.toJSON` writes it')
    .argument('<file>', 'JSON of the library')
    .requiredOption('--like <file>', 'model file whose columns and encoders it was grown on')
    .option('--rows <file>', 'CSV of training rows: for node means and a calibrator of its own')
    .option('--id <id>', 'name of the model', 'imported')
    .option('--out <file>', 'where to', 'model.json')
    .action(async (file, options) => done(await importModel(file, options, streams)))
}

function addTrain(model: Command, { streams, done, dataDirOption }: ModelProgram): void {
  model
    .command('train')
    .description('grow a forest from recorded outcomes, also while the data folder is serving')
    .requiredOption('--since <day>', 'first day of decisions whose outcomes train, as YYYY-MM-DD', day)
    .option('--until <day>', 'last day; keep later ones to judge on', day)
    .option('--force', 'train although there are fewer than 50 finds')
    .option('--out <file>', 'where to', 'model.json')
    .option('--id <id>', 'name of the model (default: after its last day)')
    .option('--seed <n>', 'same rows and seed, same bytes', wholeNumber, 1)
    .option('--trees <n>', 'how many trees', wholeNumber)
    .option('--json', 'print JSON')
    .addOption(dataDirOption())
    .action(async (options) => done(await modelTrain(options, streams)))
}

function addEvaluate(model: Command, { streams, done, dataDirOption }: ModelProgram): void {
  model
    .command('evaluate')
    .description(
      'judge a forest on checked parcels; or, with --dataset, the growing of forests on public data',
    )
    .argument('[file]', 'model file')
    .option('--live <file>', 'model file to compare with (default: the live one of the data folder)')
    .option('--rows <file>', 'CSV of training rows (default: those of the data folder)')
    .option('--since <day>', 'first day of decisions', day)
    .option('--until <day>', 'last day', day)
    .addOption(dataDirOption())
    .addOption(new Option('--dataset <name>', 'whose data').choices(['customs']))
    .option('--train <file>', 'with --dataset: CSV to train on')
    .option('--test <file>', 'with --dataset: CSV to judge on')
    .option('--seeds <n>', 'with --dataset: how many seeds', wholeNumber, 5)
    .option('--json', 'print JSON')
    .action(async (file, { dataset, train, test, seeds, ...options }) => {
      if (dataset !== undefined) {
        if (train === undefined || test === undefined)
          throw new UsageError('--dataset needs --train FILE and --test FILE.')
        return done(await runModelEvaluateCustoms({ train, test, seeds, json: options.json }, streams))
      }
      if (file === undefined) throw new UsageError('Name a model file, or --dataset.')
      done(await runCommand(streams, () => modelEvaluate(file, options, streams)))
    })
}

function wholeNumber(text: string): number {
  const number = Number(text)
  if (!Number.isInteger(number) || number < 1)
    throw new InvalidArgumentError('a whole number above 0 is needed.')
  return number
}

function day(text: string): string {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new InvalidArgumentError('a day as YYYY-MM-DD is needed.')
  return text
}
