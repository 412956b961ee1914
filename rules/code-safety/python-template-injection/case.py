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

def literals(engine, environment):
    # ok: python-template-injection
    engine.from_string('{% include "child" %}')
    # ok: python-template-injection
    engine.from_string('{% cycle "a" %}' "{{ x }}" + "{{ request.path }}")
    # ok: python-template-injection
    engine.from_string("{{ %s }}" % "name")
    # ruleid: python-template-injection
    environment.from_string(f"Hello {environment.name}")
