// Encoders turn a category (or a pair of them) into numbers a forest can split on. The shape in the model file, and how it is read when serving.

import { z } from 'zod'

export const encoderBounds = { encoders: 64, keys: 200_000, keyUnits: 128 } as const

/**
 * `target`: the label mean of a key, shrunk to the prior; an unknown key is worth the prior.
 * `frequency`: log(1 + training rows with the key); an unknown key is worth 0, which is the prior then.
 */
export const encoderSchema = z.strictObject({
  name: z.string().min(1).max(64),
  kind: z.enum(['target', 'frequency']),
  /** Names of the categories whose values, joined by `joinKey`, make the key. */
  inputs: z.array(z.string().min(1).max(64)).min(1).max(4),
  prior: z.number(),
  smoothing: z.number().min(0).max(1e6),
  keys: z.array(z.string().max(encoderBounds.keyUnits)).max(encoderBounds.keys),
  values: z.array(z.number()).max(encoderBounds.keys),
})
export type EncoderTable = z.infer<typeof encoderSchema>
