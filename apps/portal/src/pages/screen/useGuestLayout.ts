import { useLocalStorage } from '@mantine/hooks'
import type { KeyboardLayout } from '@paddock/model'

export const layouts: readonly { readonly value: KeyboardLayout; readonly label: string }[] = [
  { value: 'us', label: 'US' },
  { value: 'de', label: 'German' },
]

/** The keyboard layout that is set in the guests: asked once, and remembered. */
export const useGuestLayout = () =>
  useLocalStorage<KeyboardLayout>({
    key: 'paddock.guest-keyboard',
    defaultValue: 'us',
    getInitialValueInEffect: false,
  })
