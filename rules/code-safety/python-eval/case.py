import ast
import json


def calculate(expression: str, request, model) -> object:
    # ruleid: python-eval
    a = eval(expression)
    # ruleid: python-eval
    exec(request.form["code"])
    # ok: python-eval
    b = ast.literal_eval(expression)
    # ok: python-eval
    model.eval()
    # ok: python-eval
    c = eval("1 + 2")
    return a, b, c, json.loads(expression)
