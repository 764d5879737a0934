"""The textbook's frame around the cases: what the notebooks of `notebooks/guide` show (教材 chapters 1 to 3 and 15).

Each function takes a chapter, and a case where it needs one, and shows a table that reads well on paper; a control
beneath it answers what-if questions while a kernel runs. One module a word of the auditor's trade; what is told to
every enterprise alike, agenda, questions, checklists, cards, lies beside them as CSV in Chinese and English.
"""
