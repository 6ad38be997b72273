// docs/facts.md: what rules may read, from the same registry that types their conditions.

import { describeFacts } from '../src/scoring/fact-description.ts'
import { factRegistry } from '../src/scoring/fact-registry.ts'

const head = `# Facts

What a rule's condition may read (CEL, see [cel.md](cel.md)); \`GET /v1/facts\` answers the same. Made by \`scripts/docs.ts\` from
\`src/scoring/fact-registry.ts\`; do not edit. \`[]\` stands for an element of a list. A fact marked *maybe* can be missing: reading it then is
an error, which \`||\`, \`&&\` and \`exists\` absorb, and a rule that ends in one does not fire.

| fact | type | unit | |
|---|---|---|---|
`

export function factsPage(): string {
  const rows = describeFacts(factRegistry).map(
    ({ path, type, optional, unit, doc }) =>
      `| \`${path}\` | ${type.replaceAll('<', '&lt;')}${optional ? ', maybe' : ''} | ${unit ?? ''} | ${doc} |`,
  )
  return `${head}${rows.join('\n')}\n`
}
