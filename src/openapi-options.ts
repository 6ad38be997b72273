// The OpenAPI 3.1 document, made from the zod schemas of the routes.

import type { SwaggerOptions } from '@fastify/swagger'
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { tidyDocument } from './openapi-tidy.ts'

export const openApiOptions: SwaggerOptions = {
  openapi: {
    openapi: '3.1.1',
    info: {
      title: 'Beagle',
      version: '1.0.0',
      description:
        'Scores declared parcels for the risk that they carry illegal wildlife. v1 only grows: accept unknown fields and codes; `action`, `lane` and `status` are closed sets.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/', description: 'This server' }],
    security: [{ key: [] }],
    components: {
      securitySchemes: {
        key: { type: 'http', scheme: 'bearer', description: 'bgl_live_... or bgl_test_...' },
      },
    },
    tags: [
      { name: 'scoring', description: 'Parcels in, decisions out' },
      { name: 'decisions', description: 'The record' },
      { name: 'outcomes', description: 'What checks found' },
      { name: 'queue', description: 'What to check next, and who works on what' },
      { name: 'practice', description: "An officer's own practice answers" },
      { name: 'packs', description: 'The life of rule packs' },
      { name: 'models', description: 'The life of forests' },
      { name: 'jobs', description: 'Long work' },
      { name: 'reference', description: 'Species, codes and facts' },
      { name: 'keys', description: 'Keys and clients, for an admin' },
      { name: 'operation', description: 'Health and metrics' },
    ],
  },
  transform: jsonSchemaTransform,
  transformObject: (input) => tidyDocument(jsonSchemaTransformObject(input)),
}
