-- Room in each page for the row's next state, so that a change of state touches no index.
ALTER TABLE "payments" SET (fillfactor = 80);--> statement-breakpoint
ALTER TABLE "purchases" SET (fillfactor = 80);
