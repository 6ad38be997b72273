// Declared document codes and what they say. A typed number proves nothing; only `verified` does (design: documents).

import type { DeclaredDocument } from '../parcel/parcel.ts'
import type { Facts } from './fact-registry.ts'

/** CITES permits, certificates and labels of UCC data element 12 03. */
const citesDocumentCodes: ReadonlySet<string> = new Set([
  'C400',
  'C401',
  'C402',
  'C403',
  'C404',
  'C405',
  'C406',
  'C635',
  'C638',
  'C639',
])

export function documentFacts(documents: readonly DeclaredDocument[]): Facts['documents'] {
  const codes = documents.map((document) => document.code)
  return {
    codes,
    cites: codes.some((code) => citesDocumentCodes.has(code)),
    verified: documents.some((document) => document.verified && citesDocumentCodes.has(document.code)),
    selfExemption: codes.includes('Y900'),
    personalEffects: codes.includes('Y932'),
  }
}
