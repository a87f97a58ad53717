import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev` sends what the portal asks of the API. */
const target = process.env.PADDOCK_DEV_TARGET ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/',
  plugins: [react()],
  build: {
    target: 'es2023',
    // A font inlined as a data: address would be refused by the controller's Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      treeshake: {
        // The portal reads the model's tables and checks nothing by its schemas: without this they would stay, and
        // all of zod with them.
        manualPureFunctions: ['z'],
      },
    },
  },
  server: {
    // The controller refuses requests whose Origin is not its own, so the browser's Host goes along unchanged.
    proxy: { '/v1': { target, ws: true, changeOrigin: false } },
  },
})
