import { until } from '@paddock/testing'
import type { Page } from 'playwright-core'

/** Waits until an expression is true in the page. The page itself may not evaluate words: its Content-Security-Policy forbids that. */
export const untilTrue = (page: Page, expression: string): Promise<true> =>
  until(expression, async () => ((await page.evaluate(expression)) === true ? true : undefined), { withinMs: 5_000 })
