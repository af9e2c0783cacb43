CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE office (
  id uuid PRIMARY KEY,
  owner_id uuid NOT NULL REFERENCES person,
  opened_at timestamptz NOT NULL,
  version bigint NOT NULL DEFAULT 1
);

CREATE TYPE relation AS ENUM ('secretary', 'owner');

-- What a person is to an office. A removal keeps the row without relation, so that its version never starts again.
CREATE TABLE affiliation (
  office_id uuid NOT NULL REFERENCES office,
  person_id uuid NOT NULL REFERENCES person,
  relation relation,
  version bigint NOT NULL DEFAULT 1,
  -- Null: the site itself.
  changed_by uuid,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (office_id, person_id)
);
-- Serves "my offices" and the roles that follow from affiliations.
CREATE INDEX affiliation_person ON affiliation (person_id) WHERE relation IS NOT NULL;

-- How a text is compared: without accents, case and punctuation. unaccent() is only STABLE because its dictionary could
-- be replaced; named by schema it is as good as immutable, which an index needs.
CREATE FUNCTION search_form(text) RETURNS text
  LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  RETURN btrim(regexp_replace(lower(public.unaccent('public.unaccent'::regdictionary, $1)), '[[:space:][:punct:]]+', ' ', 'g'));

-- Offices as search shows them: a projection of the owner's name, the settings and the planning, each of which may come
-- first. Shown once the owner is known.
CREATE TABLE office_listing (
  office_id uuid PRIMARY KEY,
  owner_id uuid,
  opened_at timestamptz,
  last_name text NOT NULL DEFAULT '',
  first_name text NOT NULL DEFAULT '',
  settings_version bigint NOT NULL DEFAULT 0,
  main_function text NOT NULL DEFAULT '',
  specialities text NOT NULL DEFAULT '',
  street text NOT NULL DEFAULT '',
  postal_code text NOT NULL DEFAULT '',
  city text NOT NULL DEFAULT '',
  planning_generated boolean NOT NULL DEFAULT false,
  name_text text GENERATED ALWAYS AS (search_form(last_name || ' ' || first_name || ' ' || specialities)) STORED,
  city_text text GENERATED ALWAYS AS (search_form(postal_code || ' ' || city)) STORED
);
-- Serve a search by any part of a word and by words with typing errors.
CREATE INDEX office_listing_name ON office_listing USING gin (name_text gin_trgm_ops);
CREATE INDEX office_listing_city ON office_listing USING gin (city_text gin_trgm_ops);
-- Serves the list of all.
CREATE INDEX office_listing_order ON office_listing (opened_at, last_name, first_name) WHERE owner_id IS NOT NULL;
-- Serves a change of the owner's name.
CREATE INDEX office_listing_owner ON office_listing (owner_id);
