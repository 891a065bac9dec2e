CREATE TABLE "operator_grants" (
	"app_id" uuid NOT NULL,
	"operator_id" uuid NOT NULL,
	"role" text NOT NULL,
	"granted_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "operator_grants_app_id_operator_id_pk" PRIMARY KEY("app_id","operator_id")
);
--> statement-breakpoint
CREATE TABLE "operator_invitations" (
	"app_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "operator_invitations_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "operator_invitations_email" UNIQUE("email","app_id")
);
--> statement-breakpoint
CREATE TABLE "operator_tokens" (
	"id" uuid PRIMARY KEY NOT NULL,
	"operator_id" uuid NOT NULL,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"hash" "bytea" NOT NULL,
	"role" text NOT NULL,
	"app_ids" uuid[],
	"allow_sensitive_acts" boolean NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"last_used_at" timestamp (3) with time zone,
	"revoked_at" timestamp (3) with time zone,
	CONSTRAINT "operator_tokens_hash" UNIQUE("hash")
);
--> statement-breakpoint
CREATE INDEX "operator_grants_operator" ON "operator_grants" USING btree ("operator_id","app_id");--> statement-breakpoint
CREATE INDEX "operator_tokens_operator" ON "operator_tokens" USING btree ("operator_id","id");--> statement-breakpoint
-- No statistics of the tenant, so that plans do not depend on which AppKeys they know (docs/decisions/0035).
ALTER TABLE "operator_grants" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
ALTER TABLE "operator_invitations" ALTER COLUMN "app_id" SET STATISTICS 0;
--> statement-breakpoint
-- An operator is created by a link, a verified address of a provider or the command line. However it is, its invitations become grants.
CREATE FUNCTION accept_operator_invitations() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  WITH accepted AS (
    DELETE FROM operator_invitations WHERE email = NEW.email RETURNING app_id, role, expires_at
  )
  INSERT INTO operator_grants (app_id, operator_id, role, granted_at)
  SELECT app_id, NEW.id, role, NEW.created_at FROM accepted WHERE expires_at > NEW.created_at
  ON CONFLICT DO NOTHING;
  RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE TRIGGER operators_accept_invitations AFTER INSERT ON operators
  FOR EACH ROW EXECUTE FUNCTION accept_operator_invitations();
