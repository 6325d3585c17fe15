"""The kind of Odoo's surveys that exams are."""

#: not one of the forms that customers answer (those begin with ``cs_``): people answer it on Odoo's own pages
EXAM = "training_exam"
