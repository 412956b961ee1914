import java.security.cert.X509Certificate;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.X509TrustManager;

class Loose implements X509TrustManager {
  // ruleid: java-trust-all-certificates
  public void checkServerTrusted(X509Certificate[] chain, String type) {}

  // ok: java-trust-all-certificates
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException("no clients");
  }

  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }

  void connect(HttpsURLConnection c) {
    // ruleid: java-trust-all-certificates
    c.setHostnameVerifier((host, session) -> true);
    // ok: java-trust-all-certificates
    c.setHostnameVerifier((host, session) -> host.equals("db.acme.dev"));
  }
}
