import { type Browser, chromium, type Page } from 'playwright-core'

/** Debian's Chromium, as a machine without screen, sandbox rights or a way out runs it. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })

/** What a page complained of: refusals by the Content-Security-Policy, and mistakes of its scripts. */
export interface Complaints {
  readonly all: readonly string[]
}

/** Opens an empty page with a session of its own. */
export async function openPage(
  browser: Browser,
  { url, width = 1440, height = 900 }: { url: string; width?: number; height?: number },
): Promise<{ page: Page; complaints: Complaints }> {
  const context = await browser.newContext({ baseURL: url, viewport: { width, height } })
  const page = await context.newPage()
  const all: string[] = []
  page.on('pageerror', error => all.push(error.message))
  page.on('console', message => {
    if (message.text().includes('Content Security Policy')) all.push(message.text())
  })
  return { page, complaints: { all } }
}

/**
 * Goes to an address of the portal.
 *
 * Chromium breaks off what it loads whenever an interface of the machine comes or goes (net::ERR_NETWORK_CHANGED), which
 * happens all the time where labs are made next door: a page that lost a part of itself is loaded again.
 */
export async function visit(page: Page, path: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    let cut = false
    const look = (request: { url(): string; failure(): { errorText: string } | null }) => {
      if (request.failure()?.errorText === 'net::ERR_NETWORK_CHANGED' && !request.url().includes('/v1/')) cut = true
    }
    page.on('requestfailed', look)
    const whole = await page.goto(path).then(
      () => true,
      (error: Error) => {
        if (!error.message.includes('ERR_NETWORK_CHANGED')) throw error
        return false
      },
    )
    page.off('requestfailed', look)
    if ((whole && !cut) || attempt === 5) return
  }
}
