import { createPaddock } from '@paddock/sdk'

/** The API of the installation that served this page. The session's cookie goes along by itself. */
export const paddock = createPaddock({ baseUrl: window.location.origin })
