const fc = require('fast-check');

/** The same examples in every run; `FC_SEED=$RANDOM npm run check` looks for others. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 2027) });
