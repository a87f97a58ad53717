import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { compressed } from './compressed.ts'

/** Where `npm run dev` sends what the portal asks of the API. */
const target = process.env.PADDOCK_DEV_TARGET ?? 'http://127.0.0.1:8080'

export default defineConfig({
  base: '/',
  plugins: [react(), compressed()],
  build: {
    target: 'es2023',
    // A font inlined as a data: address would be refused by the controller's Content-Security-Policy.
    assetsInlineLimit: 0,
    rolldownOptions: {
      treeshake: {
        // Of the model the portal reads tables, and checks nothing by its schemas. That these are made purely is
        // said here, or they would all come along, with 28 KB of zod.
        moduleSideEffects: [{ test: /packages\/model\/src\//, sideEffects: false }],
        manualPureFunctions: ['z', 'z.enum'],
      },
    },
  },
  server: {
    // The controller refuses requests whose Origin is not its own, so the browser's Host goes along unchanged.
    proxy: { '/v1': { target, ws: true, changeOrigin: false } },
  },
})
