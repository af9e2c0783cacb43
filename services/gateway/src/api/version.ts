/** Version of the REST API: raised by what clients can see. */
export const API_VERSION = '0.1.0';
