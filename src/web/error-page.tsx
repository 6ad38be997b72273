// A refusal or a fault as a page. The reader gets a sentence and a number to quote; what really happened is in the log.

import { type AppError, errorCodes } from '../errors.ts'
import { type Html, h } from './html.ts'
import { Layout, type Page } from './page.tsx'

export type ErrorPageProps = {
  readonly page: Page
  readonly error: AppError
  readonly formExpired: boolean
  readonly requestId: string
}

export function ErrorPage({ page, error, formExpired, requestId }: ErrorPageProps): Html {
  const { t, say } = page
  return (
    <Layout page={page} title={t.errors.title}>
      <div class="panel narrow">
        <h1>{t.errors.title}</h1>
        <p role="alert">{formExpired ? t.errors.formExpired : sentenceOf(error, page)}</p>
        <p class="faint">{say(t.errors.number, { id: requestId })}</p>
        <p>
          <a href="/">{t.errors.back}</a>
        </p>
      </div>
    </Layout>
  )
}

/** The same request may well be taken a moment later. */
export function isBusy({ code }: AppError): boolean {
  return errorCodes[code].status === 503 || code === 'RATE_LIMITED'
}

function sentenceOf(error: AppError, { t }: Page): string {
  const { code } = error
  if (code === 'NOT_FOUND') return t.errors.notFound
  if (code === 'FORBIDDEN') return t.errors.forbidden
  if (code === 'PURGED') return t.errors.purged
  if (isBusy(error)) return t.errors.retry
  return errorCodes[code].status >= 500 ? t.errors.internal : t.errors.refused
}
