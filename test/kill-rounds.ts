// Kills a writing process at a random moment, starts again on what it left, and compares that with every acknowledgement it gave.
// For the two suites and for npm run kill-rounds.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { dataFolder } from '../src/store/data-folder.ts'
import { notErased } from '../src/store/decision-row.ts'
import { readHighWater } from '../src/store/high-water.ts'
import { openStore } from '../src/store/open-store.ts'
import { openSqlite } from '../src/store/sqlite.ts'
import type { Store } from '../src/store/store.ts'
import { verifyStore } from '../src/store/verify-store.ts'

export type KillTally = {
  rounds: number
  /** Of these, killed while the folder was being opened. */
  killedOpening: number
  /** Writes that the killed processes had acknowledged: decisions, outcomes, claims, releases, packs, keys. */
  acknowledged: number
  decisions: number
  outcomes: number
  /** On disk without an acknowledgement: they were under way, and are whole. */
  underWay: number
}

export type KillOptions = {
  readonly rounds: number
  /** Restarts on one folder before a fresh one is taken. */
  readonly roundsAFolder?: number
  readonly onRound?: (tally: KillTally) => void
  /** No further round begins after so long. */
  readonly msMax?: number
}

const childFile = join(import.meta.dirname, 'kill-child.ts')
/** Writers in the child, each with one write under way at most. */
const sides = 20
/** One in so many is killed while it opens the folder; of the first ones, which make it, every other. */
const openingEvery = 5

/** Throws at the first difference, with all that is wrong and the folder left for a look. */
export async function runKillRounds(options: KillOptions): Promise<KillTally> {
  const { rounds, roundsAFolder = 20, onRound, msMax = Number.POSITIVE_INFINITY } = options
  const tally = { rounds: 0, killedOpening: 0, acknowledged: 0, decisions: 0, outcomes: 0, underWay: 0 }
  const started = performance.now()
  while (tally.rounds < rounds && performance.now() - started < msMax) {
    const folder = mkdtempSync(join(tmpdir(), 'beagle-kill-'))
    const before = { ...tally }
    let next = startChild(folder)
    for (let round = 1; round <= roundsAFolder; round += 1) {
      const isLast =
        round === roundsAFolder || tally.rounds + 1 >= rounds || performance.now() - started >= msMax
      const child = next
      const isOpening = round % openingEvery === 0 || (round === 1 && tally.rounds % 40 === roundsAFolder)
      await killAtRandom(child, isOpening ? 'loaded' : round % 2 === 1 ? 'working' : 'ready')
      // The next one loads its modules while this one's work is checked.
      if (!isLast) next = startChild(folder)
      const seen = await checkAfterKill(folder, round)
      tally.rounds += 1
      if (isOpening) tally.killedOpening += 1
      tally.acknowledged = before.acknowledged + seen.acknowledged
      tally.decisions = before.decisions + seen.decisions
      tally.outcomes = before.outcomes + seen.outcomes
      tally.underWay = before.underWay + seen.underWay
      onRound?.(tally)
      if (isLast) break
    }
    rmSync(folder, { recursive: true, force: true })
  }
  return tally
}

type Child = { readonly process: ChildProcess; readonly said: (word: string) => Promise<void> }

