/** A variable of the running stack. Throws when it is missing, naming the way to get it. */
export const stackVariable = (name: string): string => {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run "npm test", or eval "$(node scripts/run.mjs env)" first`);
  return value;
};
