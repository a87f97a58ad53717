import { useLocalStorage } from '@mantine/hooks'

export type View = 'table' | 'cards'

/** Whether labs are shown as a table or as cards, as chosen in this browser. */
export const useView = () =>
  useLocalStorage<View>({
    key: 'paddock.labs.view',
    defaultValue: 'table',
    getInitialValueInEffect: false,
    serialize: value => value,
    deserialize: value => (value === 'cards' ? 'cards' : 'table'),
  })
