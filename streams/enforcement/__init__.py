"""From findings to recommendations: cases, clauses, notices. Pure: what comes out depends on what came in alone."""
