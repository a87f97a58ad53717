import { notifications } from '@mantine/notifications'
import { ProblemNote } from './ProblemNote.tsx'
import { wordsOf } from './wordsOf.ts'

/** Shows a problem that has no place of its own on the page. It stays until it is closed: it may have to be copied. */
export function showProblem(error: unknown): void {
  notifications.show({
    color: 'red',
    title: wordsOf(error).title,
    message: <ProblemNote error={error} />,
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Close' },
    role: 'alert',
  })
}
