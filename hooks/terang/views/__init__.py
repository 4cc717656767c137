"""View models: the finished text of each page in a language, ready for a template.

The pages layer and the downloads call these modules with a `PageContext`. They read the model, the
derived figures and the words of a language. They hold no HTML and read no files.
"""
