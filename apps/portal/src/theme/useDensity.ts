import { useLocalStorage } from '@mantine/hooks'
import { useEffect } from 'react'

export type Density = 'comfortable' | 'compact'

/** How close things stand, as chosen in this browser. `theme.js` sets it before the first paint. */
export function useDensity(): [density: Density, choose: (density: Density) => void] {
  const [density, setDensity] = useLocalStorage<Density>({
    key: 'paddock.density',
    defaultValue: 'comfortable',
    getInitialValueInEffect: false,
    serialize: value => value,
    deserialize: value => (value === 'compact' ? 'compact' : 'comfortable'),
  })
  useEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
  return [density, setDensity]
}
