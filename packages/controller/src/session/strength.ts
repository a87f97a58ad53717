import { Problem, passwordTrouble } from '@paddock/model'

/** @throws Problem `invalid-input` with the field, for a new password that is easily guessed. */
export function demandStrong(password: string, known: readonly (string | null)[], path = '/password'): void {
  const message = passwordTrouble(
    password,
    known.filter(each => each !== null),
  )
  if (message === null) return
  throw new Problem(
    'invalid-input',
    `The password ${message}. Take another, such as four words that do not belong together.`,
    {
      fields: [{ in: 'body', path, message }],
    },
  )
}
