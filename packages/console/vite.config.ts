import { lingui } from '@lingui/vite-plugin'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { precompress } from './precompress.ts'

export default defineConfig({
  base: '/console/',
  plugins: [react(), tailwindcss(), lingui(), precompress()],
  build: {
    target: 'es2022',
    // The policy of the page allows no inline content, so nothing may become a data URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A test limits the compressed size.
    chunkSizeWarningLimit: 800,
  },
})
