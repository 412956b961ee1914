import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.SAXParser;
import javax.xml.parsers.SAXParserFactory;

class Parse {
  DocumentBuilder loose() throws Exception {
    // ruleid: java-xml-external-entities
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder;
  }

  SAXParser looseToo() throws Exception {
    // ruleid: java-xml-external-entities
    SAXParserFactory factory = SAXParserFactory.newInstance();
    SAXParser parser = factory.newSAXParser();
    return parser;
  }

  DocumentBuilder strict() throws Exception {
    // ok: java-xml-external-entities
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder;
  }

  DocumentBuilder helped() throws Exception {
    // ok: java-xml-external-entities
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    forbidTypes(factory, true);
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder;
  }

  DocumentBuilder chosen() throws Exception {
    // ok: java-xml-external-entities
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    try {
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", !lenient());
    } catch (ParserConfigurationException e) {
      throw e;
    }
    DocumentBuilder builder = factory.newDocumentBuilder();
    return builder;
  }

  // ok: java-xml-external-entities
  Object other() throws Exception {
    return javax.xml.transform.TransformerFactory.newInstance();
  }
}
