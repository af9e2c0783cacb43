/** The path of an outlined icon of Tabler's by the name of its component, without the component: vite.config.ts makes it. */
declare module 'drawing:*' {
  const path: string;
  export default path;
}
