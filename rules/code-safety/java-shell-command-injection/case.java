import java.io.IOException;

class Git {
  void log(String branch) throws IOException {
    // ruleid: java-shell-command-injection
    Runtime.getRuntime().exec("git log " + branch);
    // ruleid: java-shell-command-injection
    new ProcessBuilder("sh", "-c", "git log " + branch).start();
    // ok: java-shell-command-injection
    new ProcessBuilder("git", "log", branch).start();
    // ok: java-shell-command-injection
    Runtime.getRuntime().exec("uptime");
  }
}
