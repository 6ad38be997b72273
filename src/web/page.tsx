// What every page has: its context, its frame, and the small parts that pages share. Nothing here knows what a page is about.

import type { AnswerLanguage } from '../scoring/local-text.ts'
import { answerLanguages } from '../scoring/local-text.ts'
import type { Principal } from '../store/decision-record.ts'
import { CarriedFields, type CarriedForm } from './carried-fields.tsx'
import type { Format } from './format.ts'
import { type Child, Fragment, type Html, h } from './html.ts'
import type { Say, Texts } from './texts/texts.ts'
import { textsOf } from './texts/texts.ts'

/** What a page is made with; `of` of `Pages` in pages.ts makes it from a request. */
export type Page = {
  readonly language: AnswerLanguage
  readonly t: Texts
  readonly say: Say
  readonly format: Format
  /** Null on pages that need no key. */
  readonly principal: Principal | null
  readonly csrfToken: string
  /** Path and query of this page, for coming back to it. */
  readonly path: string
  /** What this page answers and shows again, to be kept when another language is chosen; null where nothing would be lost. */
  readonly sent: CarriedForm | null
  readonly asset: (name: string) => string
}

export type LayoutProps = {
  readonly page: Page
  readonly title: string
  /** Names of files of `assets/` beside the common ones. */
  readonly scripts?: readonly string[]
  /** Wider pages for tables. */
  readonly wide?: boolean
  readonly children?: Child
}

export function Layout({ page, title, scripts = [], wide = false, children }: LayoutProps): Html {
  const { t, asset, language } = page
  return (
    <html lang={language}>
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${title} · Beagle`}</title>
        <link rel="icon" href={asset('beagle.svg')} type="image/svg+xml" />
        <link rel="stylesheet" href={asset('beagle.css')} />
        {[...scripts, 'comfort.js'].map((name) => (
          <script src={asset(name)} defer />
        ))}
      </head>
      <body>
        <a class="skip" href="#content">
          {t.layout.skip}
        </a>
        <Header page={page} />
        <main id="content" tabindex={-1} class={wide ? 'wide' : undefined}>
          {children}
        </main>
        <footer class="foot">
          <p>{t.layout.person}</p>
          <LanguageForm page={page} />
        </footer>
      </body>
    </html>
  )
}

function Header({ page }: { readonly page: Page }): Html {
  const { t, principal, say } = page
  return (
    <header class="top">
      <a class="brand" href="/">
        Beagle
      </a>
      {principal !== null && (
        <>
          <nav aria-label={t.layout.menu}>
            <ul>
              {menuOf(page).map(({ href, text, key }) => (
                <li>
                  <a
                    href={href}
                    aria-current={isCurrent(page.path, href) ? 'page' : undefined}
                    data-key={isCurrent(page.path, href) ? undefined : key}
                  >
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <div class="who">
            {principal.mode === 'test' && <span class="test-mark">{t.layout.testKey}</span>}
            <span>
              {say(t.layout.signedInAs, { client: principal.clientId, role: t.roles[principal.role] })}
            </span>
            <form method="post" action="/sign-out">
              <CsrfField page={page} />
              <button class="quiet" type="submit">
                {t.layout.signOut}
              </button>
            </form>
          </div>
        </>
      )}
    </header>
  )
}

type MenuEntry = {
  readonly href: string
  readonly text: string
  /** Alt and this letter lead there, from any other page. */
  readonly key?: string
}

/** A menu entry for each room the role may enter. */
function menuOf({ t, principal }: Page): MenuEntry[] {
  if (principal?.role === 'officer') {
    return [
      { href: '/desk', text: t.layout.desk, key: 'i' },
      { href: '/desk/queue', text: t.layout.queue, key: 'q' },
      { href: '/desk/training', text: t.layout.training },
    ]
  }
  if (principal?.role === 'ops' || principal?.role === 'auditor')
    return [{ href: '/ops', text: t.layout.ops }]
  return []
}

function isCurrent(path: string, href: string): boolean {
  const pathname = path.split('?')[0]!
  return pathname === href || (href === '/desk/training' && pathname.startsWith(`${href}/`))
}

function LanguageForm({ page }: { readonly page: Page }): Html {
  return (
    <form class="languages" method="post" action="/language" aria-label={page.t.language.choose}>
      <CsrfField page={page} />
      <input type="hidden" name="back" value={page.path} />
      <CarriedFields carried={page.sent} />
      {answerLanguages.map((language) => (
        <button
          class="quiet"
          type="submit"
          name="language"
          value={language}
          lang={language}
          aria-pressed={language === page.language ? 'true' : 'false'}
        >
          {textsOf(language).language.name}
        </button>
      ))}
    </form>
  )
}

/** Every form that posts has one; the server refuses it otherwise. */
export function CsrfField({ page }: { readonly page: Page }): Html {
  return <input type="hidden" name="_csrf" value={page.csrfToken} />
}
