import java.io.File;
import java.nio.file.Path;
import java.nio.file.Paths;
import javax.servlet.http.HttpServletRequest;

class Files {
  void all(HttpServletRequest request, Path base, String own) {
    // ruleid: java-path-traversal
    File a = new File("/srv/files", request.getParameter("name"));
    // ruleid: java-path-traversal
    Path b = Paths.get("/srv", request.getParameter("name"));
    // ok: java-path-traversal
    File c = new File("/srv/files", own);
    // ok: java-path-traversal
    Path d = base.resolve("index.html");
  }
}
