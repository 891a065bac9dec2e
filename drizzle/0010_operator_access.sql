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
	"hash" "bytea" NOT NULL,
	"created_at" timestamp (3) with time zone NOT NULL,
	"expires_at" timestamp (3) with time zone NOT NULL,
	"accepted_at" timestamp (3) with time zone,
	"operator_id" uuid,
	CONSTRAINT "operator_invitations_app_id_id_pk" PRIMARY KEY("app_id","id"),
	CONSTRAINT "operator_invitations_hash" UNIQUE("hash","app_id")
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
