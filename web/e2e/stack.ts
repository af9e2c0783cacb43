/** Where the stack under test answers: `npm test` starts one and puts these into the environment. */
const variable = (name: string): string => {
  const value = process.env[name];
  if (value) return value.replace(/\/+$/, '');
  throw new Error(`${name} is not set: start a stack, and export its environment (npm run --silent env).`);
};

export const publicUrl = variable('PUBLIC_URL');
export const mailUrl = variable('MAIL_URL');
export const keycloakUrl = variable('KEYCLOAK_URL');
export const clockFile = (): string => variable('CLOCK_FILE');

/** The password of every demo user. */
export const demoPassword = 'demo-creneau';
