CREATE TABLE "audit_chain" (
	"app_id" uuid NOT NULL,
	"position" bigint NOT NULL,
	"entry_id" uuid NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL,
	CONSTRAINT "audit_chain_app_id_position_pk" PRIMARY KEY("app_id","position")
);
--> statement-breakpoint
CREATE TABLE "audit_heads" (
	"app_id" uuid PRIMARY KEY NOT NULL,
	"position" bigint NOT NULL,
	"previous_hash" "bytea" NOT NULL,
	"hash" "bytea" NOT NULL
);
--> statement-breakpoint
CREATE TABLE "audit_personal_values" (
	"app_id" uuid NOT NULL,
	"entry_id" uuid NOT NULL,
	"digest" "bytea" NOT NULL,
	"salt" "bytea",
	"value" text NOT NULL,
	CONSTRAINT "audit_personal_values_app_id_entry_id_digest_pk" PRIMARY KEY("app_id","entry_id","digest")
);
--> statement-breakpoint
-- Processes of the previous version still write the column. Their `auditLog` shows entries of this version without an actor.
-- squawk-ignore ban-drop-not-null
ALTER TABLE "audit_log" ALTER COLUMN "actor" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "actor_kind" text DEFAULT 'SYSTEM' NOT NULL;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "actor_id" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "actor_name" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "transport" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "address" text;--> statement-breakpoint
ALTER TABLE "audit_log" ADD COLUMN "request_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "audit_chain_entry" ON "audit_chain" USING btree ("entry_id","app_id");--> statement-breakpoint
CREATE INDEX "audit_personal_values_value" ON "audit_personal_values" USING btree ("value","app_id");--> statement-breakpoint
CREATE INDEX "audit_log_action" ON "audit_log" USING btree ("action","app_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_actor" ON "audit_log" USING btree ("actor_id","app_id","id");--> statement-breakpoint
CREATE INDEX "audit_log_time" ON "audit_log" USING btree ("app_id","occurred_at","id") WHERE occurred_at > '-infinity';--> statement-breakpoint
ALTER TABLE "audit_chain" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
ALTER TABLE "audit_personal_values" ALTER COLUMN "app_id" SET STATISTICS 0;--> statement-breakpoint
COMMENT ON TABLE "audit_log" IS 'What persons, keys and the command line have changed. Append-only; see audit_chain.';--> statement-breakpoint
COMMENT ON COLUMN "audit_log"."actor" IS 'Only processes of the previous version write it; a trigger moves it into the columns "actor_…".';--> statement-breakpoint
COMMENT ON COLUMN "audit_log"."changes" IS 'The changed fields before and after. Contains no secrets, and of user ids only their digests.';--> statement-breakpoint
COMMENT ON TABLE "audit_chain" IS 'The order of the entries of an AppKey. Each hash covers its entry and the hash before it.';--> statement-breakpoint
COMMENT ON TABLE "audit_heads" IS 'The end of each chain.';--> statement-breakpoint
COMMENT ON TABLE "audit_personal_values" IS 'The user ids in the entries, of which an entry has only the salted digests.';--> statement-breakpoint
-- Functions.
--
-- A text in the form in which a hash covers it: its length in bytes, a colon and its bytes; a hyphen for null.
CREATE FUNCTION "audit_text"("value" text) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
  WHEN "value" IS NULL THEN '\x2d'::bytea
  ELSE convert_to(octet_length(convert_to("value", 'UTF8')) || ':', 'UTF8') || convert_to("value", 'UTF8')
END;
--> statement-breakpoint
COMMENT ON FUNCTION "audit_text" IS 'A text, delimited, for audit_entry_hash.';--> statement-breakpoint
-- `src/domain/audit/hash-audit-entry.ts` computes the same hash on its own; decision 53 documents it.
CREATE FUNCTION "audit_entry_hash"("entry" "audit_log", "at_position" bigint, "previous" bytea) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(
  audit_text('coinslot-audit-1') || audit_text(("entry").app_id::text) || audit_text("at_position"::text)
  || audit_text(encode("previous", 'hex')) || audit_text(("entry").id::text)
  || audit_text(to_char(("entry").occurred_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
  || audit_text(("entry").actor_kind) || audit_text(("entry").actor_id) || audit_text(("entry").actor_name)
  || audit_text(("entry").transport) || audit_text(("entry").address) || audit_text(("entry").request_id)
  || audit_text(("entry").action) || audit_text(("entry").subject_id::text) || audit_text(("entry").reason)
  || audit_text(("entry").changes::text)
);
--> statement-breakpoint
COMMENT ON FUNCTION "audit_entry_hash" IS 'SHA-256 of an audit entry at a position of its chain.';--> statement-breakpoint
-- Replaces each user id by `{"$personal": <digest>}`, and stores it in `audit_personal_values`. A user id is a text, or an element of
-- a list, under one of the names below.
CREATE FUNCTION "protect_audit_values"("for_app_id" uuid, "for_entry_id" uuid, "content" jsonb, "is_personal" boolean)
RETURNS jsonb
LANGUAGE plpgsql
AS $$
DECLARE
  personal_names CONSTANT text[] := '{userId,fromUserId,toUserId,userIds,sandboxTesterUserIds}';
  random_salt bytea;
  value_digest bytea;
BEGIN
  CASE jsonb_typeof(content)
  WHEN 'object' THEN
    RETURN (
      SELECT coalesce(jsonb_object_agg(
        field.key, protect_audit_values(for_app_id, for_entry_id, field.value, field.key = ANY (personal_names))
      ), '{}')
      FROM jsonb_each(content) field
    );
  WHEN 'array' THEN
    RETURN (
      SELECT coalesce(jsonb_agg(
        protect_audit_values(for_app_id, for_entry_id, element.value, is_personal) ORDER BY element.number
      ), '[]')
      FROM jsonb_array_elements(content) WITH ORDINALITY element (value, number)
    );
  WHEN 'string' THEN
    IF NOT is_personal THEN
      RETURN content;
    END IF;
    random_salt := uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid());
    value_digest := sha256(random_salt || convert_to(content #>> '{}', 'UTF8'));
    INSERT INTO audit_personal_values (app_id, entry_id, digest, salt, value)
    VALUES (for_app_id, for_entry_id, value_digest, random_salt, content #>> '{}');
    RETURN jsonb_build_object('$personal', encode(value_digest, 'hex'));
  ELSE
    RETURN content;
  END CASE;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "protect_audit_values" IS 'Replaces the user ids in the changes of an audit entry by salted digests.';--> statement-breakpoint
CREATE FUNCTION "prepare_audit_entry"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  IF NEW.actor IS NOT NULL THEN
    NEW.actor_kind := CASE
      WHEN NEW.actor LIKE 'server key %' THEN 'SERVER_KEY' WHEN NEW.actor = 'operator command line' THEN 'COMMAND_LINE' ELSE 'OPERATOR'
    END;
    NEW.actor_id := CASE WHEN NEW.actor_kind = 'SERVER_KEY' THEN substr(NEW.actor, length('server key ') + 1) END;
    NEW.actor_name := CASE WHEN NEW.actor_kind = 'OPERATOR' THEN regexp_replace(NEW.actor, '^operator ', '') END;
    NEW.actor := NULL;
  END IF;
  NEW.changes := protect_audit_values(NEW.app_id, NEW.id, NEW.changes, false);
  RETURN NEW;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "prepare_audit_entry" IS 'Brings a new audit entry into the form that is stored.';--> statement-breakpoint
-- Runs at the end of the statement, when it holds all its other locks. So the lock of the head is the last one of an operator's
-- statement, and two of them cannot wait for each other. An entry and its place in the chain are committed, or rolled back, together.
CREATE FUNCTION "append_to_audit_chain"() RETURNS trigger
LANGUAGE plpgsql
AS $$
DECLARE
  no_hash CONSTANT bytea := decode(repeat('00', 32), 'hex');
  head audit_heads;
BEGIN
  INSERT INTO audit_heads AS h (app_id, position, previous_hash, hash)
  VALUES (NEW.app_id, 1, no_hash, audit_entry_hash(NEW, 1, no_hash))
  ON CONFLICT (app_id) DO UPDATE
  SET position = h.position + 1, previous_hash = h.hash, hash = audit_entry_hash(NEW, h.position + 1, h.hash)
  RETURNING * INTO head;
  INSERT INTO audit_chain (app_id, position, entry_id, previous_hash, hash)
  VALUES (NEW.app_id, head.position, NEW.id, head.previous_hash, head.hash);
  RETURN NULL;
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "append_to_audit_chain" IS 'Appends a new audit entry to the chain of its AppKey.';--> statement-breakpoint
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger
LANGUAGE plpgsql
AS $$
BEGIN
  RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END
$$;
--> statement-breakpoint
COMMENT ON FUNCTION "refuse_audit_change" IS 'Rejects changes of the tables of the audit log.';--> statement-breakpoint
-- The entries from before this migration, in the order of their ids.
DO $$
DECLARE
  entry audit_log;
  last_app_id uuid;
  last_position bigint;
  last_hash bytea;
  next_hash bytea;
BEGIN
  UPDATE audit_log SET
    actor_kind = CASE
      WHEN actor LIKE 'server key %' THEN 'SERVER_KEY' WHEN actor = 'operator command line' THEN 'COMMAND_LINE' ELSE 'OPERATOR'
    END,
    actor_id = CASE WHEN actor LIKE 'server key %' THEN substr(actor, length('server key ') + 1) END,
    actor_name = CASE
      WHEN actor NOT LIKE 'server key %' AND actor <> 'operator command line' THEN regexp_replace(actor, '^operator ', '')
    END,
    actor = NULL,
    changes = protect_audit_values(app_id, id, changes, false);
  FOR entry IN SELECT * FROM audit_log ORDER BY app_id, id LOOP
    IF entry.app_id IS DISTINCT FROM last_app_id THEN
      last_app_id := entry.app_id;
      last_position := 0;
      last_hash := decode(repeat('00', 32), 'hex');
    END IF;
    last_position := last_position + 1;
    next_hash := audit_entry_hash(entry, last_position, last_hash);
    INSERT INTO audit_chain (app_id, position, entry_id, previous_hash, hash)
    VALUES (entry.app_id, last_position, entry.id, last_hash, next_hash);
    last_hash := next_hash;
  END LOOP;
  INSERT INTO audit_heads (app_id, position, previous_hash, hash)
  SELECT DISTINCT ON (app_id) app_id, position, previous_hash, hash FROM audit_chain ORDER BY app_id, position DESC;
END
$$;
--> statement-breakpoint
CREATE TRIGGER "prepare_audit_entry" BEFORE INSERT ON "audit_log" FOR EACH ROW EXECUTE FUNCTION prepare_audit_entry();--> statement-breakpoint
CREATE TRIGGER "append_to_audit_chain" AFTER INSERT ON "audit_log" FOR EACH ROW EXECUTE FUNCTION append_to_audit_chain();--> statement-breakpoint
CREATE TRIGGER "refuse_audit_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_log" FOR EACH STATEMENT
EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
CREATE TRIGGER "refuse_audit_change" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_chain" FOR EACH STATEMENT
EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
CREATE TRIGGER "refuse_audit_deletion" BEFORE DELETE OR TRUNCATE ON "audit_heads" FOR EACH STATEMENT
EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
-- A head only moves to the next entry.
CREATE TRIGGER "refuse_audit_change" BEFORE UPDATE ON "audit_heads" FOR EACH ROW
WHEN (NEW.app_id <> OLD.app_id OR NEW.position <> OLD.position + 1 OR NEW.previous_hash <> OLD.hash)
EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
CREATE TRIGGER "refuse_audit_deletion" BEFORE DELETE OR TRUNCATE ON "audit_personal_values" FOR EACH STATEMENT
EXECUTE FUNCTION refuse_audit_change();--> statement-breakpoint
-- Erasing a user replaces the value by a pseudonym and removes the salt.
CREATE TRIGGER "refuse_audit_change" BEFORE UPDATE ON "audit_personal_values" FOR EACH ROW
WHEN (
  NEW.app_id <> OLD.app_id OR NEW.entry_id <> OLD.entry_id OR NEW.digest <> OLD.digest
  OR NEW.salt IS NOT NULL OR NEW.value NOT LIKE 'erased:%'
)
EXECUTE FUNCTION refuse_audit_change();
