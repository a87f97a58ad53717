import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Look {
  readonly width: number
  readonly height: number
  readonly colorScheme: 'light' | 'dark'
}

/** The two widths and two colours that every page is looked at in. */
const looks: readonly Look[] = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 1440, height: 900, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
]

/** Each width and each colour once: for many sides of one page, whose parts are seen elsewhere in all four. */
export const quickLooks: readonly Look[] = [
  { width: 1440, height: 900, colorScheme: 'light' },
  { width: 390, height: 844, colorScheme: 'dark' },
]

interface Finding {
  readonly id: string
  readonly nodes: readonly { readonly html: string; readonly any: readonly { readonly message: string }[] }[]
}

/** What axe finds on the page as it is, in both widths and colours unless others are given, as lines. WCAG 2.2 AA, and axe's best practice. */
export async function axeFindings(page: Page, seen: readonly Look[] = looks): Promise<string[]> {
  const found: string[] = []
  for (const { colorScheme, ...size } of seen) {
    await page.setViewportSize(size)
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // React draws in a later turn what the new width or colour asks for.
    await page.waitForTimeout(50)
    // Not as a script of the page: its Content-Security-Policy refuses what is not Paddock's.
    await page.evaluate(`if (!window.axe) { ${axe} }`)
    // Colours change nothing but contrast.
    const rules = colorScheme === 'dark' ? `runOnly: ['color-contrast'],` : ''
    const { violations } = (await page.evaluate(`axe.run(document, { ${rules} resultTypes: ['violations'] })`)) as {
      violations: readonly Finding[]
    }
    for (const { id, nodes } of violations)
      for (const node of nodes)
        found.push(`${size.width} ${colorScheme} ${id}: ${node.html.slice(0, 200)} ${node.any[0]?.message ?? ''}`)
    if ((await page.evaluate('document.documentElement.scrollWidth')) !== size.width)
      found.push(`${size.width} ${colorScheme}: the page is wider than the window`)
  }
  return found
}
