def find(cursor, user_id: str, name: str) -> None:
    # ruleid: python-sql-injection
    cursor.execute(f"SELECT * FROM users WHERE id = {user_id}")
    # ruleid: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE name = '%s'" % name)
    # ruleid: python-sql-injection
    cursor.execute("DELETE FROM users WHERE id = " + user_id)
    # ok: python-sql-injection
    cursor.execute("SELECT * FROM users WHERE id = %s", (user_id,))
    # ok: python-sql-injection
    cursor.execute("SELECT 1")
