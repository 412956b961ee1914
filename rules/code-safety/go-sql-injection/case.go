package main

import (
	"context"
	"database/sql"
	"fmt"
)

func find(ctx context.Context, db *sql.DB, id, name string) {
	// ruleid: go-sql-injection
	db.Query(fmt.Sprintf("SELECT * FROM users WHERE id = %s", id))
	// ruleid: go-sql-injection
	db.ExecContext(ctx, "DELETE FROM users WHERE name = '"+name+"'")
	// ok: go-sql-injection
	db.QueryContext(ctx, "SELECT * FROM users WHERE id = $1", id)
	// ok: go-sql-injection
	db.Exec("VACUUM")
}