function startChild(folder: string): Child {
  const log = join(folder, 'acknowledged')
  writeFileSync(log, '', { flag: 'a' })
  const child = spawn(process.execPath, ['--import=tsx', childFile, join(folder, 'data'), log], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let heard = ''
  child.stdout.on('data', (chunk: Buffer) => {
    heard += chunk
  })
  const said = async (word: string) => {
    while (!heard.includes(word)) {
      if (child.exitCode !== null) throw new Error(`the writing process ended by itself: ${child.exitCode}`)
      await Promise.race([once(child.stdout, 'data'), once(child, 'exit')])
    }
  }
  return { process: child, said }
}

/** At random after the moment at which it was told to begin, had opened the folder, or had its first outcome acknowledged. */
async function killAtRandom({ process, said }: Child, after: 'loaded' | 'ready' | 'working'): Promise<void> {
  await said('loaded')
  process.stdin!.write('go\n')
  await said(after)
  await sleep(Math.random() * 300)
  const gone = once(process, 'exit')
  process.kill('SIGKILL')
  await gone
}

type Seen = Pick<KillTally, 'acknowledged' | 'decisions' | 'outcomes' | 'underWay'>

async function checkAfterKill(folder: string, round: number): Promise<Seen> {
  const lines = readFileSync(join(folder, 'acknowledged'), 'utf8').split('\n').slice(0, -1)
  const dataDir = join(folder, 'data')
  // As a service starts: what recovery does with the log is part of the trial.
  const store = await openStore({ dataDir })
  try {
    const problems = [...compare(store, lines, round), ...checkRows(dataDir)]
    if (problems.length > 0) {
      throw new Error(
        `after kill ${round} of ${folder}, ${lines.length} acknowledged:\n  ${problems.join('\n  ')}`,
      )
    }
    const count = (pattern: RegExp) => lines.filter((line) => pattern.test(line)).length
    const outcomes = [...store.outcomes.iterate()].length
    const [decisions, told] = [count(/^(decision|old) /), count(/^outcome /)]
    const underWay = store.decisions.maxSeq() - decisions + outcomes - told
    return { acknowledged: lines.length, decisions, outcomes: told, underWay }
  } finally {
    await store.close()
  }
}

/** What was acknowledged against what is there. */
function compare(store: Store, lines: readonly string[], round: number): string[] {
  const problems: string[] = []
  const must = (holds: boolean, problem: string) => {
    if (!holds && problems.length < 20) problems.push(problem)
  }
  const ids = [...store.decisions.iterate({})].map(({ id }) => id)
  const outcomeIds = [...store.outcomes.iterate()].map(({ id }) => id)
  const [decisions, outcomes] = [new Set(ids), new Set(outcomeIds)]
  must(ids.length === decisions.size, 'a decision is there twice')
  must(outcomeIds.length === outcomes.size, 'an outcome is there twice')
  const keys = new Set(store.keys.list().map(({ id }) => id))
  const told = new Set<string>()
  const lastWords = new Map<string, string>()
  for (const line of lines) {
    const [what, id = '', decisionId = ''] = line.split(' ')
    told.add(id)
    if (what === 'decision') must(decisions.has(id), `decision ${id} is lost`)
    // A purge was at work: gone is well, unknown is not.
    else if (what === 'old') must(store.decisions.byId(id).kind !== 'none', `old decision ${id} is unknown`)
    else if (what === 'outcome') must(outcomes.has(id), `outcome ${id} is lost`)
    else if (what === 'bundle') must(store.bundles.get(id) !== null, `bundle ${id} is lost`)
    else if (what === 'key') must(keys.has(id), `key ${id} is lost`)
    if (what === 'outcome') lastWords.set(decisionId, what)
    else if (what === 'held' || what === 'released') lastWords.set(id, what)
  }
  for (const [id, what] of lastWords) {
    const found = store.decisions.byId(id)
    if (found.kind !== 'found') continue
    const { seq } = found.decision
    const isHeld = store.claims.of(seq) !== null
    must(
      isHeld === (what === 'held'),
      `the claim on ${id} is ${isHeld ? 'there' : 'lost'}, last was: ${what}`,
    )
    if (what === 'outcome') must(store.outcomes.lastWord(seq) !== null, `${id} is not checked`)
  }
  const untold = (all: readonly string[]) => all.filter((id) => !told.has(id)).length
  must(untold(outcomeIds) <= sides * round, 'more outcomes than were under way')
  must(untold(ids) <= sides * round, 'more decisions than were under way')
  must(store.meta.gap === null, `a gap: ${store.meta.gap?.message}`)
  return problems
}

/** The chain, and rows that came without the rows that belong to them. */
function checkRows(dataDir: string): string[] {
  const { database, highWater } = dataFolder(dataDir)
  const db = openSqlite(database, { readonly: true })
  const counts = {
    'decisions without their idempotency key': `SELECT count(*) FROM decisions d WHERE ${notErased}
      AND NOT EXISTS (SELECT 1 FROM idempotency i WHERE i.seq = d.seq)`,
    'idempotency keys without a decision': `SELECT count(*) FROM idempotency i
      WHERE NOT EXISTS (SELECT 1 FROM decisions d WHERE d.seq = i.seq)
      AND NOT EXISTS (SELECT 1 FROM erased e WHERE e.seq = i.seq)`,
    'outcomes without their last word': `SELECT count(*) FROM outcomes o
      WHERE NOT EXISTS (SELECT 1 FROM checked c WHERE c.seq = o.seq)`,
    'last words without an outcome': `SELECT count(*) FROM checked c
      WHERE NOT EXISTS (SELECT 1 FROM outcomes o WHERE o.seq = c.seq)`,
    'last words without what they teach': `SELECT count(*) FROM checked c
      WHERE NOT EXISTS (SELECT 1 FROM training_rows r WHERE r.id = c.training)`,
    'training rows of no outcome': `SELECT count(*) FROM training_rows r
      WHERE NOT EXISTS (SELECT 1 FROM checked c WHERE c.training = r.id)`,
    'claims on what is checked': `SELECT count(*) FROM claims c
      WHERE EXISTS (SELECT 1 FROM checked k WHERE k.seq = c.seq)`,
  }
  try {
    const { problems } = verifyStore(db, { mark: readHighWater(highWater), itemKey: null })
    const halves = Object.entries(counts)
      .map(([what, sql]) => [what, db.prepare(sql).pluck().get() as number] as const)
      .filter(([, count]) => count > 0)
      .map(([what, count]) => `${count} ${what}`)
    return [...problems, ...halves]
  } finally {
    db.close()
  }
}
