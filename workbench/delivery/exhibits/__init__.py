"""What a notebook shows of a case: each function takes a chapter and a case and shows one table or picture.

An exhibit computes nothing itself: it asks an analysis for a table and a drawing for its picture, and says so where
the case has no data for it. One module a phase; `basic` holds what every phase uses.
"""
