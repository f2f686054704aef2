import type { Plugin } from 'vite';

/** What the first words are written in; other alphabets and code come when they are needed. */
const first = /-sans-latin-wght-normal-[^/]*\.woff2$/;

/**
 * The page names its font, so that it is there with the first words. Otherwise those are set in one of the
 * system, and again when ours comes: the text would move.
 */
export function preloadFonts(): Plugin {
  return {
    name: 'preload-fonts',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler: (_, { bundle = {} }) =>
        Object.keys(bundle)
          .filter((file) => first.test(file))
          .map((file) => ({
            tag: 'link',
            attrs: {
              ...{ rel: 'preload', as: 'font', type: 'font/woff2', href: `/${file}` },
              crossorigin: true,
            },
            injectTo: 'head-prepend' as const,
          })),
    },
  };
}
