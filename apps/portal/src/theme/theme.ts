import { Button, createTheme, type MantineColorsTuple, Modal, Paper, Tooltip } from '@mantine/core'

const petrol: MantineColorsTuple = [
  '#eaf6f9',
  '#d5ebf1',
  '#a9d6e2',
  '#7bc0d2',
  '#52acc3',
  '#2e97b1',
  '#137f99',
  '#0b6b80',
  '#08586a',
  '#054553',
]

/** Text first, ground last, as Mantine reads them. */
const dark: MantineColorsTuple = [
  '#e4e8ec',
  '#b3bcc5',
  '#929da8',
  '#56606a',
  '#2f363d',
  '#262c32',
  '#1c2126',
  '#171b1f',
  '#101316',
  '#0b0d0f',
]

/** One family, 14 px, a 4 px grid, radius 8, thin borders, one accent. */
export const theme = createTheme({
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: "ui-monospace, 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace",
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  spacing: { xs: '0.5rem', sm: '0.75rem', md: '1rem', lg: '1.5rem', xl: '2rem' },
  headings: {
    fontFamily: "'Inter Variable', system-ui, sans-serif",
    fontWeight: '600',
    sizes: { h1: { fontSize: '1.375rem', lineHeight: '1.3' }, h2: { fontSize: '1rem', lineHeight: '1.4' } },
  },
  defaultRadius: 8,
  colors: { petrol, dark },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        transitionProps: { duration: 120 },
        closeButtonProps: { 'aria-label': 'Close' },
        // It is a header of the dialog, not of the page.
        attributes: { header: { role: 'presentation' } },
      },
    }),
    Paper: Paper.extend({ defaultProps: { withBorder: true, shadow: 'none' } }),
    Tooltip: Tooltip.extend({
      defaultProps: { openDelay: 250, events: { hover: true, focus: true, touch: true }, multiline: true, maw: 320 },
    }),
  },
})
