import { useLocalStorage } from '@mantine/hooks'

/** Whether the side bar shows icons only, as chosen in this browser. */
export function useFolded(): [folded: boolean, fold: () => void] {
  const [folded, setFolded] = useLocalStorage({
    key: 'paddock.folded',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  return [folded, () => setFolded(!folded)]
}
