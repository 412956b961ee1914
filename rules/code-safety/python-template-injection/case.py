from flask import render_template_string, request


def greet(name: str):
    # ruleid: python-template-injection
    a = render_template_string(f"Hello {name}")
    # ruleid: python-template-injection
    b = render_template_string(request.args["template"])
    # ok: python-template-injection
    c = render_template_string("Hello {{ name }}", name=name)
    # ok: python-template-injection
    d = render_template_string("Hello")
    return a, b, c, d
