import { script } from '@bomb.sh/tab'
import { CliProblem } from '../frame/exit.ts'
import { verb } from '../frame/verb.ts'

const shells = ['bash', 'zsh', 'fish', 'powershell']

export const completionVerbs = [
  verb('complete <shell>', {
    says: 'Prints what makes a shell complete this command: bash, zsh, fish or powershell.',
    more: 'bash: source <(paddock complete bash) · zsh: source <(paddock complete zsh) · fish: paddock complete fish | source',
    calls: [],
    run(_, { shell }) {
      if (!shells.includes(shell))
        throw new CliProblem('usage', `There is no completion for ${shell}, only for ${shells.join(', ')}.`)
      // It prints by itself.
      script(shell, 'paddock', 'paddock')
    },
  }),
]
