import java.sql.Connection;
import java.sql.Statement;

class Users {
  void find(Connection c, Statement s, String id) throws Exception {
    // ruleid: java-sql-injection
    s.executeQuery("SELECT * FROM users WHERE id = '" + id + "'");
    // ruleid: java-sql-injection
    s.executeUpdate(String.format("DELETE FROM users WHERE id = %s", id));
    // ok: java-sql-injection
    c.prepareStatement("SELECT * FROM users WHERE id = ?");
    // ok: java-sql-injection
    s.executeQuery("SELECT id, name " + "FROM users");
  }
}
