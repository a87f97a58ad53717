import type { Page } from 'playwright-core'
import { visit } from './browser.ts'

interface Credentials {
  readonly email: string
  readonly password: string
  /** Null at the operators' door. */
  readonly tenant: string | null
}

/** Fills the door's form and presses its button. */
export async function knock(page: Page, { email, password, tenant }: Credentials): Promise<void> {
  await visit(page, tenant === null ? '/sign-in' : `/sign-in?tenant=${tenant}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
}

/** Signs in, and waits until the door is behind. */
export async function signInAs(page: Page, credentials: Credentials): Promise<void> {
  await knock(page, credentials)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
}
