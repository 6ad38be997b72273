// GET /v1/analytics/weak-points and /data-quality: counts and rates with intervals, measured off the serving thread.

import type { FastifyInstance } from 'fastify'
import { problemSchema } from '../errors.ts'
import type { Analytics, AnalyticsAsked } from '../jobs/analytics.ts'
import type { AnalyticsReport } from '../jobs/analytics-decisions.ts'
import { weakPointsOf } from '../jobs/weak-points.ts'
import { packFault } from './pack-answers.ts'
import { refusal } from './refusal.ts'
import {
  type DataQualityQuery,
  dataQualityQuerySchema,
  dataQualitySchema,
  type WeakPointsQuery,
  weakPointsQuerySchema,
  weakPointsSchema,
} from './schemas/analytics-schema.ts'
import { sendJson } from './send-json.ts'

export type AnalyticsRoutesDeps = { readonly analytics: Analytics }

const tags = ['analytics']
const problems = { '4xx': problemSchema, '5xx': problemSchema }

export async function analyticsRoutes(
  app: FastifyInstance,
  { analytics }: AnalyticsRoutesDeps,
): Promise<void> {
  app.get<{ Querystring: WeakPointsQuery }>(
    '/v1/analytics/weak-points',
    {
      schema: {
        operationId: 'weakPoints',
        summary: 'Where alerts, checks and finds do not fit, each with an advice',
        description:
          'By route, office, rule, species or country of dispatch. Alerts and rules as they were decided; species and missing data as the live pack reads them today. At most five minutes old.',
        tags,
        querystring: weakPointsQuerySchema,
        response: { 200: weakPointsSchema, ...problems },
      },
    },
    async (request, reply) => {
      const report = await analytics.report(analyticsAsked(request.query)).catch(packFault)
      return sendJson(reply, { ...headOf(report), ...weakPointsOf(report, request.query.by) })
    },
  )

  app.get<{ Querystring: DataQualityQuery }>(
    '/v1/analytics/data-quality',
    {
      schema: {
        operationId: 'dataQuality',
        summary: 'Which data is missing or doubtful, by office, origin or client',
        tags,
        querystring: dataQualityQuerySchema,
        response: { 200: dataQualitySchema, ...problems },
      },
    },
    async (request, reply) => {
      const { by } = request.query
      const report = await analytics.report(analyticsAsked(request.query)).catch(packFault)
      return sendJson(reply, { ...headOf(report), by, whole: report.qualityOfAll, ...report.quality[by] })
    },
  )
}

type Window = Pick<WeakPointsQuery, 'country' | 'from' | 'to'>

/** Throws INVALID_REQUEST. */
function analyticsAsked({ country, from, to }: Window): AnalyticsAsked {
  const [fromMs, toMs] = [from, to].map((at) => (at === undefined ? undefined : Date.parse(at)))
  if (fromMs !== undefined && fromMs >= (toMs ?? Number.POSITIVE_INFINITY))
    throw refusal('INVALID_REQUEST', 'FROM_AFTER_TO')
  return {
    country: country ?? null,
    ...(fromMs === undefined ? {} : { fromMs }),
    ...(toMs === undefined ? {} : { toMs }),
  }
}

export function headOf({ country, fromMs, toMs, parcels, complete }: AnalyticsReport) {
  const [from, to] = [new Date(fromMs).toISOString(), new Date(toMs).toISOString()]
  return { country, from, to, parcels, complete, interval: 'wilson_95' as const }
}
