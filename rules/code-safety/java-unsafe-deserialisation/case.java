import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.beans.XMLDecoder;

class Load {
  Object all(InputStream in, OutputStream out) throws Exception {
    // ruleid: java-unsafe-deserialisation
    Object a = new ObjectInputStream(in).readObject();
    // ruleid: java-unsafe-deserialisation
    Object b = new XMLDecoder(in).readObject();
    // ok: java-unsafe-deserialisation
    Object c = new ObjectMapper().readValue(in, Order.class);
    // ok: java-unsafe-deserialisation
    new ObjectOutputStream(out).writeObject(c);
    return new Object[] {a, b, c};
  }
}
