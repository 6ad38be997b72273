// Brings a checkout to the state a command needs, then runs it: installs when the lockfile changed, builds when the sources did, else does nothing.
// Plain JavaScript without dependencies, because it runs before anything is installed.

import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..')
const [command, ...rest] = process.argv.slice(2)
// npm passes its own settings down; a nested npm would warn of the ones it does not know.
const environment = {
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('npm_config_'))),
  // The process tests start what was just built, not the sources.
  BEAGLE_TEST_BUILT: '1',
}

const packs = ['packs/eu-wildlife', 'packs/carrier-policy']
const [nodeMajor, nodeMinor] = process.versions.node.split('.').map(Number)

const commands = {
  start: () => run(process.execPath, [built('server.js'), ...rest]),
  beagle: () => run(process.execPath, [built('cli.js'), ...rest]),
  build: () => void built('server.js'),
  test: () => {
    built('server.js')
    run('npx', [...tap(), ...testArguments()])
  },
  'test:long': () => {
    built('server.js')
    environment.BEAGLE_KILL_ROUNDS = '50'
    environment.BEAGLE_DAMAGE_ROUNDS = '10'
    const also = ['test/store-crash.test.ts', 'test/store-crash-damage.test.ts']
    run('npx', [...tap(), '--timeout=600', '--jobs=1', ...glob('test/long'), ...also])
  },
}

refuseOldNode()
if (commands[command] === undefined) {
  process.stderr.write(`usage: node scripts/run.mjs ${Object.keys(commands).join('|')}\n`)
  process.exit(2)
}
commands[command]()

function refuseOldNode() {
  if (nodeMajor > 20 || (nodeMajor === 20 && nodeMinor >= 19)) return
  fail(
    `Beagle needs Node.js 20.19 or newer; this is ${process.versions.node}. Install a newer one from https://nodejs.org.`,
  )
}

/** CI asks for a TAP report, to count from. */
function tap() {
  const report = process.env.BEAGLE_TAP_REPORT
  return ['tap', 'run', '--reporter=terse', ...(report === undefined ? [] : [`--output-file=${report}`])]
}

/** npm ci when node_modules is not of this lockfile; then, on Node 20, the one native module by name, since install scripts are off. */
function install() {
  const lock = hashOf(readFileSync(join(root, 'package-lock.json')), process.version)
  const stamp = join(root, 'node_modules', '.beagle-install')
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return
  say('Installing packages (first time, or the lockfile changed) ...')
  mustRun(
    'npm',
    ['ci', '--no-audit', '--no-fund'],
    'The packages cannot be installed; is the npm registry within reach?',
  )
  // Release 13 of better-sqlite3, for Node 22 and later, brings its binaries along (see src/store/sqlite.ts).
  if (nodeMajor < 22) {
    mustRun(
      'npm',
      ['rebuild', 'better-sqlite3', '--ignore-scripts=false'],
      'better-sqlite3 has no ready-made binary for this machine and cannot be compiled: install a C++ toolchain (Debian: apt-get install build-essential python3) and run the command again.',
    )
  }
  // tap puts its plugins together once; ours leaves its TypeScript loader out, and tsx loads the tests.
  mustRun('npx', ['tap', 'build'], 'The test runner cannot be put together.')
  writeFileSync(stamp, lock)
}

/** Compiles when a source file is newer than the last build; returns the file to run. */
function built(entry) {
  install()
  const sources = sourceState()
  const stamp = join(root, 'dist', '.beagle-build')
  if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== sources) {
    say('Building ...')
    mkdirSync(join(root, 'dist'), { recursive: true })
    mustRun('npx', ['tsc', '-p', 'tsconfig.build.json'], 'The sources do not compile.')
    // Styles and scripts of the pages go as they are.
    cpSync(join(root, 'src/web/assets'), join(root, 'dist/web/assets'), { recursive: true })
    mustRun(
      process.execPath,
      [join('dist', 'cli.js'), 'pack', 'build', ...packs],
      'The packs cannot be read.',
    )
    writeFileSync(stamp, sources)
  }
  return join(root, 'dist', entry)
}

/** Names, sizes and times of all sources: cheap to take, and changes whenever a file does. */
function sourceState() {
  const files = [
    ...walk(join(root, 'src')),
    ...walk(join(root, 'packs')),
    join(root, 'tsconfig.json'),
    join(root, 'tsconfig.build.json'),
  ]
  return hashOf(
    ...files.map((file) => {
      const { size, mtimeMs } = statSync(file)
      return `${file}|${size}|${mtimeMs}`
    }),
  )
}

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* walk(path)
    else yield path
  }
}

function testArguments() {
  return rest.length > 0 ? rest : glob('test')
}

function glob(folder) {
  return readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.test.ts'))
    .sort()
    .map((name) => `${folder}/${name}`)
}

function hashOf(...parts) {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part).update('\n')
  return hash.digest('hex')
}

function mustRun(program, parameters, hint) {
  const output = spawnSync(program, parameters, {
    cwd: root,
    env: environment,
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  })
  if (output.status === 0) return
  const log = join(mkdtempSync(join(tmpdir(), 'beagle-')), 'output.log')
  writeFileSync(log, `${output.stdout ?? ''}${output.stderr ?? ''}`)
  fail(`${hint} (${[program, ...parameters].join(' ')} said more in ${log})`)
}

/** Runs the real command in our place: its output, its signals, its exit code. */
function run(program, parameters) {
  const cwd = program === process.execPath ? process.cwd() : root
  const child = spawn(program, parameters, { cwd, stdio: 'inherit', env: environment })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('error', (fault) => fail(fault.message))
  child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)))
}

function say(text) {
  process.stderr.write(`${text}\n`)
}

function fail(text) {
  process.stderr.write(`${text}\n`)
  process.exit(1)
}
