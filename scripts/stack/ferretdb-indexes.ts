import { Client } from 'pg';
import { Complaint } from './complaint';
import { superuserUrl } from './postgres';
import type { Secrets } from './secrets';
import type { StackSettings } from './settings';

/** The fields by which office-config finds documents. */
const FIELDS = ['_id', 'officeId', 'version'];

/**
 * FerretDB finds documents by `_jsonb->$1 @> $2`, which none of the indexes that it makes itself can serve: each read, even
 * by `_id`, would look at every document of its collection, as no MongoDB does. An event trigger gives each collection
 * indexes that can, and statements are planned with their values, without which no index of a field can be chosen.
 */
const statements = [
  `ALTER ROLE creneau_ferretdb SET plan_cache_mode = 'force_custom_plan'`,
  `CREATE OR REPLACE FUNCTION public.index_documents(collection regclass) RETURNS void LANGUAGE plpgsql AS $$
   DECLARE field text;
   BEGIN
     IF NOT EXISTS (SELECT 1 FROM pg_attribute WHERE attrelid = collection AND attname = '_jsonb') THEN RETURN; END IF;
     FOREACH field IN ARRAY ARRAY[${FIELDS.map((field) => `'${field}'`).join(', ')}] LOOP
       EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON %s USING gin ((_jsonb -> %L) jsonb_path_ops) WITH (fastupdate = off)',
         'asked_' || collection::oid || '_' || field, collection, field);
     END LOOP;
   END $$`,
  `CREATE OR REPLACE FUNCTION public.index_new_documents() RETURNS event_trigger LANGUAGE plpgsql AS $$
   DECLARE made record;
   BEGIN
     FOR made IN SELECT objid FROM pg_event_trigger_ddl_commands() WHERE command_tag = 'CREATE TABLE' LOOP
       PERFORM public.index_documents(made.objid::regclass);
     END LOOP;
   END $$`,
  'DROP EVENT TRIGGER IF EXISTS index_new_documents',
  `CREATE EVENT TRIGGER index_new_documents ON ddl_command_end WHEN TAG IN ('CREATE TABLE')
   EXECUTE FUNCTION public.index_new_documents()`,
  // Collections of a stack that is older than the trigger.
  `SELECT public.index_documents(attrelid) FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
   WHERE attname = '_jsonb' AND c.relkind = 'r'`,
];

/** Lets FerretDB's reads use indexes, whatever collections it has or will have. */
export const indexDocuments = async (settings: StackSettings, secrets: Secrets): Promise<void> => {
  const url = new URL(superuserUrl(settings, secrets));
  url.pathname = '/creneau_ferretdb';
  const client = new Client({ connectionString: url.href });
  try {
    await client.connect();
    for (const statement of statements) await client.query(statement);
  } catch (error) {
    throw new Complaint(`FerretDB's collections could not be indexed: ${String(error)}`);
  } finally {
    await client.end();
  }
};
