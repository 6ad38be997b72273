// The same rules on the same facts in three engines: ours, json-rules-engine, and a decision table of ZEN.

import assert from 'node:assert/strict'
import type { Code } from '../code.ts'
import {
  type Condition,
  fieldNames,
  flatten,
  holds,
  ourEngine,
  type PlainRule,
  plainRules,
  sampleCount,
  sampleFacts,
} from '../plain-rules.ts'
import { type Peers, peerName } from './peer-packages.ts'
import type { Contender } from './race.ts'

/** Answers that come later are asked for this many at a time. */
export const together = 16

export async function ruleContenders(
  dist: string,
  code: Code,
  peers: Peers,
  count: number,
): Promise<readonly Contender[]> {
  const sheets = sampleFacts(code)
  const flat = sheets.map(flatten)
  const rules = plainRules(count, sheets)
  const expected = flat.map((facts) =>
    rules
      .filter((rule) => holds(rule, facts))
      .map(({ id }) => id)
      .sort(),
  )
  const fired = expected.reduce((sum, ids) => sum + ids.length, 0)
  assert(fired > 0, 'some rule must fire')

  const ours = await ourEngine(dist, rules)
  const library = peers.jsonRulesEngine()
  for (const rule of rules) library.addRule(libraryRule(rule))
  const zen = peers.zenDecision(zenTable(rules))
  const answers = {
    ours: (at: number) => ours.firedIds(sheets[at]!),
    library: async (at: number) => (await library.run(flat[at]!)).events.map(({ type }) => type),
    zen: async (at: number) =>
      ((await zen.evaluate(flat[at]!)).result as readonly { id: string }[]).map(({ id }) => id),
  }
  for (let at = 0; at < sampleCount; at++) {
    for (const answer of Object.values(answers)) {
      assert.deepEqual(
        [...(await answer(at))].sort(),
        expected[at],
        'the engines must agree before they are timed',
      )
    }
  }
  return [
    { name: 'beagle', run: (calls) => ours.evaluate(sheets, calls) },
    { name: peerName('json-rules-engine'), run: inGroups((at) => library.run(flat[at]!)) },
    { name: peerName('@gorules/zen-engine'), run: inGroups((at) => zen.evaluate(flat[at]!)) },
  ]
}

function inGroups(call: (at: number) => Promise<unknown>) {
  return async (calls: number) => {
    for (let done = 0; done < calls; done += together) {
      const size = Math.min(together, calls - done)
      await Promise.all(Array.from({ length: size }, (_, at) => call((done + at) % sampleCount)))
    }
  }
}

const libraryOperators = { '==': 'equal', '>': 'greaterThan', '<': 'lessThan' } as const

function libraryRule({ id, all }: PlainRule): object {
  const conditions = all.map(({ field, operator, value }) => ({
    fact: field,
    operator: libraryOperators[operator],
    value,
  }))
  return { conditions: { all: conditions }, event: { type: id } }
}

/** One row a rule, one column a field; an empty cell holds for everything. */
function zenTable(rules: readonly PlainRule[]): object {
  const position = { x: 0, y: 0 }
  const rows = rules.map(({ id, all }) => ({
    _id: id,
    ...Object.fromEntries(
      fieldNames.map((name) => [name, zenCell(all.filter(({ field }) => field === name))]),
    ),
    out: JSON.stringify(id),
  }))
  const content = {
    hitPolicy: 'collect',
    inputs: fieldNames.map((name) => ({ id: name, name, field: name })),
    outputs: [{ id: 'out', name: 'id', field: 'id' }],
    rules: rows,
  }
  return {
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position },
      { id: 'table', name: 'table', type: 'decisionTableNode', content, position },
      { id: 'end', name: 'end', type: 'outputNode', position },
    ],
    edges: [
      { id: 'a', sourceId: 'in', targetId: 'table', type: 'edge' },
      { id: 'b', sourceId: 'table', targetId: 'end', type: 'edge' },
    ],
  }
}

function zenCell(conditions: readonly Condition[]): string {
  return conditions
    .map(({ operator, value }) => (operator === '==' ? JSON.stringify(value) : `${operator} ${value}`))
    .join(' and ')
}
