import os

from flask import Flask

app = Flask(__name__)

# ruleid: python-debug-server
app.debug = True

if __name__ == "__main__":
    # ruleid: python-debug-server
    app.run(host="0.0.0.0", debug=True)
    # ok: python-debug-server
    app.run(debug=os.environ.get("FLASK_DEBUG") == "1")
    # ok: python-debug-server
    app.run(port=8000)
