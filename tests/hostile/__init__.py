"""Bad requests at every route: made by a grammar from the pages' own forms, and at random."""
